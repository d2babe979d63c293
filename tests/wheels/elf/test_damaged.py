"""ELF files with one wrong field, and cut ones: each is refused with a reason."""

import pytest
from msgspec.structs import replace

from tests.elf_bytes import elf_bytes, patched
from tests.wheels.elf.files import FULL, REAL_FILES, facts_of, real
from tests.wheels.elf.places import (
    DT_GNU_HASH,
    DT_NEEDED,
    DT_RPATH,
    DT_SONAME,
    DT_STRSZ,
    DT_STRTAB,
    DT_SYMTAB,
    DT_VERDEF,
    DT_VERNEED,
    DT_VERSYM,
    DYNAMIC,
    E_PHENTSIZE,
    E_PHNUM,
    E_PHOFF,
    E_SHNUM,
    E_SHOFF,
    E_SHSTRNDX,
    ENDLESS,
    LOAD,
    NOTE,
    P_FILESZ,
    P_OFFSET,
    SH_NAME,
    SH_OFFSET,
    SH_SIZE,
    SH_TYPE,
    WHOLE,
    at,
    entry,
    number,
    section,
    segment,
)
from wheel_ceiling.wheels.elf import DamagedElf

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


@pytest.mark.parametrize("length", [4, 15, 16, 40, 63])
def test_a_file_that_ends_in_its_header_is_refused(length: int) -> None:
    with pytest.raises(DamagedElf, match="it ends inside its"):
        facts_of(WHOLE.data[:length])


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


def test_a_section_without_bytes_may_lie_anywhere() -> None:
    """Go's linker puts .noptrbss behind the end of what is stripped: shfmt-py 3.13.0.3."""
    empty = patched(elf_bytes(FULL), section(".data", SH_TYPE), number(8, "I"))

    away = patched(empty, section(".data", SH_OFFSET), number(1 << 30))

    assert facts_of(away) == facts_of(empty)
