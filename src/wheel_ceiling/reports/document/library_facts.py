"""The facts of one ELF file as JSON: the shape first, then how it is filled."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from wheel_ceiling import model
from wheel_ceiling.facts.images import image_of_library
from wheel_ceiling.model import ElfFacts, ElfKind, ExportedFamily, Platform, SymbolVersion

Ceilings = Annotated[
    dict[str, str], Meta(description='Highest version by family: {"GLIBC": "2.29"}.')
]
Texts = tuple[str, ...]


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """An object with exactly the keys that are named."""


class Need(Shape, frozen=True):
    """One version that a file wants from one library."""

    library: str
    version: str
    symbols: Texts
    weak: Annotated[Texts, Meta(description="Those of the symbols that are weak.")]
    optional: Annotated[bool, Meta(description="Whether the loader lets it be absent.")]


class CeilingSymbol(Shape, frozen=True):
    """A symbol of the highest version of its family."""

    symbol: str
    library: Annotated[str, Meta(description="The file that it is wanted from.")]
    weak: bool


class Sections(Shape, frozen=True):
    """Bytes of the file by what they are for."""

    code: int
    data: int
    debug: int
    symbols: int
    other: int


class Names(Shape, frozen=True):
    """How many names there are; the names themselves only in what `show` writes."""

    count: int
    names: Texts


class Trace(Shape, frozen=True):
    """A path of the machine that a file was made on."""

    where: Annotated[str, Meta(description="strings, debug-info, or the text file's path.")]
    path: str


class Image(Shape, frozen=True):
    """The build image that a file speaks of; without a name where its words do not tell."""

    name: str
    family: str
    is_host: Annotated[bool, Meta(description="Whether people build on it directly.")]
    reason: str


class Family(Shape, frozen=True):
    """A well-known library whose names the file exports."""

    library: str
    count: Annotated[int, Meta(description="Its own functions and objects, weak ones left out.")]
    samples: Texts
    interposable: Annotated[
        int, Meta(description="Defined here, and asked of the loader: another copy can take them.")
    ]
    versioned: Annotated[int, Meta(description="Of the interposable ones those with a version.")]
    unique: Annotated[int, Meta(description="STB_GNU_UNIQUE: one in the whole process.")]


class WantedFamily(Shape, frozen=True):
    """A well-known library that the file asks names of without defining them."""

    library: str
    count: int
    unversioned: Annotated[int, Meta(description="Those that any definition satisfies.")]


class LibraryFacts(Shape, frozen=True):
    """The facts of one ELF file."""

    path: str
    kind: ElfKind
    size: int
    sha256: Annotated[str, Meta(description="Of the file; empty where nobody digested it so.")]
    loaded_size: Annotated[int, Meta(description="What a process maps of the file.")]
    machine: str
    alignment: Annotated[int, Meta(description="The smallest p_align of what is loaded.")]
    tls_size: Annotated[int, Meta(description="Bytes of thread-local storage (PT_TLS).")]
    ceiling: Ceilings
    version_needs: tuple[Need, ...]
    ceiling_symbols: Annotated[
        dict[str, tuple[CeilingSymbol, ...]],
        Meta(description="By family, the symbols that set its ceiling."),
    ]
    nodes_without_number: Texts
    version_definitions: Texts
    needed: Texts
    soname: str
    rpath: Texts
    runpath: Texts
    interpreter: str
    build_id: str
    code_digest: Annotated[str, Meta(description="Of what strip and patchelf leave alone.")]
    compilers: Texts
    marks: Annotated[Texts, Meta(description="What else tells of the linker, and survives strip.")]
    image: Image
    sections: Sections
    debug_size: int
    symtab_size: int
    module_hooks: Annotated[Texts, Meta(description="Exports by which Python imports it.")]
    exports: Names
    exported_families: Annotated[
        tuple[Family, ...],
        Meta(description="Exports that are well-known libraries' own names, by library."),
    ]
    wanted_families: Annotated[
        tuple[WantedFamily, ...],
        Meta(description="Undefined names that are well-known libraries' own, by library."),
    ]
    undefined: Names
    python_symbols: Annotated[Texts, Meta(description="Undefined names of Python's C API.")]
    flags: Texts
    python_exports: Annotated[Texts, Meta(description="Exports named like CPython's; at most 200.")]
    traces: tuple[Trace, ...]


def describe_library(
    library: ElfFacts, platforms: Sequence[Platform], *, has_names: bool
) -> LibraryFacts:
    """Return the facts of a file; long lists of names only where they are asked for."""
    sections = library.sections
    exports = library.exports if has_names else ()
    undefined = library.undefined if has_names else ()
    image = image_of_library(library, platforms)
    return LibraryFacts(
        path=library.path,
        kind=library.kind,
        size=library.size,
        sha256=library.sha256,
        loaded_size=library.loaded_size,
        machine=library.machine,
        alignment=library.alignment,
        tls_size=library.tls_size,
        ceiling=describe_ceilings(library.ceilings),
        version_needs=_needs(library),
        ceiling_symbols=_ceiling_symbols(library),
        nodes_without_number=library.nodes_without_number,
        version_definitions=library.version_definitions,
        needed=library.needed,
        soname=library.soname,
        rpath=library.rpath,
        runpath=library.runpath,
        interpreter=library.interpreter,
        build_id=library.build_id,
        code_digest=library.code_digest,
        compilers=library.compilers,
        marks=library.marks,
        image=Image(image.name, image.family, image.is_host, image.reason),
        sections=Sections(
            sections.code, sections.data, sections.debug, sections.symbols, sections.other
        ),
        debug_size=sections.debug,
        symtab_size=sections.symbols,
        module_hooks=library.module_hooks,
        exports=Names(library.export_count, tuple(sorted(exports))),
        exported_families=tuple(map(_family, library.exported_families)),
        wanted_families=tuple(
            WantedFamily(family.name, family.count, family.unversioned)
            for family in library.wanted_families
        ),
        undefined=Names(_undefined_count(library), tuple(sorted(undefined))),
        python_symbols=tuple(sorted(library.python_symbols)),
        flags=tuple(sorted(library.flags)),
        python_exports=library.python_exports,
        traces=describe_traces(library.traces),
    )


def _undefined_count(library: ElfFacts) -> int:
    return max(library.undefined_count, len(library.undefined))


def _family(one: ExportedFamily) -> Family:
    counts = one.interposable, one.versioned, one.unique
    return Family(one.name, one.count, one.samples, *counts)


def _needs(library: ElfFacts) -> tuple[Need, ...]:
    needs = (
        Need(need.library, need.version, need.symbols, need.weak, need.optional)
        for need in library.version_needs
    )
    return tuple(sorted(needs, key=lambda need: (need.library, need.version)))


def _ceiling_symbols(library: ElfFacts) -> dict[str, tuple[CeilingSymbol, ...]]:
    return {
        ceiling.family: tuple(
            CeilingSymbol(symbol, need.library, weak=symbol in weak)
            for need in library.version_needs
            if need.node == ceiling
            for weak in [frozenset(need.weak)]
            for symbol in need.symbols
        )
        for ceiling in library.ceilings
    }


def describe_traces(found: Iterable[model.Trace]) -> tuple[Trace, ...]:
    """Return the paths of machines, each with where it stands."""
    return tuple(Trace(trace.where, trace.path) for trace in found)


def describe_ceilings(versions: Iterable[SymbolVersion]) -> dict[str, str]:
    """Return the numbers by family."""
    return {version.family: version.text for version in versions}
