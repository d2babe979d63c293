"""What is too large for memory is understood in passes, to the same facts to the letter."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.elf_bytes import ElfSpec, elf_bytes, patched
from tests.wheels.elf.files import FULL, MACHINE_NAMES, REAL_FILES, full_for, real
from tests.wheels.elf.files import without_section_headers as bare
from tests.wheels.elf.test_damaged import FAULTS
from wheel_ceiling.model import ElfFacts
from wheel_ceiling.wheels.elf import DamagedElf, LargeElf, large, read_elf, scans

RUST = b"/rustc/" + b"0123456789" * 4 + b"/library/core/src/option.rs\0"
PATHS = b"\0/home/runner/work/demo/demo/src/demo.c\0/io/build/other/thing.cpp\0"


@pytest.fixture(autouse=True)
def _keep_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of tests are small: keep so little of them that it shows."""
    monkeypatch.setattr(large, "_END", 64)
    monkeypatch.setattr(large, "_AROUND", 32)
    monkeypatch.setattr(large, "_MOST_PASSES", 60)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def in_passes(data: bytes, size: int) -> ElfFacts:
    reader = LargeElf("full.so", len(data))
    assert b"".join(reader.look(pieces(data, size))) == data
    return reader.facts(lambda: pieces(data, size))


def at_once(data: bytes) -> ElfFacts:
    return read_elf("full.so", memoryview(data))


@pytest.mark.parametrize("size", [1, 61, 4096])
@pytest.mark.parametrize("name", REAL_FILES)
def test_a_real_file_gives_the_same_facts_in_passes(name: str, size: int) -> None:
    data = real(name)
    if size * 20_000 < len(data):
        size = 997

    assert in_passes(data, size) == at_once(data)


@pytest.mark.parametrize("machine", MACHINE_NAMES)
@pytest.mark.parametrize("change", [bytes, bare], ids=["whole", "without section headers"])
def test_every_machine_gives_the_same_facts_in_passes(machine: str, change: type[bytes]) -> None:
    data = change(elf_bytes(full_for(machine, rodata=PATHS + RUST, comment=("GCC: (GNU) 10.2.1",))))

    for size in (7, 100, 100_000):
        assert in_passes(data, size) == at_once(data)


@pytest.mark.parametrize("size", [1, 3, 63, 64, 65, 1000])
def test_what_is_looked_for_is_found_across_the_seams(size: int) -> None:
    data = elf_bytes(ElfSpec(rodata=b"x" * 500 + RUST + b"y" * 500 + PATHS, comment=()))

    facts = in_passes(data, size)

    assert facts.compilers == ("rustc, commit 012345678901",)
    assert [trace.path for trace in facts.traces] == [trace.path for trace in at_once(data).traces]
    assert facts == at_once(data)


@pytest.mark.parametrize("what", FAULTS)
def test_what_is_damaged_is_refused_in_passes_for_the_same_reason(what: str) -> None:
    place, replacement, _ = FAULTS[what]
    data = patched(elf_bytes(FULL), place, replacement)
    with pytest.raises(DamagedElf) as whole:
        at_once(data)

    with pytest.raises(DamagedElf) as in_parts:
        in_passes(data, 97)

    assert str(in_parts.value) == str(whole.value)


def test_every_cut_is_refused_in_passes_too() -> None:
    data = elf_bytes(FULL)
    for length in range(1, len(data), 50):
        with pytest.raises(DamagedElf):
            in_passes(data[:length], 100)


def test_tables_that_lie_too_far_apart_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "_MOST_PASSES", 1)

    with pytest.raises(DamagedElf, match="too far apart"):
        in_passes(bare(elf_bytes(replace(FULL, code=b"c" * 1000))), 100)


def test_more_tables_than_may_be_kept_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "_MOST_KEPT", 300)

    with pytest.raises(DamagedElf, match="more than 300 bytes"):
        in_passes(elf_bytes(FULL), 100)


def test_a_section_that_stands_before_an_earlier_one_costs_a_pass() -> None:
    class Backwards:
        stretches = (scans.Stretch(500, 600), scans.Stretch(100, 200))
        seen = b""

        def feed(self, piece: memoryview) -> None:
            self.seen += bytes(piece)

    data = bytes(range(256)) * 4
    scan = Backwards()
    cursor = large.Cursor(scan)
    passes = 0
    while not cursor.is_done:
        passes += 1
        large.run_pass(large.Kept(len(data)), [cursor], pieces(data, 33))

    assert passes == 2
    assert scan.seen == data[500:600] + data[100:200]


def test_a_large_table_is_handed_over_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "_HANDED_OVER", 40)
    data = bytes(range(256))
    kept = large.Kept(len(data))
    kept.wish(0, 30)
    kept.wish(100, 150)
    large.run_pass(kept, [], pieces(data, 20))

    assert [bytes(kept[0:30]) for _ in range(2)] == [data[:30]] * 2
    assert bytes(kept[110:120]) == data[110:120]
    assert bytes(kept[100:150]) == data[100:150]
    with pytest.raises(Exception, match="stop=150"):
        kept[100:150]


@pytest.mark.parametrize("name", REAL_FILES[:3])
def test_facts_are_the_same_where_tables_are_handed_over(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "_HANDED_OVER", 16)

    assert in_passes(real(name), 997) == at_once(real(name))
