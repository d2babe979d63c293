"""What the files in an artifact are called, as the end of its zip tells before all of it is there.

Only names and sizes come from here; what is unpacked is held to bounds by `wheels.archive`.
"""

import io
import re
import struct
import zipfile
from typing import BinaryIO

from msgspec import Struct

_WHEEL_FILE = re.compile(r"[^/\\]+\.dist-info/WHEEL")
DOCUMENTS = (".json", ".json.gz")
_ZIP_MAGIC = b"PK\x03\x04"


class Inner(Struct, frozen=True):
    """A file inside of an artifact."""

    number: int
    """Its place among the files of the zip, folders left out: names may be there twice."""
    path: str
    size: int

    @property
    def filename(self) -> str:
        """The file name without its folders, whichever way their slashes lean."""
        return self.path.replace("\\", "/").rpartition("/")[2]


class Contents(Struct, frozen=True):
    """What an artifact holds."""

    is_told: bool = True
    """False where only the whole artifact can tell."""
    is_zip: bool = False
    is_wheel: bool = False
    """The artifact is itself a wheel, uploaded as it is."""
    wheels: tuple[Inner, ...] = ()
    documents: tuple[Inner, ...] = ()
    """Files that may be inventories."""


UNTOLD = Contents(is_told=False)


def contents_of_end(end: bytes) -> Contents:
    """Return what the last bytes of an artifact tell."""
    file = io.BytesIO(end)
    if not zipfile.is_zipfile(file):
        return Contents()
    try:
        return _contents(file)
    except _DAMAGE:
        return UNTOLD


def contents_of(file: BinaryIO) -> Contents:
    """Return what a whole artifact tells; UNTOLD if it is a damaged zip, nothing if it is none."""
    head = file.read(len(_ZIP_MAGIC))
    try:
        return _contents(file)
    except _DAMAGE:
        return UNTOLD if head == _ZIP_MAGIC else Contents()


# What zipfile raises for a directory that is damaged, or that is only there in part.
_DAMAGE = (
    zipfile.BadZipFile,
    ValueError,
    NotImplementedError,
    OverflowError,
    EOFError,
    struct.error,
)


def _contents(file: BinaryIO) -> Contents:
    # zipfile ends names at a NUL; this is as it is.
    infos = [(info.orig_filename, info.file_size) for info in zipfile.ZipFile(file).infolist()]
    files = [(path, size) for path, size in infos if not path.endswith("/")]
    inner = [Inner(number, path, size) for number, (path, size) in enumerate(files)]
    if any(_WHEEL_FILE.fullmatch(item.path) for item in inner):
        return Contents(is_zip=True, is_wheel=True)
    return Contents(
        is_zip=True,
        wheels=tuple(item for item in inner if item.path.endswith(".whl")),
        documents=tuple(item for item in inner if item.path.endswith(DOCUMENTS)),
    )
