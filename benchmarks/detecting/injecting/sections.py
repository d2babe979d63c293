"""Sections that no process maps, put into an ELF file, changed there, or taken out."""

from collections.abc import Collection, Mapping

from msgspec import Struct

from benchmarks.detecting.injecting.elf_file import (
    PF_X,
    PT_GNU_STACK,
    SHF_ALLOC,
    SHT_NOBITS,
    SHT_NULL,
    SHT_PROGBITS,
    ElfFile,
    NotApplicable,
    Section,
    aligned,
    overwritten,
)

_CHANGED_BYTES = 64


class Content(Struct, frozen=True):
    """What a section is to hold; type, link and size of entries count for a new one only."""

    data: bytes
    type: int = SHT_PROGBITS
    link: str = ""
    entry_size: int = 0


def with_sections(library: bytes, new: Mapping[str, Content], gone: Collection[str] = ()) -> bytes:
    """Return the library with these sections, each in the place of the one of its name, if any.

    What is mapped stays as it is; all other sections are laid behind it anew, as `objcopy` does.
    The header of one that is gone stays as an empty one, so that no section's number changes.
    """
    elf = ElfFile.parse(library)
    if not elf.sections:
        raise NotApplicable("it has no section headers")
    data = bytearray(library[: _end_of_mapped(elf)])
    index = elf.header.names_index
    names = bytearray(elf.content(elf.sections[index]))
    sections = [
        one if number == index else _laid_behind(elf, one, {*new, *gone}, data)
        for number, one in enumerate(elf.sections)
    ]
    numbers = {elf.name(one): number for number, one in enumerate(elf.sections) if one.type}
    numbers |= {name: len(sections) + place for place, name in enumerate(new)}
    for name, content in new.items():
        offset, link = _appended(data, content.data), numbers.get(content.link, 0)
        section = Section(len(names), content.type, 0, 0, offset, len(content.data), link, 1, 16, 0)
        sections.append(section._replace(entry_size=content.entry_size))
        names += name.encode() + b"\0"
    sections[index] = sections[index]._replace(offset=_appended(data, names), size=len(names))
    start = _appended(data, elf.packed_sections(sections))
    header = elf.header._replace(sections_at=start, section_count=len(sections))
    return overwritten(bytes(data), 0, elf.packed_header(header))


def _end_of_mapped(elf: ElfFile) -> int:
    mapped = (one for one in elf.sections if one.flags & SHF_ALLOC and one.type != SHT_NOBITS)
    ends = [one.offset + one.size for one in mapped]
    ends += [one.offset + one.size for one in elf.segments]
    return max(*ends, elf.header.size)


def _laid_behind(elf: ElfFile, section: Section, gone: Collection[str], data: bytearray) -> Section:
    if section.type in (SHT_NULL, SHT_NOBITS):
        return section
    is_gone = elf.name(section) in gone
    if section.flags & SHF_ALLOC:
        if is_gone:
            raise NotApplicable(f"{elf.name(section)} is mapped")
        return section
    # patchelf puts what it maps behind sections like this one, so its bytes may still be there.
    if section.offset < len(data):
        data[section.offset : section.offset + section.size] = bytes(section.size)
    if is_gone:
        return Section(0, SHT_NULL, 0, 0, 0, 0, 0, 0, 0, 0)
    return section._replace(offset=_appended(data, elf.content(section)))


def has_section(library: bytes, name: str) -> bool:
    """Whether the library has a section of the name that is not empty."""
    elf = ElfFile.parse(library)
    return any(one.size and elf.name(one) == name for one in elf.sections if one.type != SHT_NULL)


def stripped(library: bytes) -> bytes:
    """Return the library without debug information and symbol table, as `strip` leaves it."""
    elf = ElfFile.parse(library)
    names = {elf.name(one) for one in elf.sections if one.type != SHT_NULL}
    debug = {name for name in names if name.startswith((".debug_", ".zdebug_"))}
    return with_sections(library, {}, {*debug, ".symtab", ".strtab"}) if elf.sections else library


def _appended(data: bytearray, content: bytes | bytearray) -> int:
    """Put the content at the end and return its place."""
    data.extend(bytes(aligned(len(data), 16) - len(data)))
    data.extend(content)
    return len(data) - len(content)


def with_other_code(library: bytes) -> bytes:
    """Return the library with a little other code and another build-id, as a rebuild has."""
    elf = ElfFile.parse(library)
    text = elf.section(".text")
    middle = text.offset + text.size // 2
    changed = _flipped(library, middle, min(_CHANGED_BYTES, text.size // 2))
    try:
        note = elf.section(".note.gnu.build-id")
    except NotApplicable:
        return changed
    return _flipped(changed, note.offset + note.size - 16, 16)


def _flipped(data: bytes, offset: int, count: int) -> bytes:
    flipped = bytes(byte ^ 0xFF for byte in data[offset : offset + count])
    return overwritten(data, offset, flipped)


def with_executable_stack(library: bytes) -> bytes:
    """Return the library asking for a stack that can be executed."""
    elf = ElfFile.parse(library)
    elf.segment(PT_GNU_STACK)
    segments = [
        one._replace(flags=one.flags | PF_X) if one.type == PT_GNU_STACK else one
        for one in elf.segments
    ]
    return overwritten(library, elf.header.segments_at, elf.packed_segments(segments))
