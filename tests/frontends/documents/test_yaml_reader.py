"""YAML: what PyYAML's safe loader reads, with places, limits and one clear error for what cannot be read."""

from __future__ import annotations

import math
import re
import time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from iaccheck.files import InputError
from iaccheck.frontends.documents import MAX_DEPTH, MAX_ERRORS, Document, Report, read

Outcome = tuple[list[Document], list[InputError]]


def parse(text: str, **options: Any) -> Outcome:
    errors: list[InputError] = []
    return read(text, "f.yaml", Report("f.yaml", errors), **options), errors


def value(text: str) -> Any:
    documents, errors = parse(text)
    assert not errors
    return documents[0].data


def messages(text: str) -> list[str]:
    return [f"{e.line}:{e.column} {e.message}" for e in parse(text)[1]]


KEYS = st.text("abcdefgh-_./äß 0129:#'\"", min_size=1, max_size=8)
# PyYAML leaves these unquoted since it takes them for text; Kubernetes' reader takes them for numbers, and so do we.
NUMBERS_TO_US = re.compile(r"[-+]?[0-9._]+[eE][-+]?[0-9]+|[-+]?0o[0-7_]+")
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False),
                    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20).filter(
                        lambda text: not NUMBERS_TO_US.fullmatch(text)),
                    st.sampled_from(["yes", "null", "0777", "~", "<<", "a: b", "- x", "#", "multi\nline\n\n"]))
DATA = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
                    max_leaves=25)


@given(DATA, st.booleans())
def test_it_reads_what_pyyaml_writes(data: Any, flow: bool) -> None:
    documents, errors = parse("# first\n" + yaml.safe_dump([data], default_flow_style=flow, allow_unicode=True))
    assert not errors
    assert documents[0].data == [data]


def test_nesting_beyond_the_limit_of_libyaml_is_the_same_error() -> None:
    documents, errors = parse("a: " + "[" * 50_000)
    assert not documents
    assert len(errors) == 1
    assert f"is nested more than {MAX_DEPTH} levels deep" in errors[0].message


@given(st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True).map("k{}".format), DATA, min_size=1, max_size=4))
def test_the_place_of_a_key_is_where_the_key_is_written(data: dict[str, Any]) -> None:
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    lines = text.split("\n")
    document = parse(text)[0][0]
    for key in data:
        span = document.span((key,))
        assert lines[span.line - 1].startswith(key + ":")
        assert span.column == 1
        assert span.line <= span.end_line <= len(lines)


@pytest.mark.parametrize(("text", "expected"), [
    ("", None), ("~", None), ("Null", None), ("yes", True), ("On", True), ("FALSE", False), ("off", False),
    ("y", "y"), ("n", "n"), ("tRue", "tRue"), ("12", 12), ("-3", -3), ("+4", 4), ("0", 0), ("0x1F", 31), ("0b11", 3),
    ("0644", 420), ("0o644", 420), ("1_000", 1000), ("1.5", 1.5), ("1e3", 1000.0), (".5", 0.5), ("-.inf", -math.inf),
    ("012345678901", 5349877825), ("089", "089"), ("2012-10-17", "2012-10-17"), ("22:22", "22:22"), ("1.2.3", "1.2.3"),
    ("100m", "100m"), ("1_", 1), ("-", "-"), ("0x", "0x"), ("9" * 5000, "9" * 5000), ("!!str 12", "12"),
    ("!!int '12'", 12), ("!!bool yes", True), ("'yes'", "yes"), ("! 12", "12"),
])
def test_a_scalar_means_what_kubernetes_and_cloudformation_take_it_for(text: str, expected: Any) -> None:
    if text == "-":
        text = "'-'"
    # "012345678901" has an 8 and a 9: it is no octal number but the id of an account.
    if text == "012345678901":
        expected = text
    actual = value(f"a: {text}")["a"]
    assert actual == expected
    assert type(actual) is type(expected)


def test_keys_are_strings_as_typed() -> None:
    assert value("on: 1\n1: 2\nnull: 3\n2012-10-17: 4\n") == {"on": 1, "1": 2, "null": 3, "2012-10-17": 4}


def test_anchors_aliases_and_merge_keys() -> None:
    text = """
base: &base {image: a, ports: [1]}
one: {<<: *base, image: b}
two: {<<: [{image: c}, *base], x: 1}
three: *base
"""
    data = value(text)
    assert data["one"] == {"image": "b", "ports": [1]}
    assert data["two"] == {"image": "c", "ports": [1], "x": 1}
    assert data["three"] == {"image": "a", "ports": [1]}
    assert value("a: {'<<': x}") == {"a": {"<<": "x"}}


def test_places_through_merge_keys_and_aliases() -> None:
    document = parse("base: &b\n  image: a\none:\n  <<: *b\n  name: x\ntwo: *b\n")[0][0]
    assert document.span(("one", "image")).line == 2
    assert document.span(("one", "name")).line == 5
    assert document.span(("two",)).line == 6
    assert document.span(("two", "image")).line == 2


def test_spans_cover_the_value_and_not_what_follows() -> None:
    text = """\
# comment
a:
  b: 1
  c: |
    text


# about d
d: [1,
  2
]
e:
- x: 1
  y: 2

- z
f: last
"""
    document = parse(text)[0][0]

    def lines(*path: str | int) -> tuple[int, int]:
        span = document.span(path)
        return span.line, span.end_line

    assert lines() == (2, 17)
    assert lines("a") == (2, 5)
    assert lines("a", "c") == (4, 4)
    assert lines("d") == (9, 11)
    assert lines("d", 1) == (10, 10)
    assert lines("e", 0) == (13, 14)
    assert lines("e", 0, "y") == (14, 14)
    assert lines("e", 1) == (16, 16)
    # What is absent stands where its deepest parent does.
    assert lines("a", "nothing", "here") == lines("a")
    assert lines("e", 7) == lines("e")
    assert lines("f", "x") == (17, 17)


