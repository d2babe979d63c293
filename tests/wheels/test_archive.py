"""Zip files that are no wheels: broken, hostile, or two things at once."""

import io
import tracemalloc
from random import Random

import pytest

from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheel_files import wheel_bytes
from tests.wheels.files import NAME, TEXT, raw_wheel, read, wheel_of
from tests.wheels.raw_zip import (
    DEFLATED,
    ENCRYPTED,
    SIZES_FOLLOW,
    STORED,
    UTF_8,
    RawFile,
    deflate,
    local_header,
    zip64,
)
from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.wheels.archive import Archive

WHOLE = wheel_of(pkg__py=TEXT, lib__so=elf_bytes(ElfSpec()))
PLAIN = RawFile(b"pkg.py", TEXT)
MEGABYTES = 1024**2
ZEROS = bytes(4 * MEGABYTES)
LYING = RawFile(b"pkg.py", ZEROS, local={"size": 100}, central={"size": 100})


# what is wrong -> (the file, what the sentence says)
REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is no zip file or was cut short"),
    "text": (b"<html>404 Not Found</html>" * 99, "is no zip file or was cut short"),
    "an end alone": (b"PK\5\6" + bytes(18), "has no dist-info folder with a WHEEL file"),
    "an end that claims a directory": (
        b"PK\5\6" + bytes(8) + b"\xff" * 8 + bytes(2),
        "is no zip file or was cut short",
    ),
    "a name that is no UTF-8 though it claims to be": (
        raw_wheel(RawFile(b"\xff\xfe.py", TEXT, flags=UTF_8)),
        "has a damaged zip directory",
    ),
    "zip of a later version": (
        WHOLE.replace(b"PK\1\2\x14\x03\x14", b"PK\1\2\x14\x03\xff"),
        "has a damaged zip directory",
    ),
    "a NUL in a name": (raw_wheel(RawFile(b"pkg.py\0.so", TEXT)), "name is empty or holds a NUL"),
    "a member without a name": (raw_wheel(RawFile(b"", TEXT)), "name is empty or holds"),
    "an encrypted member": (
        raw_wheel(RawFile(b"pkg.py", TEXT, flags=ENCRYPTED)),
        "has an encrypted member, 'pkg.py'",
    ),
    "bzip2": (raw_wheel(RawFile(b"pkg.py", TEXT, method=12)), "zip method 12, 'pkg.py'"),
    "a method of no name": (raw_wheel(RawFile(b"pkg.py", TEXT, method=77)), "zip method 77"),
    "a declared bomb": (
        raw_wheel(RawFile(b"pkg.py", TEXT, central={"size": 3 * 1024**3})),
        "is a zip bomb: 'pkg.py' grows from",
    ),
    "many declared bytes": (
        raw_wheel(
            *(RawFile(f"{n}".encode(), TEXT, central={"size": 0xFFFFFFF0}) for n in range(5))
        ),
        "would unpack to 2147",
    ),
    "a bomb of more bytes than declared": (raw_wheel(LYING), "unpacks to more than its 100 bytes"),
    "a bomb of many more bytes than declared": (
        raw_wheel(
            RawFile(b"pkg.so", ZEROS * 4, local={"size": 5_000_000}, central={"size": 5_000_000})
        ),
        "unpacks to more than its 5000000 bytes",
    ),
    "fewer bytes than declared": (
        raw_wheel(RawFile(b"pkg.py", TEXT, local={"size": 999}, central={"size": 999})),
        "unpacks to 300 instead of 999 bytes",
    ),
    "another checksum": (
        raw_wheel(RawFile(b"pkg.py", TEXT, local={"crc": 1}, central={"crc": 1})),
        "member 'pkg.py' does not match its checksum",
    ),
    "another checksum of a stored member": (
        raw_wheel(RawFile(b"pkg.py", TEXT, STORED, local={"crc": 1}, central={"crc": 1})),
        "member 'pkg.py' does not match its checksum",
    ),
    "bytes that are not deflated": (
        raw_wheel(RawFile(b"pkg.py", TEXT, body=b"\xff" * 50)),
        "member 'pkg.py' cannot be inflated",
    ),
    "a stream that has no end": (
        raw_wheel(RawFile(b"pkg.py", TEXT, body=deflate(TEXT)[:-1])),
        "member 'pkg.py'",
    ),
    "a stream with something behind it": (
        raw_wheel(RawFile(b"pkg.py", TEXT, body=deflate(TEXT) + b"behind")),
        "ends before or after its compressed bytes",
    ),
    "members in one another": (
        raw_wheel(PLAIN, RawFile(b"b.py", TEXT, central={"offset": 10})),
        "has members that overlap in the file",
    ),
    "two members in one place": (
        raw_wheel(PLAIN, RawFile(b"b.py", TEXT, central={"offset": 0})),
        "stand in the same place",
    ),
    "a member behind the directory": (
        raw_wheel(RawFile(b"b.py", TEXT, central={"offset": 0x7FFFFFFF})),
        "has members that overlap in the file",
    ),
    "a member that reaches into the next": (
        raw_wheel(RawFile(b"a.py", TEXT, central={"packed": 5_000, "size": 5_000})),
        "has members that overlap in the file",
    ),
    "a header that reaches into the next member": (
        raw_wheel(RawFile(b"a.py", b"", STORED, local={"name": b"a" * 30_000})),
        "is called 'aaaa",
    ),
    "a member inside of another's header": (
        raw_wheel(
            RawFile(b"a.py", b"", STORED, local={"extra": local_header(b"b.py", TEXT)}),
            RawFile(b"b.py", TEXT, STORED, central={"offset": 34}),
        ),
        "member 'a.py' overlaps what follows it",
    ),
    "no local header": (
        raw_wheel(PLAIN).replace(b"PK\3\4", b"PK\7\7", 1),
        "is not where the directory says",
    ),
    "another name in the local header": (
        raw_wheel(RawFile(b"a.py", TEXT, local={"name": b"b.so"})),
        "member 'a.py' is called 'b.so' in its own header",
    ),
    "another size in the local header": (
        raw_wheel(RawFile(b"a.py", TEXT, local={"size": 7})),
        "has other sizes or another checksum in its own header",
    ),
    "another packed size in the local header": (
        raw_wheel(RawFile(b"a.py", TEXT, local={"packed": 7})),
        "has other sizes",
    ),
    "another checksum in the local header": (
        raw_wheel(RawFile(b"a.py", TEXT, local={"crc": 7})),
        "has other sizes or another checksum",
    ),
    "another method in the local header": (
        raw_wheel(RawFile(b"a.py", TEXT, local={"method": STORED})),
        "is packed in another way by its own header",
    ),
    "encrypted by the local header": (
        raw_wheel(RawFile(b"a.py", TEXT, local={"flags": ENCRYPTED})),
        "is packed in another way by its own header",
    ),
    "sizes that follow and differ": (
        raw_wheel(RawFile(b"a.py", TEXT, flags=SIZES_FOLLOW, local={"size": 7, "packed": 0})),
        "has other sizes",
    ),
    "other sizes in the long field": (
        raw_wheel(
            RawFile(
                b"a.py",
                TEXT,
                local={"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "extra": zip64(9, 9)},
            )
        ),
        "has other sizes",
    ),
    "long sizes without their field": (
        raw_wheel(
            RawFile(b"a.py", TEXT, local={"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "extra": b""})
        ),
        "has other sizes",
    ),
    "no WHEEL": (wheel_bytes(NAME, {}, without=["WHEEL"]), "has no dist-info folder with a WHEEL"),
    "two WHEELs": (
        wheel_bytes(NAME, {"other-2.0.dist-info/WHEEL": b"Tag: py3-none-any\n"}),
        "has more than one dist-info folder",
    ),
    "a huge METADATA": (
        wheel_bytes(NAME, headers=["X: " + "x" * (5 * MEGABYTES)]),
        "METADATA' has 5242",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_wheel_is_refused_with_a_sentence_that_names_the_file(what: str) -> None:
    data, sentence = REFUSED[what]

    with pytest.raises(UnreadableWheel) as refused:
        read(data)

    assert refused.value.message.startswith(f"{NAME} ")
    assert refused.value.message.endswith(".")
    assert sentence in refused.value.message
    assert refused.value.hint
    assert refused.value.exit_code == 3


def test_every_cut_of_a_wheel_is_refused() -> None:
    for length in range(0, len(WHOLE), 7):
        with pytest.raises(UnreadableWheel, match=NAME):
            read(WHOLE[:length])


def test_of_several_damaged_members_the_first_is_named() -> None:
    broken = [RawFile(f"{n}.py".encode(), TEXT * n, body=b"\xff" * 50) for n in (3, 9, 1, 5)]

    for _ in range(20):
        with pytest.raises(UnreadableWheel, match=r"member '3\.py'"):
            read(raw_wheel(*broken))


def test_a_bomb_is_stopped_before_it_fills_the_memory() -> None:
    """One window of deflated zeros holds a thousand times as much."""
    bomb = RawFile(b"pkg.so", b"", body=deflate(bytes(500 * MEGABYTES)))
    declared: dict[str, int | bytes] = {
        "size": 200 * MEGABYTES,
        "crc": 0,
        "packed": len(bomb.packed),
    }
    data = raw_wheel(RawFile(b"pkg.so", b"", body=bomb.packed, local=declared, central=declared))

    tracemalloc.start()
    with pytest.raises(UnreadableWheel, match="unpacks to more than its 209715200 bytes"):
        read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 30 * MEGABYTES


def test_a_hundred_thousand_members_are_read() -> None:
    many = [RawFile(b"pkg/data/%06d.txt" % n, b"", STORED) for n in range(100_000)]

    assert len(read(raw_wheel(*many, count=0xFFFF)).members) == 100_001


def test_more_members_than_any_wheel_has_are_refused() -> None:
    many = [RawFile(b"%06x" % n, b"", STORED) for n in range(250_001)]

    with pytest.raises(UnreadableWheel, match="has 250002 members, more than 250000"):
        read(raw_wheel(*many, count=0xFFFF))


def test_small_members_above_what_is_asked_for_are_refused() -> None:
    archive = Archive(io.BytesIO(raw_wheel(PLAIN)), NAME)

    with pytest.raises(UnreadableWheel, match=r"'pkg\.py' has 300 bytes, more than 299"):
        archive.read(archive.entries[0], 299)


def test_large_and_small_members_are_checked_alike() -> None:
    for size in (10, 5 * MEGABYTES):
        wrong = RawFile(b"a.py", bytes(size), DEFLATED, local={"crc": 5}, central={"crc": 5})
        with pytest.raises(UnreadableWheel, match="does not match its checksum"):
            read(raw_wheel(wrong))


def test_a_file_that_shrinks_while_it_is_read_is_refused() -> None:
    noise = Random(0).randbytes(500_000)
    file = io.BytesIO(raw_wheel(RawFile(b"noise.bin", noise, STORED)))
    archive = Archive(file, NAME)
    file.truncate(300_000)

    with pytest.raises(UnreadableWheel, match=r"'noise\.bin' is cut short"):
        list(archive.chunks(archive.entries[0]))
