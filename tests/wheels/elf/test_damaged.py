"""Broken and hostile ELF files: each is refused with a reason, or told completely."""

import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.elf_bytes import ElfSpec, LaidOut, elf_bytes, lay_out, patched
from tests.wheels.elf.files import FULL, REAL_FILES, facts_of, real
from wheel_ceiling.model import ElfKind, VersionNeed
from wheel_ceiling.wheels.elf import DamagedElf

WHOLE = lay_out(FULL)
ENDLESS = 0xFFFFFFFF
# Offsets of fields in the headers of the 64-bit class (gABI chapters 4 and 5).
E_PHOFF, E_SHOFF, E_PHENTSIZE, E_PHNUM, E_SHNUM, E_SHSTRNDX = 32, 40, 54, 56, 60, 62
P_TYPE, P_OFFSET, P_VADDR, P_FILESZ = 0, 8, 16, 32
SH_NAME, SH_TYPE, SH_OFFSET, SH_SIZE = 0, 4, 24, 32
LOAD, DATA, DYNAMIC, NOTE = 0, 1, 2, 3  # the segments of WHOLE


def at(part: str, offset: int = 0) -> int:
    """The place of a field in WHOLE."""
    return WHOLE.places[part].offset + offset


def segment(number: int, field: int) -> int:
    return at("segments", number * 56 + field)


def section(name: str, field: int) -> int:
    """The place of a field of a section header; the names stand in the order of the headers."""
    names = WHOLE.data[at(".shstrtab") :].split(b"\0")
    return at("headers", names.index(name.encode()) * 64 + field)


def number(value: int, letters: str = "Q") -> bytes:
    return FULL.words(letters, value)


def entry(tag: int) -> int:
    """The place of the value of an entry in WHOLE's dynamic section."""
    place = WHOLE.places[".dynamic"]
    table = WHOLE.data[place.offset : place.end]
    tags = [int.from_bytes(table[n : n + 8], "little") for n in range(0, place.size, 16)]
    return place.offset + 16 * tags.index(tag) + 8


DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SONAME, DT_RPATH, DT_NEEDED = 5, 6, 10, 14, 15, 1
DT_GNU_HASH, DT_VERSYM, DT_VERNEED, DT_VERDEF = 0x6FFFFEF5, 0x6FFFFFF0, 0x6FFFFFFE, 0x6FFFFFFC

