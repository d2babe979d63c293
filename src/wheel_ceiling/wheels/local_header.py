"""The header in front of a member: it must say what the directory says.

Most installers believe the directory, those that unpack while they download believe the header;
a wheel in which the two differ is two wheels in one.
"""

import struct

from wheel_ceiling.wheels.directory import LOCAL_HEADER_SIZE, Entry

# APPNOTE.TXT 4.3.7, "Local file header".
_HEADER = struct.Struct("<4s5H3I2H")
MAGIC = b"PK\x03\x04"
_ENCRYPTED = 0x1
_SIZES_FOLLOW = 0x8
_IN_EXTRA_FIELD = 0xFFFFFFFF
_ZIP64 = 1
_SIZES = struct.Struct("<QQ")


def length_of(raw: bytes) -> int:
    """Return how long the whole header is; 0 where there is none."""
    if len(raw) < LOCAL_HEADER_SIZE or not raw.startswith(MAGIC):
        return 0
    name_length, extra_length = struct.unpack_from("<HH", raw, LOCAL_HEADER_SIZE - 4)
    return int(LOCAL_HEADER_SIZE + name_length + extra_length)


def contradiction(raw: bytes, entry: Entry) -> str:
    """Return what the header says other than the directory; nothing where they agree."""
    _, _, flags, method, _, _, crc, packed, size, name_length, _ = _HEADER.unpack_from(raw)
    name = raw[LOCAL_HEADER_SIZE : LOCAL_HEADER_SIZE + name_length]
    if name != entry.raw_path:
        return f"is called {name.decode('utf-8', 'backslashreplace')!r} in its own header"
    if flags & _ENCRYPTED or method != entry.method:
        return "is packed in another way by its own header"
    if _IN_EXTRA_FIELD in (packed, size):
        size, packed = _zip64_sizes(raw[LOCAL_HEADER_SIZE + name_length : length_of(raw)])
    said = (crc, packed, size)
    if said == (entry.crc, entry.compressed_size, entry.size):
        return ""
    if flags & _SIZES_FOLLOW and not any(said):
        return ""
    return "has other sizes or another checksum in its own header"


def _zip64_sizes(extra: bytes) -> tuple[int, int]:
    """APPNOTE.TXT 4.5.3: in a local header the extended field holds both sizes."""
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, place)
        if kind == _ZIP64 and length >= _SIZES.size and place + 4 + _SIZES.size <= len(extra):
            size, packed = _SIZES.unpack_from(extra, place + 4)
            return size, packed
        place += 4 + length
    return -1, -1