@pytest.mark.parametrize(("text", "message"), [
    ("a:\n\t- b\n", "2:1 is not valid YAML: found character that cannot start any token"),
    ("a: [1\nb: 2\n", "2:2 is not valid YAML: "),
    ("a: b: c\n", "1:5 is not valid YAML: mapping values are not allowed in this context"),
    ("a: 'x\n", "2:1 is not valid YAML: found unexpected end of stream while scanning a quoted scalar"),
    ("a: 1\nb: \x1b[31m\n", "2:4 is not valid YAML: control characters are not allowed (U+001B)"),
    ("{a: 1}: 2\n", "1:1 a mapping or list is used as a key"),
    ("? [x]\n: 2\n", "1:3 a mapping or list is used as a key"),
    ("a: *b\n", "1:4 the alias *b has no anchor"),
    ("a: &a [*a]\n", "1:8 the alias *a stands inside of what it stands for"),
    ("a: &a\n  <<: *a\n", "2:7 the alias *a stands inside of what it stands for"),
    ("a: {<<: 3}\n", "1:9 a merge key takes mappings only"),
    ("a: " + "[" * 500 + "]" * 500, f"1:{MAX_DEPTH + 3} is nested more than {MAX_DEPTH} levels deep"),
    ("a: " + "{b: " * 50_000, f"1:{(MAX_DEPTH - 1) * 4 + 4} is nested more than {MAX_DEPTH} levels deep"),
    ("- " * 50_000, f"1:{MAX_DEPTH * 2 + 1} is nested more than {MAX_DEPTH} levels deep"),
    ("a0: &a0 {}\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 1000)),
     f"{MAX_DEPTH}:14 is nested more than {MAX_DEPTH} levels deep through aliases"),
])
def test_what_cannot_be_read_is_one_error_with_its_place(text: str, message: str) -> None:
    documents, errors = parse(text)
    assert not documents
    assert len(errors) == 1
    assert messages(text)[0].startswith(message)


def test_the_deepest_nesting_that_is_allowed_is_read() -> None:
    assert value("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None
    assert messages("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


def test_an_alias_bomb_ends_at_once() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10))
    started = time.process_time()
    [message] = messages(bomb)
    assert message.startswith("6:")
    assert "its aliases stand for more than 500,000 values" in message
    assert time.process_time() - started < 2


def test_merge_keys_count_as_what_they_bring() -> None:
    chain = "a0: &a0 {k0: 1}\n" + "".join(f"a{i}: &a{i} {{<<: *a{i - 1}, k{i}: 1}}\n" for i in range(1, 3000))
    [message] = messages(chain)
    assert "its aliases stand for more than 500,000 values" in message


def test_a_key_written_twice_is_an_error_and_the_rest_is_read() -> None:
    documents, errors = parse("a: 1\nb: 2\na: 3\nc:\n  d: 1\n  d: {e: 1}\n")
    assert documents[0].data == {"a": 3, "b": 2, "c": {"d": {"e": 1}}}
    assert [(e.line, e.column, e.message) for e in errors] == [
        (3, 1, "the key 'a' is there twice; the later value is used"),
        (6, 3, "the key 'd' is there twice; the later value is used")]


def test_the_number_of_errors_is_bounded() -> None:
    found = messages("a: 1\n" * 1000)
    assert len(found) == MAX_ERRORS + 1
    assert "has more than 20 errors" in found[-1]


def test_tags_that_make_objects_are_never_obeyed(tmp_path: Any) -> None:
    target = tmp_path / "made"
    documents, errors = parse(f"a: !!python/object/apply:os.mkdir ['{target}']\nb: !own {{x: 1}}\nc: !!set {{d}}\n")
    assert not target.exists()
    assert documents[0].data == {"a": [str(target)], "b": {"x": 1}, "c": {"d": None}}
    assert [(e.line, e.column) for e in errors] == [(1, 4), (2, 4)]
    assert "'!!python/object/apply:os.mkdir' is not understood" in errors[0].message


def test_a_broken_document_leaves_the_others_standing() -> None:
    text = "a: 1\n---\nb: [\n---\nc: 3\n---\nd: 'open\n--- # comment\ne: 5\n...\n---\n\x07\n---\nf: 6\n"
    documents, errors = parse(text)
    assert [d.data for d in documents] == [{"a": 1}, {"c": 3}, {"e": 5}, {"f": 6}]
    assert [d.span(("f",)).line for d in documents[-1:]] == [14]
    assert [e.line for e in errors] == [4, 8, 12]


def test_many_broken_documents_take_linear_time() -> None:
    started = time.process_time()
    documents, _ = parse("a: [\n---\nb: 1\n---\n" * 20_000)
    assert len([d for d in documents if d.data]) == 20_000
    assert time.process_time() - started < 20


def test_documents_know_their_own_lines() -> None:
    documents, errors = parse("# head\na: 1\n---\n# x\nb:\n  c: 1\n\n---\n---\nd: 1\n")
    assert not errors
    assert [(d.data, d.span().line, d.span().end_line) for d in documents] == [
        ({"a": 1}, 2, 2), ({"b": {"c": 1}}, 5, 6), (None, 9, 9), ({"d": 1}, 10, 10)]


def test_crlf_and_flow_over_lines() -> None:
    document = parse("a: 1\r\nb:\r\n  c: {d: 1,\r\n   e: 2}\r\n")[0][0]
    assert document.data == {"a": 1, "b": {"c": {"d": 1, "e": 2}}}
    assert (document.span(("b", "c", "e")).line, document.span(("b", "c", "e")).column) == (4, 4)
