"""ELF files in wheels, however they are called, packed and cut into pieces."""

import hashlib
import io
import sys
from functools import partial
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheel_files import wheel_bytes
from tests.wheels.elf.files import FULL, real
from tests.wheels.elf.files import facts_of as facts_of_bytes
from tests.wheels.files import NAME, TEXT, raw_wheel, read, wheel_of
from tests.wheels.raw_zip import STORED, RawFile, deflate
from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import ElfFacts, ElfKind
from wheel_ceiling.wheels import contents, digesting
from wheel_ceiling.wheels.archive import Archive
from wheel_ceiling.wheels.contents import Asked, read_contents
from wheel_ceiling.wheels.memory import Room


def facts_of(data: bytes, path: str) -> ElfFacts:
    """The facts as a wheel's reader tells them, which has digested the file."""
    return replace(facts_of_bytes(data, path), sha256=hashlib.sha256(data).hexdigest())


SMALL = elf_bytes(FULL)
# More than what is handled in one piece, and of bytes that deflate leaves nearly as they are.
NOISE = Random(0).randbytes(6_000_000)
LARGE = elf_bytes(ElfSpec(soname="liblarge.so", exports=("large",), code=NOISE))
LARGER = elf_bytes(ElfSpec(soname="liblarger.so", exports=("larger",), rodata=NOISE + NOISE))


@pytest.mark.parametrize("path", ["a.so", "bin/tool", "a.so.1.2", "data.bin", "x/y.txt", "größe"])
def test_an_elf_file_is_known_by_its_bytes_and_not_by_its_name(path: str) -> None:
    wheel = read(wheel_bytes(NAME, {path: SMALL}))

    assert wheel.libraries == (facts_of(SMALL, path),)


@pytest.mark.parametrize("method", [0, 8])
@pytest.mark.parametrize("data", [SMALL, LARGE], ids=["small", "large"])
def test_stored_and_deflated_members_are_read_alike(method: int, data: bytes) -> None:
    wheel = read(raw_wheel(RawFile(b"a.so", data, method)))

    assert wheel.problems == ()
    assert wheel.libraries == (facts_of(data, "a.so"),)


def test_the_first_piece_of_a_member_may_hold_less_than_the_magic() -> None:
    """Empty blocks of deflate stand for nothing: what is unpacked first may be empty."""
    empty_blocks = b"\0\0\0\xff\xff" * 200_000
    odd = RawFile(b"a.so", LARGE, body=empty_blocks + deflate(LARGE))

    assert read(raw_wheel(odd)).libraries == (facts_of(LARGE, "a.so"),)


@pytest.mark.parametrize("data", [b"", b"\x7f", b"\x7fEL", b"\x7fElf" + TEXT, b"MZ" + TEXT])
def test_what_only_begins_like_an_elf_file_is_none(data: bytes) -> None:
    wheel = read(wheel_of(a__so=data))

    assert wheel.libraries == ()
    assert wheel.problems == ()


def test_the_magic_alone_is_a_damaged_elf_file() -> None:
    [problem] = read(wheel_of(a__so=b"\x7fELF")).problems

    assert problem.path == "a.so"
    assert "'a.so' is a damaged ELF file: it ends inside its first 16 bytes" in problem.message


def test_a_damaged_elf_file_leaves_the_others_readable() -> None:
    wheel = read(wheel_of(a__so=SMALL[:-64], b__so=SMALL))

    assert [library.path for library in wheel.libraries] == ["b.so"]
    assert [problem.path for problem in wheel.problems] == ["a.so"]
    assert wheel.record == ()


def test_every_cut_of_a_library_in_a_wheel_is_a_problem() -> None:
    for length in range(64, len(SMALL), 64):
        wheel = read(wheel_of(a__so=SMALL[:length]))

        assert wheel.libraries == ()
        assert [problem.path for problem in wheel.problems] == ["a.so"]


KINDS = {
    "program": ElfKind.EXECUTABLE,
    "program.o": ElfKind.OBJECT,
    "gnu-debug.so.debug": ElfKind.DEBUG,
    "libversioned.so.2": ElfKind.LIBRARY,
}


def test_programs_objects_and_debug_files_are_told_apart() -> None:
    wheel = read(wheel_bytes(NAME, {name: real(name) for name in KINDS}))

    assert {library.path: library.kind for library in wheel.libraries} == KINDS


