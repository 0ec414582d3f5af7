"""Folders and zip files are read with limits, and nothing is written anywhere."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.limits import MAX_ARCHIVE_FILES
from planner.errors import BadInput
from planner.integrations.folder import Folder


def packed(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def test_the_outermost_file_of_a_name_wins(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text("inner")
    (tmp_path / "a.txt").write_text("outer")
    assert Folder.at(tmp_path).text("a.txt") == "outer"
    assert Folder.unpacked(packed({"x/y/a.txt": b"inner", "x/a.txt": b"outer"})).text("a.txt") == "outer"


def test_names_in_an_archive_cannot_lead_out_of_it() -> None:
    assert Folder.unpacked(packed({"../../etc/passwd": b"x"})).files == {"passwd": b"x"}


def test_an_archive_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(BadInput, match=r"unpacks to 60 MB in 1 files; the limit is 50 MB"):
        Folder.unpacked(packed({"a.csv": b"0" * 60_000_000}))


def test_an_archive_of_too_many_files_is_refused() -> None:
    with pytest.raises(BadInput, match=f"in {MAX_ARCHIVE_FILES + 1} files"):
        Folder.unpacked(packed({f"{n}.csv": b"" for n in range(MAX_ARCHIVE_FILES + 1)}))


def test_a_broken_archive_is_refused() -> None:
    whole = packed({"a.csv": b"hello, " * 1000})
    for content in (b"", b"PK", whole[: len(whole) // 2], whole.replace(whole[40:60], b"\xff" * 20, 1)):
        with pytest.raises(BadInput, match=r"not a zip file|cannot be unpacked"):
            Folder.unpacked(content)


@given(st.sampled_from([0, 8, 12, 14]), st.data())
def test_a_damaged_archive_is_read_or_refused_and_never_crashes(method: int, data: st.DataObject) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        archive.writestr("a.csv", b"id,name\n1,x\n" * 20)
    refusals: list[str] = []
    damaged = bytearray(content.getvalue())
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=8)):
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        Folder.unpacked(bytes(damaged))
    except BadInput as error:
        refusals.append(error.message)
    assert all(refusals)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"is neither a folder nor a .zip file"):
        Folder.at(tmp_path / "none")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"caf\xe9")
    with pytest.raises(BadInput, match=r"a.csv is not UTF-8 text \(byte 3\); save it as UTF-8"):
        Folder.at(tmp_path).text("a.csv")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_ways_of_packing_are_refused(method: int) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        archive.writestr("a.csv", b"id,name\n")
    with pytest.raises(BadInput, match="deflate"):
        Folder.unpacked(content.getvalue())
