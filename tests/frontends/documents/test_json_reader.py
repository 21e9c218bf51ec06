"""JSON: what the standard library reads, with places, limits and one clear error for what cannot be read."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaccheck.files import Files, InputError
from iaccheck.frontends.documents import MAX_DEPTH, MAX_ERRORS, Document, Report, read, text_of

DATA = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) |
                    st.text(st.characters(blacklist_categories=("Cs",)), max_size=12),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
                        st.text(st.characters(blacklist_categories=("Cs",)), max_size=6), inner, max_size=4),
                    max_leaves=25)


def parse(text: str, name: str = "f.json") -> tuple[list[Document], list[InputError]]:
    errors: list[InputError] = []
    return read(text, name, Report(name, errors)), errors


def paths(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    for key, item in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from paths(item, (*path, key))


def at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


@given(st.dictionaries(st.text("ab\"\\{[,:é\n", max_size=4), DATA, max_size=5), st.sampled_from([None, 2]),
       st.booleans())
def test_data_and_places(data: dict[str, Any], indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    documents, errors = parse(text)
    assert not errors
    assert documents[0].data == data
    lines = text.split("\n")
    for path in paths(data):
        span = documents[0].span(path)
        rest = lines[span.line - 1][span.column - 1 :]
        written = path[-1] if isinstance(path[-1], str) else at(data, path)
        if isinstance(written, dict | list) and written and indent:
            assert rest in ("{", "[")
        else:
            assert rest.startswith(json.dumps(written, ensure_ascii=ascii_only))


def test_spans_cover_the_value() -> None:
    document = parse('{\n  "a": {\n    "b": [1,\n      2]\n  },\n  "c": 3\n}\n')[0][0]
    spans = [document.span(path) for path in ((), ("a",), ("a", "b", 1), ("c",), ("d",))]
    assert [(s.line, s.column, s.end_line) for s in spans] == [
        (1, 1, 7), (2, 3, 5), (4, 7, 4), (6, 3, 6), (1, 1, 7)]


@pytest.mark.parametrize(("text", "message"), [
    ('{"a": 1,\n "b" 2}', "2:6 is not valid JSON: expecting ':' delimiter"),
    ('{"a": "x\ny"}', "1:9 is not valid JSON: invalid control character at"),
    ('{"a": NaN}', "1:1 is not valid JSON: NaN is not a number in JSON"),
    ("[" * 50_000, f"1:{MAX_DEPTH + 1} is nested more than {MAX_DEPTH} levels deep"),
    ('{"a":' * 50_000 + "1" + "}" * 50_000, f"1:{MAX_DEPTH * 5 + 1} is nested more than {MAX_DEPTH} levels deep"),
    ("[" * 300 + "]" * 300, f"1:{MAX_DEPTH + 1} is nested more than {MAX_DEPTH} levels deep"),
])
def test_what_cannot_be_read_is_one_error_with_its_place(text: str, message: str) -> None:
    documents, errors = parse(text)
    assert not documents
    assert [f"{e.line}:{e.column} {e.message}"[: len(message)] for e in errors] == [message]


def test_a_number_too_long_for_python_is_an_error() -> None:
    documents, [error] = parse('{"a": ' + "9" * 10_000 + "}")
    assert not documents
    assert error.message.startswith("is not valid JSON")


def test_a_key_written_twice_is_an_error_and_the_later_value_counts() -> None:
    documents, errors = parse('{\n "a": {"x": 1},\n "a": {"y": 2}\n}')
    assert documents[0].data == {"a": {"y": 2}}
    assert [(e.line, e.column, e.message) for e in errors] == [
        (3, 2, 'the key "a" is there twice; the later value is used')]
    assert documents[0].span(("a", "y")).line == 3


def test_very_many_duplicates_end_soon() -> None:
    started = time.process_time()
    _, errors = parse("{" + '"a": 1,\n' * 100_000 + '"b": 2}')
    assert len(errors) == MAX_ERRORS + 1
    assert time.process_time() - started < 5


def test_half_a_surrogate_pair_is_replaced() -> None:
    documents, errors = parse('{"a\\ud800": "x\\udfff", "b": "\\ud83d\\ude00"}')
    assert not errors
    assert documents[0].data == {"a\ufffd": "x\ufffd", "b": "\U0001f600"}


def test_json_values_after_each_other() -> None:
    documents, errors = parse('{"a": 1}\n{"b": 2}\n[3\n')
    assert [d.data for d in documents] == [{"a": 1}, {"b": 2}]
    assert documents[1].span(("b",)).line == 2
    assert [e.line for e in errors] == [4]


def test_flow_style_yaml_is_taken_for_yaml_unless_it_is_called_json() -> None:
    assert parse("{a: 1, b: [x]}", "f.yaml")[0][0].data == {"a": 1, "b": ["x"]}
    assert parse("{a: 1}", "f.json")[1]
    assert parse('{"a": 1, "a": 2}', "f.yaml")[1][0].message == 'the key "a" is there twice; the later value is used'


def test_text_of_an_input(tmp_path: Any) -> None:
    (tmp_path / "f").write_bytes("a: é".encode("utf-16"))
    files = Files(str(tmp_path))
    assert text_of(files, "f", None) == "a: é"
    assert text_of(files, "f", b"\xef\xbb\xbfb: 1") == "b: 1"
    with pytest.raises(InputError, match="is not valid UTF-8"):
        text_of(files, "f", b"a: \xff")
    with pytest.raises(InputError, match="has a NUL byte"):
        text_of(files, "f", b"a: \0")
    with pytest.raises(InputError, match="is larger than 16 MiB"):
        text_of(files, "f", b" " * (16 * 1024 * 1024 + 1))
