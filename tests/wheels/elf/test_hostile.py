"""ELF files made to cost time and memory, or to say one thing to tools and another to ld.so."""

import tracemalloc
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.elf_bytes import ElfSpec, LaidOut, elf_bytes, lay_out, patched
from tests.wheels.elf.files import FULL, facts_of
from tests.wheels.elf.places import (
    DT_GNU_HASH,
    DT_NEEDED,
    DT_VERDEF,
    DT_VERNEED,
    E_PHNUM,
    E_SHNUM,
    E_SHSTRNDX,
    ENDLESS,
    P_FILESZ,
    P_OFFSET,
    SH_OFFSET,
    SH_SIZE,
    SH_TYPE,
    WHOLE,
    at,
    number,
)
from wheel_ceiling.model import ElfKind, VersionNeed
from wheel_ceiling.wheels.elf import DamagedElf


def _with_address(laid_out: LaidOut, tag: int, part: str) -> bytes:
    """Let an entry of the dynamic section lead to another part."""
    dynamic = laid_out.places[".dynamic"]
    table = laid_out.data[dynamic.offset : dynamic.end]
    place = dynamic.offset + table.index(number(tag)) + 8
    return patched(laid_out.data, place, number(laid_out.places[part].address))


def _with_long_chain() -> bytes:
    """50,000 version needs of no name that lie over each other, four bytes apart."""
    needs = (VersionNeed("lib", "V_1", ("f",)),)  # so that the string at 4 is an empty one
    spec = ElfSpec(version_needs=needs, rodata=number(4, "I") * 50_000)
    return _with_address(lay_out(spec), DT_VERNEED, ".rodata")


def _with_long_chain_of_definitions() -> bytes:
    """Base definitions, which have no name to be cut out, without end."""
    table = FULL.words("HHHHIII", 1, 1, 0, 0, 0, 0, 20) * 40_000
    return _with_address(lay_out(replace(FULL, rodata=table)), DT_VERDEF, ".rodata")


def _with_endless_gnu_hash() -> bytes:
    """No word behind the buckets has the bit that ends a chain."""
    table = number(1, "I") + number(1, "I") + bytes(8) + number(1, "I") + bytes(100_000)
    spec = ElfSpec(exports=("f",), data=table, section_headers=False)
    return _with_address(lay_out(spec), DT_GNU_HASH, ".data")


def _with_overlapping_names() -> bytes:
    """Symbols that each cut most of one long string: gigabytes from a file of less than one."""
    name = "n" * 60_000
    spec = ElfSpec(exports=(name, *(f"s{n}" for n in range(20_000))), hash_table="sysv")
    laid_out = lay_out(spec)
    data = bytearray(laid_out.data)
    for index in range(2, 20_002):
        place = laid_out.places[".dynsym"].offset + 24 * index
        data[place : place + 4] = number(1 + index % 100, "I")
    return bytes(data)


def _with_overlapping_needed() -> bytes:
    name = "n" * 60_000
    spec = ElfSpec(needed=(name,), dynamic_extra=tuple((DT_NEEDED, 1) for _ in range(9_000)))
    return elf_bytes(spec)


def _with_sections_all_over() -> bytes:
    """Every section claims the whole file, so that it would be digested again and again."""
    spec = ElfSpec(code=bytes(100_000), sections={f".text.{n}": b"x" for n in range(100)})
    laid_out = lay_out(spec)
    data = bytearray(laid_out.data)
    headers = laid_out.places["headers"]
    for place in range(headers.offset + 64, headers.end, 64):
        data[place + SH_OFFSET : place + SH_OFFSET + 16] = number(0) + number(len(data) - 1)
    names = laid_out.places[".shstrtab"]
    place = headers.end - 64 + SH_OFFSET
    data[place : place + 16] = number(names.offset) + number(names.size)
    return bytes(data)


def _with_many_segments() -> bytes:
    """PN_XNUM: the true number of program headers stands in the first section header."""
    count = patched(WHOLE.data, E_PHNUM, number(0xFFFF, "H"))
    return patched(count, at("headers", 44), number(1 << 30, "I"))


