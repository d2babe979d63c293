"""The whole of an ELF file, as `ElfFacts`."""

from collections.abc import Iterator
from itertools import chain

from msgspec.structs import replace

from wheel_ceiling.model import ElfFacts, ElfKind, SectionSizes
from wheel_ceiling.wheels.elf.dynamic import Dynamic, read_dynamic
from wheel_ceiling.wheels.elf.gabi import (
    ET_DYN,
    ET_EXEC,
    ET_REL,
    PF_X,
    PT_GNU_RELRO,
    PT_GNU_STACK,
    PT_INTERP,
    PT_LOAD,
    PT_TLS,
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHT_NOBITS,
    SHT_SYMTAB,
    SHT_SYMTAB_SHNDX,
)
from wheel_ceiling.wheels.elf.image import Content, Image, Section, Segment, open_image
from wheel_ceiling.wheels.elf.marks import read_marks
from wheel_ceiling.wheels.elf.notes import read_compilers, read_notes
from wheel_ceiling.wheels.elf.scans import Scans
from wheel_ceiling.wheels.elf.shared import read_shared
from wheel_ceiling.wheels.elf.symbols import read_symbols
from wheel_ceiling.wheels.traces import merged

_SMALLEST_PAGE = 4096
_SYMBOL_TABLES = frozenset({SHT_SYMTAB, SHT_SYMTAB_SHNDX})
_DEBUG_NAMES = (".debug", ".zdebug", ".gdb_index", ".gnu_debug", ".stab", ".gnu.debuglto_")
# glibc sysdeps/*/stackinfo.h: without PT_GNU_STACK the stack is executable on these.
_EXECUTABLE_STACK_BY_DEFAULT = frozenset({"x86_64", "i686", "x32", "armv7l", "ppc64", "s390x"})


def read_elf(path: str, data: Content) -> ElfFacts:
    """Return every fact of the file; raises DamagedElf where it contradicts itself."""
    image = _open_elf(data)
    scans = Scans(image)
    scans.run(data)
    return _tell(path, image, scans)


def _open_elf(data: Content) -> Image:
    """Return the image, with the segments that are the file's own."""
    image = open_image(data)
    if _kind(image) is ElfKind.DEBUG:
        image = replace(image, segments=())  # they describe the file that it was split from
    _insist_on_segments(image)
    return image


def _tell(path: str, image: Image, scans: Scans) -> ElfFacts:
    """Return the facts of a file that was scanned."""
    kind = _kind(image)
    dynamic, interpreter = read_dynamic(image), _interpreter(image)
    kind = _kind_by_dynamic(kind, dynamic, interpreter)
    symbols = read_symbols(image, dynamic)
    shared = read_shared(image, dynamic, symbols)
    notes = read_notes(image)
    return ElfFacts(
        path=path,
        kind=kind,
        size=len(image.data),
        loaded_size=sum(part.file_size for part in _loads(image)),
        machine=image.machine,
        alignment=min((part.alignment for part in _loads(image)), default=0),
        tls_size=sum(part.memory_size for part in image.segments if part.type == PT_TLS),
        needed=dynamic.texts("DT_NEEDED"),
        soname="".join(dynamic.texts("DT_SONAME")[-1:]),
        rpath=dynamic.search_path("DT_RPATH"),
        runpath=dynamic.search_path("DT_RUNPATH"),
        interpreter=interpreter,
        version_needs=symbols.needs,
        version_definitions=symbols.definitions,
        build_id=notes.build_id,
        code_digest=scans.code.text,
        compilers=read_compilers(image, scans.rust.found),
        marks=read_marks(image, dynamic, symbols.undefined, notes.marks),
        sections=_section_sizes(image),
        flags=tuple(sorted(dynamic.flags() | set(notes.flags) | _segment_flags(image, kind))),
        python_symbols=symbols.python,
        module_hooks=symbols.hooks,
        export_count=len(symbols.exports),
        exports=symbols.exports,
        exported_families=shared.exported,
        wanted_families=shared.wanted,
        shared_symbols=shared.symbols,
        undefined_count=len(symbols.undefined),
        undefined=symbols.undefined,
        python_exports=symbols.python_exports,
        traces=merged(chain.from_iterable(search.found for search in scans.traces)),
    )


