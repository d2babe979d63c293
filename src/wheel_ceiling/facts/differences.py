"""What tells a library from the one that should lie in its place, in words."""

from collections.abc import Iterator

from wheel_ceiling.amounts import human_size, listed
from wheel_ceiling.facts.toolchains import Toolchain
from wheel_ceiling.model import ElfFacts


def differences(library: ElfFacts, built: ElfFacts) -> Iterator[str]:
    """Yield what the library asks for, weighs and was made by, where that is not as meant."""
    glibc, meant_glibc = library.ceiling(), built.ceiling()
    if glibc and glibc != meant_glibc:
        yield f"asks for glibc {glibc.text} instead of {meant_glibc.text or 'none'}"
    yield from _sizes(library, built)
    makers, meant_makers = _makers(library), _makers(built)
    if makers and meant_makers and makers != meant_makers:
        yield f"was made by {makers} instead of {meant_makers}"


def _sizes(library: ElfFacts, built: ElfFacts) -> Iterator[str]:
    """Compare whole files, unless the built one has only not been stripped yet."""
    debug, meant_debug = (one.sections.debug + one.sections.symbols for one in (library, built))
    is_stripped = debug < meant_debug
    size = human_size(library.size - debug if is_stripped else library.size)
    meant = human_size(built.size - meant_debug if is_stripped else built.size)
    if size != meant:
        yield f"has {size}{' without symbols' if is_stripped else ''} instead of {meant}"


def _makers(library: ElfFacts) -> str:
    tools = [Toolchain.parse(text) for text in library.compilers]
    names = (f"{one.tool} {one.version} ({one.distribution})" for one in tools if one.tool)
    return listed(dict.fromkeys(name.replace(" ()", "") for name in names), 3)