def _with_symbols_beyond_counting() -> bytes:
    laid_out = lay_out(replace(FULL, hash_table="sysv"))
    return patched(laid_out.data, laid_out.places[".hash"].offset + 4, number(ENDLESS, "I"))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a chain of needs that overlap": (_with_long_chain, "after 32768 entries"),
    "a chain of definitions": (_with_long_chain_of_definitions, "after 32768 entries"),
    "a hash table without end": (_with_endless_gnu_hash, "GNU hash table has no end"),
    "names that overlap": (_with_overlapping_names, "overlap many times"),
    "needed names that overlap": (_with_overlapping_needed, "overlap many times"),
    "sections that overlap": (_with_sections_all_over, "twice as long as the file"),
    "a billion program headers": (_with_many_segments, "1073741824 program headers"),
    "billions of symbols": (_with_symbols_beyond_counting, "4294967295 dynamic symbols"),
    "more dynamic entries than any file has": (
        lambda: elf_bytes(ElfSpec(dynamic_extra=((0x12345, 0),) * 20_000)),
        "goes on after 10000 entries",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_little_memory(what: str) -> None:
    make, reason = HOSTILE[what]
    data = make()

    tracemalloc.start()
    with pytest.raises(DamagedElf, match=reason):
        facts_of(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 20_000_000 + 6 * len(data)


def test_notes_that_lead_nowhere_are_left_at_the_end() -> None:
    """A note may claim any length; the next one would begin behind the segment."""
    note = at(".note.gnu.build-id")

    assert facts_of(patched(WHOLE.data, note, number(ENDLESS, "I"))).build_id == ""
    endless = facts_of(patched(WHOLE.data, note + 4, number(ENDLESS, "I"))).build_id
    assert endless.startswith(FULL.build_id)


def test_empty_notes_without_end_are_not_followed_for_ever() -> None:
    spec = ElfSpec(rodata=bytes(4_000_000), build_id="ab" * 20)
    laid_out = lay_out(spec)
    place = laid_out.places["segments"].offset + 3 * 56
    zeros = laid_out.places[".rodata"]
    changed = patched(laid_out.data, place + P_OFFSET, number(zeros.offset))

    assert facts_of(patched(changed, place + P_FILESZ, number(zeros.size))).build_id == ""


def test_a_property_that_claims_any_length_is_left() -> None:
    spec = ElfSpec(isa_needed=8)
    laid_out = lay_out(spec)
    place = laid_out.places[".note.gnu.property"].offset + 16

    found = facts_of(patched(laid_out.data, place, number(1, "I") + number(ENDLESS, "I")))

    assert found.flags == ()


def test_segments_that_are_counted_elsewhere_are_found() -> None:
    count = patched(WHOLE.data, E_PHNUM, number(0xFFFF, "H"))
    true = len(range(0, WHOLE.places["segments"].size, 56))

    found = facts_of(patched(count, at("headers", 44), number(true, "I")))

    assert found == facts_of(WHOLE.data)


def test_sections_that_are_counted_elsewhere_are_found() -> None:
    sections = len(range(0, WHOLE.places["headers"].size, 64))
    count = patched(WHOLE.data, E_SHNUM, number(0, "H"))
    names = patched(count, E_SHSTRNDX, number(0xFFFF, "H"))
    told = patched(names, at("headers", SH_SIZE), number(sections))

    found = facts_of(patched(told, at("headers", 40), number(sections - 1, "I")))

    assert found == facts_of(WHOLE.data)


def _as_nobits(laid_out: LaidOut, name: str) -> bytes:
    names = laid_out.data[laid_out.places[".shstrtab"].offset :].split(b"\0")
    place = laid_out.places["headers"].offset + names.index(name.encode()) * 64 + SH_TYPE
    return patched(laid_out.data, place, number(8, "I"))


def test_a_library_is_no_debug_file_because_one_section_says_so() -> None:
    """The loader does not look at sections, so no rule may be got round with one."""
    found = facts_of(_as_nobits(WHOLE, ".text"))

    assert found.kind is ElfKind.LIBRARY
    assert set(found.version_needs) == set(FULL.version_needs)


def test_a_file_that_does_not_count_its_symbols_is_read_up_to_the_next_table() -> None:
    spec = ElfSpec(
        version_needs=(VersionNeed("libc.so.6", "GLIBC_2.17", ("memcpy",)),),
        hash_table="none",
        section_headers=False,
    )

    assert facts_of(elf_bytes(spec)).version_needs == spec.version_needs