def _kind(image: Image) -> ElfKind:
    if image.type == ET_REL:
        return ElfKind.OBJECT
    if image.type not in (ET_EXEC, ET_DYN):
        return ElfKind.OTHER
    text, dynamic = image.section(".text"), image.section(".dynamic")
    if text and text.type == SHT_NOBITS and (not dynamic or dynamic.type == SHT_NOBITS):
        return ElfKind.DEBUG  # objcopy --only-keep-debug keeps the headers and drops the bytes
    return ElfKind.EXECUTABLE if image.type == ET_EXEC else ElfKind.LIBRARY


def _kind_by_dynamic(kind: ElfKind, dynamic: Dynamic, interpreter: str) -> ElfKind:
    """Tell position-independent programs from libraries; libc.so.6 has an interpreter too."""
    if kind is ElfKind.LIBRARY and (
        "pie" in dynamic.flags() or (interpreter and not dynamic.has("DT_SONAME"))
    ):
        return ElfKind.EXECUTABLE
    return kind


def _loads(image: Image) -> list[Segment]:
    return [segment for segment in image.segments if segment.type == PT_LOAD]


def _insist_on_segments(image: Image) -> None:
    for segment in _loads(image):
        image.insist(segment.offset, segment.file_size, "a segment that is to be loaded")


def _interpreter(image: Image) -> str:
    for segment in image.segments:
        if segment.type == PT_INTERP:
            size = min(segment.file_size, 4096)
            raw = bytes(image.read(segment.offset, size, "the name of the interpreter"))
            return raw.partition(b"\0")[0].decode("utf-8", "backslashreplace")
    return ""


def _section_sizes(image: Image) -> SectionSizes:
    sizes = dict.fromkeys(("code", "data", "debug", "symbols", "other"), 0)
    if image.sections:
        names_of_symbols = {
            section.link for section in image.sections if section.type in _SYMBOL_TABLES
        }
        for index, section in enumerate(image.sections):
            sizes[_group(section, is_string_table=index in names_of_symbols)] += section.file_size
    else:
        for part in _loads(image):
            sizes["code" if part.flags & PF_X else "data"] += part.file_size
    return SectionSizes(**sizes)


def _group(section: Section, *, is_string_table: bool) -> str:
    if section.name.startswith(_DEBUG_NAMES):
        return "debug"
    if section.type in _SYMBOL_TABLES or (is_string_table and not section.flags & SHF_ALLOC):
        return "symbols"
    if section.flags & SHF_ALLOC:
        return "code" if section.flags & SHF_EXECINSTR else "data"
    return "other"


def _segment_flags(image: Image, kind: ElfKind) -> set[str]:
    if kind not in (ElfKind.LIBRARY, ElfKind.EXECUTABLE):
        return set()
    stack = next((part for part in image.segments if part.type == PT_GNU_STACK), None)
    is_executable = (
        bool(stack.flags & PF_X)
        if stack is not None
        else image.machine in _EXECUTABLE_STACK_BY_DEFAULT
    )
    flags = {"executable-stack"} if is_executable else set()
    if any(part.type == PT_GNU_RELRO for part in image.segments):
        flags.add("relro")
    return flags | {flag for part in _loads(image) for flag in _misplaced(part)}


def _misplaced(part: Segment) -> Iterator[str]:
    """Tell whether place and address differ modulo the alignment, against gABI ch. 5, "p_align".

    If they do so modulo the smallest of all pages, the segment cannot be mapped at all.
    """
    distance = part.address - part.offset
    if distance % _SMALLEST_PAGE:
        yield "off-page-segment"
    elif distance % max(part.alignment, 1):
        yield "misplaced-segment"
