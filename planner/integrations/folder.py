"""A folder of input files, on disk or in a zip file, read with limits."""

import io
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

from planner.domain.limits import MAX_ARCHIVE_BYTES, MAX_ARCHIVE_FILES, MAX_DOCUMENT_BYTES
from planner.errors import BadInput

ZIP_SIGNATURE = b"PK\x03\x04"
"""How zip files begin."""
#: What zipfile raises on bytes that are no archive, or a damaged or locked one.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,  # encrypted, or packed in a way that this Python lacks (NotImplementedError)
    ValueError,
)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing that are read: others are rare, and may ask for gigabytes to unpack a little."""


@dataclass(frozen=True)
class Folder:
    """Files by name, wherever in the folder they lie; the outermost wins."""

    files: dict[str, bytes]

    @classmethod
    def at(cls, path: Path) -> Self:
        """Read a folder or a zip file."""
        if path.is_file() and path.suffix == ".zip":
            if path.stat().st_size > MAX_ARCHIVE_BYTES:
                raise BadInput(f"{path} is larger than {MAX_ARCHIVE_BYTES // 1_000_000} MB")
            return cls.unpacked(path.read_bytes())
        if not path.is_dir():
            raise BadInput(f"{path} is neither a folder nor a .zip file")
        found = sorted((p for p in path.rglob("*") if p.is_file()), key=lambda p: (len(p.parts), p))
        files: dict[str, bytes] = {}
        for file in found[:MAX_ARCHIVE_FILES]:
            if file.stat().st_size <= MAX_DOCUMENT_BYTES:
                files.setdefault(file.name, file.read_bytes())
        return cls(files)

    @classmethod
    def unpacked(cls, content: bytes) -> Self:
        """Read the bytes of a zip file; nothing is written anywhere."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except UNREADABLE as error:
            raise BadInput("the upload is not a zip file; zip the folder and try again") from error
        entries = [entry for entry in archive.infolist() if entry.filename and not entry.is_dir()]
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_ARCHIVE_FILES or unpacked > MAX_ARCHIVE_BYTES:
            raise BadInput(
                f"the archive unpacks to {unpacked / 1e6:.0f} MB in {len(entries)} files; the limit is "
                f"{MAX_ARCHIVE_BYTES // 1_000_000} MB in {MAX_ARCHIVE_FILES} files"
            )
        files: dict[str, bytes] = {}
        for entry in sorted(entries, key=lambda e: (e.filename.count("/"), e.filename)):
            name = PurePosixPath(entry.filename).name
            if entry.compress_type not in METHODS:
                raise BadInput(
                    f"'{name}' is packed in a rare way; zip the folder with the usual one (deflate)"
                )
            try:
                with archive.open(entry) as stream:
                    # The stated size may lie: never read more than the limit.
                    content = stream.read(MAX_DOCUMENT_BYTES + 1)
            except UNREADABLE as error:
                raise BadInput(f"'{name}' in the archive cannot be unpacked: {error}") from error
            if len(content) <= MAX_DOCUMENT_BYTES:
                files.setdefault(name, content)
        return cls(files)

    def text(self, name: str) -> str:
        """A file as text; BadInput when it is missing or not UTF-8."""
        if name not in self.files:
            shown = ", ".join(sorted(self.files)[:8]) or "nothing"
            raise BadInput(f"the folder has no {name}; it has {shown}")
        try:
            return self.files[name].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadInput(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