def test_a_static_archive_is_no_elf_file_though_it_holds_some() -> None:
    archive = b"!<arch>\n" + b"a.o/".ljust(58) + b"`\n" + real("program.o")

    assert read(wheel_of(lib__a=archive)).libraries == ()


def test_large_files_that_share_memory_keep_their_own_facts_and_digests() -> None:
    members = {f"{n}.so": data for n, data in enumerate([LARGE, LARGER, SMALL, LARGE, LARGER])}

    wheel = read(wheel_bytes(NAME, members))

    assert wheel.libraries == tuple(facts_of(data, path) for path, data in members.items())
    assert wheel.record == ()


def test_the_same_wheel_gives_the_same_facts_every_time() -> None:
    data = wheel_bytes(NAME, {f"{n}.so": part for n, part in enumerate([LARGE, SMALL, NOISE])})

    assert len({read(data) for _ in range(5)}) == 1


def test_large_members_that_are_no_elf_files_are_digested() -> None:
    assert read(wheel_of(noise__bin=NOISE)).record == ()


def test_size_and_digest_of_the_wheel_itself_are_told() -> None:
    data = wheel_of(a__so=SMALL, noise__bin=NOISE)

    wheel = read(data)

    assert wheel.size == len(data)
    assert wheel.sha256 == hashlib.sha256(data).hexdigest()


def test_members_stand_in_the_order_of_the_archive_and_libraries_by_path() -> None:
    wheel = read(wheel_bytes(NAME, {"z.so": SMALL, "a.txt": NOISE, "b.so": LARGE}))

    assert [member.path for member in wheel.members][:3] == ["z.so", "a.txt", "b.so"]
    assert [library.path for library in wheel.libraries] == ["b.so", "z.so"]


def test_an_elf_file_beyond_all_bounds_is_digested_and_not_looked_into() -> None:
    archive = Archive(io.BytesIO(raw_wheel(RawFile(b"a.so", LARGE, STORED))), NAME)

    contents = read_contents(archive, Asked(largest_elf=5_000_000))

    assert contents.members[0].facts is None
    assert contents.members[0].digest == hashlib.sha256(LARGE).digest()
    assert f"it has {len(LARGE)} bytes" in contents.members[0].damage


def test_what_is_too_large_for_memory_gives_the_same_facts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = wheel_bytes(NAME, {"a.so": LARGE, "b.so": LARGER, "c.so": SMALL, "d.so": LARGE[:-64]})
    in_memory = read(data)

    monkeypatch.setattr(contents, "Room", partial(Room, most=5_000_000))

    assert read(data) == in_memory
    assert in_memory.record == ()
    assert [problem.path for problem in in_memory.problems] == ["d.so"]


def test_without_room_for_what_is_too_large_it_is_said_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(contents, "Room", partial(Room, most=5_000_000))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))

    with pytest.raises(UnreadableWheel) as refused:
        read(wheel_of(a__so=LARGE))

    assert f"member 'a.so' has {len(LARGE)} bytes" in refused.value.message
    assert "temporary files: No such file or directory." in refused.value.message
    assert "TMPDIR" in refused.value.hint


def test_an_error_of_ours_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking for the next member ends with an IndexError, too."""

    def read_elf(*_: object) -> None:
        raise IndexError("ours")

    monkeypatch.setattr(contents, "read_elf", read_elf)

    with pytest.raises(IndexError, match="ours"):
        read(wheel_of(a__so=SMALL))


def test_a_damaged_large_member_is_named() -> None:
    broken = RawFile(b"a.so", LARGER, body=deflate(LARGER)[:-1000])

    with pytest.raises(UnreadableWheel, match=r"member 'a\.so' ends before"):
        read(raw_wheel(broken, RawFile(b"b.so", LARGE)))


def test_without_huge_pages_the_facts_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = wheel_of(a__so=LARGE)
    on_linux = read(data)

    monkeypatch.setattr(sys, "platform", "darwin")

    assert read(data) == on_linux


def test_one_thread_alone_reads_the_same_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    data = wheel_bytes(NAME, {f"{n}.so": part for n, part in enumerate([LARGE, SMALL, NOISE])})
    together = read(data)

    monkeypatch.setattr(digesting, "_executors", [])
    digesting.work_alone()

    assert read(data) == together
