"""What others say of an ELF file, in one form: pyelftools, readelf's text, and our own facts."""

import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection, GNUVerSymSection
from elftools.elf.sections import NoteSection, SymbolTableSection
from msgspec import Struct

from wheel_ceiling.model import ElfFacts

_READELF_SYMBOL = re.compile(
    r" *\d+: [0-9a-f]+ +\d+ \w+ +(?:GLOBAL|WEAK|UNIQUE) +(\w+) (?:\[.*\] )? *(\w+) (\S+).*"
)


class Symbol(NamedTuple):
    """A dynamic symbol that others may see."""

    name: str
    version: str
    is_defined: bool


class Opinion(Struct, frozen=True):
    """The facts that every reader tells, sorted where the file's order means nothing."""

    needed: tuple[str, ...]
    soname: str
    rpath: tuple[str, ...]
    runpath: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]
    wanted: tuple[tuple[str, str], ...]
    """Undefined symbols with the version that they want."""
    undefined: tuple[str, ...]
    exports: tuple[str, ...]
    build_id: str
    alignment: int
    tls_size: int


def by_us(facts: ElfFacts) -> Opinion:
    wanted = {(name, need.version) for need in facts.version_needs for name in need.symbols}
    return Opinion(
        facts.needed,
        facts.soname,
        facts.rpath,
        facts.runpath,
        tuple(sorted((need.library, need.version) for need in facts.version_needs)),
        tuple(sorted(wanted)),
        facts.undefined,
        tuple(sorted(facts.exports)),
        facts.build_id,
        facts.alignment,
        facts.tls_size,
    )


def by_readelf(text: str) -> Opinion:
    """Read what `readelf -W -h -l -S -d -V -n --dyn-syms` printed."""
    entries = re.findall(r"\((NEEDED|SONAME|RPATH|RUNPATH)\) .*\[(.*)\]", text)
    build_id = re.search(r"Build ID: ([0-9a-f]+)", text)
    return _opinion(
        [(f"DT_{tag}", value) for tag, value in entries],
        _needs_of_readelf(text),
        list(_symbols_of_readelf(text)),
        build_id[1] if build_id else "",
        _segments_of_readelf(text),
    )


def by_pyelftools(data: bytes) -> Opinion:
    """Ask pyelftools, through the section headers."""
    elf = ELFFile(io.BytesIO(data))
    needs = _needs_of_pyelftools(elf)
    segments = list(elf.iter_segments())
    return _opinion(
        _entries_of_pyelftools(elf),
        list(needs.values()),
        list(_symbols_of_pyelftools(elf, needs)),
        _build_id_of_pyelftools(elf),
        [] if _is_debug(elf) else [(s["p_type"], s["p_memsz"], s["p_align"]) for s in segments],
    )


def _opinion(
    entries: list[tuple[str, str]],
    needs: list[tuple[str, str]],
    symbols: list[Symbol],
    build_id: str,
    segments: list[tuple[str, int, int]],
) -> Opinion:
    def texts(tag: str) -> tuple[str, ...]:
        return tuple(value for name, value in entries if name == tag)

    return Opinion(
        texts("DT_NEEDED"),
        "".join(texts("DT_SONAME")),
        tuple(path for joined in texts("DT_RPATH") for path in joined.split(":")),
        tuple(path for joined in texts("DT_RUNPATH") for path in joined.split(":")),
        tuple(sorted(needs)),
        tuple(sorted({one[:2] for one in symbols if one.version and not one.is_defined})),
        tuple(sorted({one.name for one in symbols if not one.is_defined})),
        tuple(sorted({one.name for one in symbols if one.is_defined})),
        build_id,
        min((align for kind, _, align in segments if kind == "PT_LOAD"), default=0),
        sum(size for kind, size, _ in segments if kind == "PT_TLS"),
    )


def _is_debug(elf: ELFFile) -> bool:
    """Whether the headers are those of the file that this one was split from."""
    text = elf.get_section_by_name(".text")
    return text is not None and text["sh_type"] == "SHT_NOBITS"


def _segments_of_readelf(text: str) -> list[tuple[str, int, int]]:
    if re.search(r" \.text +NOBITS ", text):
        return []
    row = r"^ +(LOAD|TLS) +(?:0x\w+ +){4}(0x\w+) [RWE ]{3} (0x\w+)$"
    found = re.findall(row, text, re.MULTILINE)
    return [(f"PT_{kind}", int(size, 16), int(align, 16)) for kind, size, align in found]


def _needs_of_readelf(text: str) -> list[tuple[str, str]]:
    needs, library = [], ""
    part = text.partition("Version needs section")[2].partition("Version definition")[0]
    for line in part.partition("Displaying notes")[0].splitlines():
        if found := re.search(r"Version: 1  File: (\S+)", line):
            library = found[1]
        elif found := re.search(r"Name: (\S+)  Flags:", line):
            needs.append((library, found[1]))
    return needs


def _symbols_of_readelf(text: str) -> Iterator[Symbol]:
    for line in text.splitlines():
        row = _READELF_SYMBOL.fullmatch(line)
        if row and row[1] not in ("HIDDEN", "INTERNAL"):
            name, _, version = row[3].partition("@")
            yield Symbol(name, version.strip("@"), row[2] != "UND")


def _entries_of_pyelftools(elf: ELFFile) -> list[tuple[str, str]]:
    attributes = {
        "DT_NEEDED": "needed",
        "DT_SONAME": "soname",
        "DT_RPATH": "rpath",
        "DT_RUNPATH": "runpath",
    }
    return [
        (tag.entry.d_tag, getattr(tag, attributes[tag.entry.d_tag]))
        for section in elf.iter_sections()
        if isinstance(section, DynamicSection)
        for tag in section.iter_tags()
        if tag.entry.d_tag in attributes
    ]


def _needs_of_pyelftools(elf: ELFFile) -> dict[int, tuple[str, str]]:
    return {
        need["vna_other"]: (str(library.name), need.name)
        for section in elf.iter_sections()
        if isinstance(section, GNUVerNeedSection)
        for library, needs in section.iter_versions()
        for need in needs
    }


def _symbols_of_pyelftools(elf: ELFFile, needs: dict[int, tuple[str, str]]) -> Iterator[Symbol]:
    table = elf.get_section_by_name(".dynsym")
    if not isinstance(table, SymbolTableSection):
        return
    versions = elf.get_section_by_name(".gnu.version")
    for number, symbol in enumerate(table.iter_symbols()):
        is_defined = symbol["st_shndx"] != "SHN_UNDEF"
        is_seen = symbol["st_other"]["visibility"] in ("STV_DEFAULT", "STV_PROTECTED")
        # The linker makes an absolute symbol for each version that the file defines.
        is_node = symbol["st_shndx"] == "SHN_ABS"
        if not symbol.name or symbol["st_info"]["bind"] == "STB_LOCAL" or not is_seen or is_node:
            continue
        index = 0
        if isinstance(versions, GNUVerSymSection):
            index = versions.get_symbol(number)["ndx"]
        version = "" if is_defined or index not in needs else needs[index][1]
        yield Symbol(symbol.name, version, is_defined)


def _build_id_of_pyelftools(elf: ELFFile) -> str:
    notes = [one for one in elf.iter_sections() if isinstance(one, NoteSection)]
    found = (note for section in notes for note in section.iter_notes())
    ids = (str(note["n_desc"]) for note in found if note["n_type"] == "NT_GNU_BUILD_ID")
    return next(ids, "")
