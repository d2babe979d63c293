"""Zip files in which installers may see different things, and those that are only unusual."""

import io
import zipfile
from struct import pack

import pytest

from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheels.files import FOLDER, NAME, TEXT, raw_wheel, read, wheel_of
from tests.wheels.raw_zip import SIZES_FOLLOW, STORED, UTF_8, RawFile, local_header, raw_zip, zip64

WHOLE = wheel_of(pkg__py=TEXT, lib__so=elf_bytes(ElfSpec()))
PLAIN = RawFile(b"pkg.py", TEXT)

# what is odd -> (the file, what the sentence says)
NOTICED: dict[str, tuple[bytes, str]] = {
    "bytes in front": (b"#!/bin/sh\n" + WHOLE, "has 10 bytes in front of its first member"),
    "bytes behind": (WHOLE + b"x", "has bytes behind its end"),
    "another number of members": (
        raw_wheel(PLAIN, count=7),
        "says that it has 7 members and lists 2",
    ),
    "a member that is not listed": (
        raw_wheel(RawFile(b"a.py", TEXT, behind=local_header(b"hidden.so", b"payload"))),
        "has a file behind member 'a.py' that its directory does not list",
    ),
    "a member that is not listed, behind one that is read twice": (
        raw_zip(
            [RawFile(f"{FOLDER}/WHEEL".encode(), b"", behind=local_header(b"hidden.so", b"x"))]
        ),
        "has a file behind member",
    ),
    "a way out": (raw_wheel(RawFile(b"../../evil.py", TEXT)), "leads out of the wheel"),
    "a way out in the middle": (raw_wheel(RawFile(b"a/../../evil.py", TEXT)), "leads out"),
    "a way out by backslashes": (raw_wheel(RawFile(b"a\\..\\..\\evil.py", TEXT)), "leads out"),
    "an absolute name": (raw_wheel(RawFile(b"/etc/passwd", TEXT)), "leads out"),
    "a drive": (raw_wheel(RawFile(b"C:evil.py", TEXT)), "leads out"),
    "a newline": (raw_wheel(RawFile(b"a\n::error::b.py", TEXT)), "'a\\n::error::b.py'"),
    "an escape": (raw_wheel(RawFile(b"\x1b[2Ja.py", TEXT)), "'\\x1b[2Ja.py'"),
    "a cut ELF file": (raw_wheel(RawFile(b"a.so", elf_bytes(ElfSpec())[:-64])), "'a.so' is a"),
}


@pytest.mark.parametrize("what", NOTICED)
def test_what_is_odd_is_said_in_a_sentence_that_names_the_file(what: str) -> None:
    data, sentence = NOTICED[what]

    [problem] = read(data).problems

    assert problem.wheel == NAME
    assert problem.message.startswith(NAME)
    assert problem.message.endswith(".")
    assert sentence in problem.message
    assert problem.hint
    assert "\n" not in problem.message
    assert "\x1b" not in problem.message


RIGHT: dict[str, bytes] = {
    "deflated": raw_wheel(PLAIN),
    "stored": raw_wheel(RawFile(b"pkg.py", TEXT, STORED)),
    "empty": raw_wheel(RawFile(b"pkg.py", b"")),
    "empty and stored": raw_wheel(RawFile(b"pkg.py", b"", STORED)),
    "sizes behind the member": raw_wheel(
        RawFile(
            b"pkg.py",
            TEXT,
            flags=SIZES_FOLLOW,
            local={"crc": 0, "packed": 0, "size": 0},
            behind=b"PK\7\x08" + bytes(12),
        )
    ),
    "sizes in the long field": raw_wheel(
        RawFile(
            b"pkg.py",
            TEXT,
            STORED,
            local={
                "size": 0xFFFFFFFF,
                "packed": 0xFFFFFFFF,
                "extra": pack("<HHI", 0x5455, 4, 0) + zip64(len(TEXT), len(TEXT)),
            },
        )
    ),
    "a long extra field": raw_wheel(RawFile(b"pkg.py", TEXT, local={"extra": b"\0" * 50_000})),
    "padding between members": raw_wheel(RawFile(b"pkg.py", TEXT, behind=bytes(4096))),
    "a folder entry": raw_wheel(RawFile(b"folder/", b"", STORED), PLAIN),
    "a name in an old code page": raw_wheel(RawFile(b"caf\x82.py", TEXT)),
    "a name in UTF-8": raw_wheel(RawFile("größe.py".encode(), TEXT, flags=UTF_8)),
}


@pytest.mark.parametrize("what", RIGHT)
def test_what_is_unusual_and_right_is_read(what: str) -> None:
    wheel = read(RIGHT[what])

    assert wheel.problems == ()
    assert len(wheel.members) == 2
    assert wheel.members[0].path in ("pkg.py", "café.py", "größe.py")
    assert wheel.members[0].size in (len(TEXT), 0)


def test_a_zip_of_more_than_four_gigabytes_worth_of_headers_is_read() -> None:
    """What zipfile writes when it cannot know the size beforehand: zip64 and sizes behind."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("pkg.py", "w", force_zip64=True) as member:
            member.write(TEXT)
        archive.writestr(f"{FOLDER}/WHEEL", "Tag: py3-none-any\n")

    wheel = read(out.getvalue())

    assert wheel.problems == ()
    assert wheel.members[0].size == len(TEXT)


def test_names_of_members_never_become_patterns_or_paths_of_ours() -> None:
    odd = RawFile(b"[bold]x{0}%s*.py", TEXT)

    wheel = read(raw_wheel(odd))

    assert wheel.problems == ()
    assert wheel.members[0].path == "[bold]x{0}%s*.py"
