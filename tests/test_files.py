"""Only regular files, only below the root, only up to a size."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iaccheck.files import Files, InputError, decode, read_regular


def refused(files: Files, path: str) -> str:
    with pytest.raises(InputError) as error:
        files.read(path)
    return str(error.value)


def test_a_regular_file_below_the_root_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_bytes(b"text")
    os.symlink("a/x", tmp_path / "link")
    files = Files(str(tmp_path))
    assert files.read("a/x") == files.read("link") == files.read("a/../a/x") == b"text"


def test_nothing_else_is(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "root-beside").mkdir()
    (tmp_path / "root-beside" / "x").write_text("x")
    (root / "dir").mkdir()
    os.mkfifo(root / "pipe")
    os.symlink("../secret", root / "out")
    os.symlink("loop", root / "loop")
    files = Files(str(root))
    assert refused(files, "dir") == "dir: is a directory"
    assert refused(files, "pipe") == "pipe: is not a regular file"
    assert refused(files, "none") == "none: does not exist"
    assert "cannot be read" in refused(files, "loop")
    for path in ("out", "../secret", str(tmp_path / "secret"), "../root-beside/x", "/etc/passwd"):
        assert "outside of the scanned root" in refused(files, path)
    assert "NUL" in refused(files, "a\0b")


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x" * 2_000_000)
    assert len(read_regular(str(tmp_path / "x"), "x", 2_000_000)) == 2_000_000
    with pytest.raises(InputError, match="is larger than 1 MiB"):
        read_regular(str(tmp_path / "x"), "x", 1024 * 1024)


@pytest.mark.parametrize(("data", "text"), [
    (b"a", "a"), (b"\xef\xbb\xbfa", "a"), ("ä".encode("utf-16"), "ä"), (b"", ""),
])
def test_text_is_decoded(data: bytes, text: str) -> None:
    assert decode(data, "x") == text


@pytest.mark.parametrize(("data", "message"), [
    (b"a\nb\xffc", "x:2:2: is not valid UTF-8 (byte 0xff)"), (b"a\n\0", "x:2:1: has a NUL byte"),
    (b"\xff\xfe\x00", "x:1:1: is not valid UTF-16"),
])
def test_what_is_no_text_is_an_error_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as error:
        decode(data, "x")
    assert str(error.value) == message