# what is broken -> (place, bytes that are put there, what the reason says)
FAULTS: dict[str, tuple[int, bytes, str]] = {
    "class": (4, b"\3", "class 3"),
    "byte order": (5, b"\0", "byte order 0"),
    "program headers behind the end": (E_PHOFF, number(1 << 40), "program header table"),
    "too small program headers": (E_PHENTSIZE, number(8, "H"), "8 bytes long instead of 56"),
    "thousands of program headers": (E_PHNUM, number(60_000, "H"), "60000 program headers"),
    "section headers behind the end": (E_SHOFF, number(1 << 63), "section header"),
    "more section headers than fit": (E_SHNUM, number(65_000, "H"), "section header table"),
    "names in a section that is not there": (E_SHSTRNDX, number(900, "H"), "section 900 of"),
    "a section name outside of its table": (
        section(".text", SH_NAME), number(1 << 20, "I"), "section name at 1048576"
    ),
    "a section behind the end": (section(".text", SH_OFFSET), number(1 << 30), "section .text"),
    "a section longer than the file": (section(".data", SH_SIZE), number(1 << 62), ".data"),
    "a debug section behind the end": (
        section(".debug_info", SH_OFFSET), number(1 << 30), ".debug_info"
    ),
    "a segment behind the end": (segment(LOAD, P_FILESZ), number(1 << 30), "to be loaded"),
    "a dynamic section behind the end": (
        segment(DYNAMIC, P_OFFSET), number(1 << 30), "the dynamic section"
    ),
    "a note behind the end": (segment(NOTE, P_OFFSET), number(1 << 30), "a note segment"),
    "strings at no address": (entry(DT_STRTAB), number(0x999999), "which no segment loads"),
    "strings that leave the file": (entry(DT_STRSZ), number(1 << 40), "the string table"),
    "a needed name outside of the strings": (entry(DT_NEEDED), number(1 << 30), "DT_NEEDED at"),
    "a soname outside of the strings": (entry(DT_SONAME), number(1 << 30), "DT_SONAME at"),
    "a search path outside of the strings": (entry(DT_RPATH), number(1 << 30), "DT_RPATH at"),
    "strings without an end": (at(".dynstr"), b"x" * WHOLE.places[".dynstr"].size, "leads out"),
    "symbols at no address": (entry(DT_SYMTAB), number(0x999999), "which no segment loads"),
    "symbol versions at no address": (entry(DT_VERSYM), number(0x999999), "no segment loads"),
    "version needs at no address": (entry(DT_VERNEED), number(0x999999), "no segment loads"),
    "definitions at no address": (entry(DT_VERDEF), number(0x999999), "no segment loads"),
    "a hash table at no address": (entry(DT_GNU_HASH), number(0x999999), "no segment loads"),
    "a symbol name outside of the strings": (
        at(".dynsym", 24), number(1 << 30, "I"), "names of its dynamic symbols"
    ),
    "a need that leads far away": (
        at(".gnu.version_r", 12), number(ENDLESS, "I"), "an entry of DT_VERNEED"
    ),
    "a need whose first version is far away": (
        at(".gnu.version_r", 8), number(ENDLESS, "I"), "a version need"
    ),
    "a version that leads far away": (
        at(".gnu.version_r", 16 + 12), number(ENDLESS, "I"), "a version need"
    ),
    "a version of no name": (
        at(".gnu.version_r", 16 + 8), number(ENDLESS, "I"), "the name of a version need"
    ),
    "a need of no library": (
        at(".gnu.version_r", 4), number(ENDLESS, "I"), "the file of a version need"
    ),
    "a definition that leads far away": (
        at(".gnu.version_d", 16), number(ENDLESS, "I"), "an entry of DT_VERDEF"
    ),
    "a definition whose name is far away": (
        at(".gnu.version_d", 28 + 12), number(ENDLESS, "I"), "a version definition"
    ),
    "a definition of no name": (
        at(".gnu.version_d", 28 + 20), number(ENDLESS, "I"), "the name of a version definition"
    ),
    "billions of hash buckets": (at(".gnu.hash"), number(ENDLESS, "I"), "4294967295 buckets"),
    "a hash filter as long as memory": (at(".gnu.hash", 8), number(ENDLESS, "I"), "GNU hash"),
    "a hash chain that begins behind the end": (
        at(".gnu.hash", 24), number(1 << 30, "I"), "GNU hash"
    ),
    "billions of symbols by the section": (
        section(".dynsym", SH_SIZE), number(1 << 40), "section .dynsym"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_broken_file_is_refused_with_the_reason(what: str) -> None:
    place, replacement, reason = FAULTS[what]

    with pytest.raises(DamagedElf, match=reason.replace(".", r"\.")):
        facts_of(patched(WHOLE.data, place, replacement))


@pytest.mark.parametrize("machine", ["x86_64", "i686", "s390x"])
@pytest.mark.parametrize("hash_table", ["gnu", "sysv"])
def test_every_cut_of_a_file_is_refused(machine: str, hash_table: str) -> None:
    whole = elf_bytes(replace(FULL, machine=machine, hash_table=hash_table))

    for length in range(4, len(whole), 64):
        with pytest.raises(DamagedElf):
            facts_of(whole[:length])
    with pytest.raises(DamagedElf):
        facts_of(whole[:-1])


@pytest.mark.parametrize("machine", ["x86_64", "i686", "s390x"])
def test_every_cut_without_section_headers_is_refused_or_cuts_only_what_nothing_tells(
    machine: str,
) -> None:
    whole = elf_bytes(replace(FULL, machine=machine, section_headers=False))
    complete = facts_of(whole)

    refused = 0
    for length in range(4, len(whole), 64):
        try:
            assert replace(facts_of(whole[:length]), size=complete.size) == complete
        except DamagedElf:
            refused += 1
    assert refused >= complete.loaded_size // 64


@pytest.mark.parametrize("name", REAL_FILES)
def test_every_cut_of_a_real_file_is_refused(name: str) -> None:
    whole = real(name)

    for length in range(4, len(whole), 64):
        with pytest.raises(DamagedElf):
            facts_of(whole[:length])


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
