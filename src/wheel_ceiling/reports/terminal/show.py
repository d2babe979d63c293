"""The facts of wheels, library by library."""

from collections.abc import Iterator, Sequence

from wheel_ceiling.amounts import counted, human_size, listed
from wheel_ceiling.facts.build_paths import coarse
from wheel_ceiling.facts.images import BuildImage, image_of_library, summary_of_images
from wheel_ceiling.model import (
    ElfFacts,
    ElfKind,
    ExportedFamily,
    Inventory,
    Platform,
    SymbolVersion,
    VersionNeed,
    Wheel,
)
from wheel_ceiling.reports.terminal.screen import (
    EMPTY_LINE,
    Block,
    Grid,
    Look,
    Paragraph,
    Span,
    draw,
    say,
)

_MOST_SYMBOLS = 12
_MOST_COMPILERS = 6
_MOST_IMAGES = 6


def render_show(inventory: Inventory, width: int, *, colour: bool) -> str:
    """Return every wheel with its tags, sizes and ceilings, and every ELF file in it."""
    return draw(_blocks(inventory), width, colour=colour)


def _blocks(inventory: Inventory) -> Iterator[Block]:
    for wheel in inventory.wheels:
        yield say(wheel.filename, Look.STRONG)
        yield Grid(tuple(_rows(_wheel_facts(wheel))), 2)
        for library in wheel.libraries:
            yield EMPTY_LINE
            yield _title(library)
            yield Grid(tuple(_rows(_library_facts(library, wheel.label.targets))), 4)
        yield EMPTY_LINE
    for name in inventory.unread:
        yield Paragraph((Span("not read  ", Look.QUIET), Span(name.filename)))
    libraries = sum(len(wheel.libraries) for wheel in inventory.wheels)
    wheels = counted(len(inventory.wheels), "wheel")
    yield say(f"{wheels} with {counted(libraries, 'ELF file')} in {inventory.source}.", Look.QUIET)


def _rows(facts: Iterator[tuple[str, str]]) -> Iterator[tuple[Span, ...]]:
    for what, value in facts:
        if value:
            yield Span(what, Look.QUIET), Span(value)


def _title(library: ElfFacts) -> Block:
    kind = "" if library.kind is ElfKind.LIBRARY else f"  {library.kind}"
    return Paragraph((Span(library.path, Look.STRONG), Span(kind, Look.QUIET)), 2)


def _wheel_facts(wheel: Wheel) -> Iterator[tuple[str, str]]:
    name = " ".join(filter(None, (wheel.metadata_name, wheel.metadata_version)))
    yield "name", name or f"{wheel.label.project} {wheel.label.version}"
    yield "tags", ", ".join(wheel.label.tags)
    yield "size", f"{human_size(wheel.size)} in {counted(len(wheel.members), 'file')}"
    yield "promised", f"glibc {wheel.label.floor.text}" if wheel.label.floor else "no glibc"
    yield "asks for", _ceilings([wheel.ceiling(family) for family in _families(wheel)])
    yield "made in", _images(wheel)


def _images(wheel: Wheel) -> str:
    """Return the build images that its files speak of."""
    images = summary_of_images(wheel)
    if len(images) == 1:
        return _image(images[0][0])
    told = (f"{image.name or 'not told'}: {counted(number, 'file')}" for image, number in images)
    return listed(told, _MOST_IMAGES)


def _image(image: BuildImage) -> str:
    return image.text if image else f"not told: {image.reason}"


def _families(wheel: Wheel) -> list[str]:
    return sorted({version.family for library in wheel.loaded for version in library.ceilings})


def _ceilings(versions: Sequence[SymbolVersion]) -> str:
    return ", ".join(str(version) for version in versions if version)


def _library_facts(library: ElfFacts, platforms: Sequence[Platform]) -> Iterator[tuple[str, str]]:
    yield "size", _sizes(library)
    yield "machine", library.machine
    yield from _asks(library)
    yield "NEEDED", ", ".join(library.needed) or "none"
    if library.soname:
        yield "SONAME", library.soname
    for tag, folders in (("RPATH", library.rpath), ("RUNPATH", library.runpath)):
        if folders:
            yield tag, ", ".join(map(_folder, folders))
    yield "TLS", counted(library.tls_size, "byte") if library.tls_size else ""
    yield "aligned", f"for pages of {library.alignment:,} bytes" if library.alignment else ""
    yield "made by", listed(library.compilers, _MOST_COMPILERS)
    yield "compiled in", listed(dict.fromkeys(coarse(trace.path) for trace in library.traces), 4)
    yield "made in", _image(image_of_library(library, platforms)) if library.compilers else ""
    yield "gives away", listed(map(_given, library.exported_families))
    yield "flags", ", ".join(library.flags)
    yield "build-id", library.build_id


def _given(family: ExportedFamily) -> str:
    """Say how many names of a well-known library it exports, and how many can be taken over."""
    taken = f", {family.interposable:,} of them asked of the loader" if family.interposable else ""
    return f"{counted(family.count, 'name')} of {family.name}{taken}"


def _sizes(library: ElfFacts) -> str:
    debug = library.sections.debug + library.sections.symbols
    share = (
        f", {debug / library.size * 100:.0f} % of it for debugging"
        if debug and library.size
        else ""
    )
    return f"{human_size(library.size)}, {human_size(library.loaded_size)} loaded{share}"


def _asks(library: ElfFacts) -> Iterator[tuple[str, str]]:
    """Yield each ceiling with what sets it: symbols of the highest version, and whose they are."""
    asked = [
        f"{version} {_because(need)}"
        for version in library.ceilings
        for need in library.version_needs
        if need.node == version
    ]
    asked += library.nodes_without_number
    yield from zip(["asks for", *[""] * len(asked)], asked, strict=False)


def _because(need: VersionNeed) -> str:
    weak = frozenset(need.weak)
    named = [f"{symbol} (weak)" if symbol in weak else symbol for symbol in need.symbols]
    if not named:
        return f"of {need.library}"
    return f"for {listed(named, _MOST_SYMBOLS)} of {need.library}"


def _folder(folder: str) -> str:
    """Say where a search path leads that is not told from the library's own place."""
    if folder.startswith(("$ORIGIN", "${ORIGIN}")):
        return folder
    if folder.startswith("/"):
        return f"{folder} (absolute)"
    return f"{folder or '(empty)'} (the working directory)"
