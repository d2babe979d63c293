"""Zip files written by hand, so that any field may be wrong (APPNOTE.TXT)."""

import zlib
from collections.abc import Iterable
from struct import pack

from msgspec import Struct, field

STORED, DEFLATED = 0, 8
ENCRYPTED, SIZES_FOLLOW, UTF_8 = 0x1, 0x8, 0x800


class RawFile(Struct, frozen=True):
    """A member; the fields of its two headers are right where nothing else is said.

    Keys of `local` and `central` are: name, flags, method, crc, packed, size, extra, offset.
    """

    name: bytes
    content: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    body: bytes | None = None
    """What stands in the file instead of the packed content."""
    behind: bytes = b""
    """What stands between this member and the next."""
    local: dict[str, int | bytes] = field(default_factory=dict)
    central: dict[str, int | bytes] = field(default_factory=dict)

    @property
    def packed(self) -> bytes:
        if self.body is not None:
            return self.body
        return deflate(self.content) if self.method == DEFLATED else self.content

    def fields(self) -> dict[str, int | bytes]:
        return {
            "name": self.name,
            "flags": self.flags,
            "method": self.method,
            "crc": zlib.crc32(self.content),
            "packed": len(self.packed),
            "size": len(self.content),
            "extra": b"",
        }


def deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def raw_zip(
    files: Iterable[RawFile], *, before: bytes = b"", after: bytes = b"", count: int = -1
) -> bytes:
    """Return the zip; `count` is what its end says instead of the number of files."""
    members = list(files)
    out, directory = bytearray(before), bytearray()
    for member in members:
        directory += _central(member, len(out) - len(before))
        out += _local(member) + member.packed + member.behind
    start = len(out) - len(before)
    number = len(members) if count < 0 else count
    end = pack("<4s4H2IH", b"PK\5\6", 0, 0, number, number, len(directory), start, 0)
    return bytes(out + directory) + end + after


def local_header(name: bytes, content: bytes) -> bytes:
    """Return a whole stored member that no directory lists."""
    member = RawFile(name, content, STORED)
    return _local(member) + content


def zip64(size: int, packed: int) -> bytes:
    """Return the extra field that holds sizes of any length."""
    return pack("<HHQQ", 1, 16, size, packed)


def _local(member: RawFile) -> bytes:
    said = {**member.fields(), **member.local}
    name, extra = said["name"], said["extra"]
    assert isinstance(name, bytes)
    assert isinstance(extra, bytes)
    numbers = (said["flags"], said["method"], 0, 0x21, said["crc"], said["packed"], said["size"])
    return pack("<4sH4H3I2H", b"PK\3\4", 20, *numbers, len(name), len(extra)) + name + extra


def _central(member: RawFile, offset: int) -> bytes:
    said = {**member.fields(), "offset": offset, **member.central}
    name, extra = said["name"], said["extra"]
    assert isinstance(name, bytes)
    assert isinstance(extra, bytes)
    numbers = (said["flags"], said["method"], 0, 0x21, said["crc"], said["packed"], said["size"])
    lengths = (len(name), len(extra), 0, 0, 0)
    where = (0o644 << 16, said["offset"])
    head = pack("<4s2H4H3I5H2I", b"PK\1\2", 20, 20, *numbers, *lengths, *where)
    return head + name + extra
