"""What is too large for memory is read from disk, to the same facts to the letter."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.elf_bytes import ElfSpec, elf_bytes, patched
from tests.wheels.elf.files import FULL, MACHINE_NAMES, REAL_FILES, full_for, real
from tests.wheels.elf.files import without_section_headers as bare
from tests.wheels.elf.test_damaged import FAULTS
from wheel_ceiling.model import ElfFacts
from wheel_ceiling.wheels.elf import DamagedElf, NoRoomError, large, on_disk, read_elf, scans

RUST = b"/rustc/" + b"0123456789" * 4 + b"/library/core/src/option.rs\0"
PATHS = b"\0/home/runner/work/demo/demo/src/demo.c\0/io/build/other/thing.cpp\0"


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def from_disk(data: bytes, size: int) -> ElfFacts:
    """What is looked for comes in pieces of this size, as the file did."""
    with pytest.MonkeyPatch.context() as patch, on_disk(pieces(data, size)) as content:
        patch.setattr(scans, "PIECE", size)
        return read_elf("full.so", content)


def at_once(data: bytes) -> ElfFacts:
    return read_elf("full.so", memoryview(data))


@pytest.mark.parametrize("size", [61, 4096])
@pytest.mark.parametrize("name", REAL_FILES)
def test_a_real_file_gives_the_same_facts_from_disk(name: str, size: int) -> None:
    data = real(name)

    assert from_disk(data, size) == at_once(data)


@pytest.mark.parametrize("machine", MACHINE_NAMES)
@pytest.mark.parametrize("change", [bytes, bare], ids=["whole", "without section headers"])
def test_every_machine_gives_the_same_facts_from_disk(machine: str, change: type[bytes]) -> None:
    data = change(elf_bytes(full_for(machine, rodata=PATHS + RUST, comment=("GCC: (GNU) 10.2.1",))))

    for size in (100, 100_000):
        assert from_disk(data, size) == at_once(data)


@pytest.mark.parametrize("size", [1, 63, 64, 65, 1000])
def test_what_is_looked_for_is_found_across_the_seams(size: int) -> None:
    data = elf_bytes(ElfSpec(rodata=b"x" * 500 + RUST + b"y" * 500 + PATHS, comment=()))

    facts = from_disk(data, size)

    assert facts.compilers == ("rustc, commit 012345678901",)
    assert [trace.path for trace in facts.traces] == [trace.path for trace in at_once(data).traces]
    assert facts == at_once(data)


@pytest.mark.parametrize("what", FAULTS)
def test_what_is_damaged_is_refused_from_disk_for_the_same_reason(what: str) -> None:
    place, replacement, _ = FAULTS[what]
    data = patched(elf_bytes(FULL), place, replacement)
    with pytest.raises(DamagedElf) as whole:
        at_once(data)

    with pytest.raises(DamagedElf) as in_parts:
        from_disk(data, 97)

    assert str(in_parts.value) == str(whole.value)


def test_every_cut_is_refused_from_disk_too() -> None:
    data = elf_bytes(FULL)
    for length in range(1, len(data), 50):
        with pytest.raises(DamagedElf):
            from_disk(data[:length], 100)


def test_what_is_on_disk_is_read_as_bytes_are() -> None:
    data = bytes(range(256))
    with on_disk(pieces(data, 33)) as content:
        assert len(content) == 256
        assert [bytes(content[place]) for place in SLICES] == [data[place] for place in SLICES]


SLICES = [
    slice(0, 4),
    slice(200, 300),
    slice(None, 7),
    slice(250, None),
    slice(9, 9),
    slice(300, 9),
]


def test_without_room_it_is_said_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))

    with pytest.raises(NoRoomError, match="No such file"), on_disk([b"x"]):
        pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_said_to_be_full(monkeypatch: pytest.MonkeyPatch) -> None:
    full = partial(open, "/dev/full", "r+b", 0)
    monkeypatch.setattr(large, "TemporaryFile", full)

    with pytest.raises(NoRoomError, match="No space left"), on_disk([b"x"]):
        pass
