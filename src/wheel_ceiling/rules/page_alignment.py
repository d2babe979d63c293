"""A file cannot be mapped where memory pages are larger than on the machine that built it.

## Why it matters

The loader refuses a file whose segments are aligned for smaller pages than the system has: ``ELF
load command alignment not page-aligned``. RHEL 8 on aarch64 and all systems on ppc64le have pages
of 64 KB, and 16 KB are usual on Apple's and Raspberry Pi's machines. Linkers know that and align
for 64 KB; old patchelf, or ``-z max-page-size=4096``, does not: so numpy 1.19.1 for aarch64 could
not be imported on RHEL. Segments whose place in the file and address differ modulo their own
alignment are refused up to glibc 2.34 (patchelf 0.18 makes such), modulo a page by every loader
(strip after patchelf does that).

## When to allow it

The wheel is meant for systems with small pages alone.
"""

from collections.abc import Iterator

from msgspec import Struct

from wheel_ceiling.amounts import counted
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

_SMALLEST = 4096
# The largest pages that the machine's systems have (ABI: AArch64 ELF "Page sizes"; Power ABI
# v2 3.3.1), where they are larger than the smallest.
_LARGEST = {"aarch64": 65_536, "aarch64_be": 65_536, "ppc64le": 65_536, "ppc64": 65_536}
_LARGEST |= {"loongarch64": 65_536}


class _Fit(Struct, frozen=True):
    """Why a file does not fit: what tells it from other reasons, and the sentence's end."""

    subject: str
    words: str


def find(comparison: Comparison) -> Iterator[Fault]:
    unread = {
        (delta.built.filename, library.built.path)
        for delta, library in comparison.libraries()
        if not library.baseline.alignment
    }
    for wheel in comparison.built.wheels:
        for library in wheel.loaded if wheel.label.is_linux else ():
            if (wheel.filename, library.path) not in unread:
                yield from (_fault(fit, library, wheel) for fit in _faults(library))


def _faults(library: ElfFacts) -> Iterator[_Fit]:
    """Yield what is wrong (dl-load.c, `_dl_map_object_from_fd`; binfmt_elf does alike)."""
    pages = _LARGEST.get(library.machine, _SMALLEST)
    if library.alignment % pages:
        bytes_ = counted(library.alignment, "byte")
        where = f"where pages have {pages // 1024} KB"
        whose = f" ({_owners(library)})" if pages > _SMALLEST else ", which is everywhere"
        yield _Fit(
            "alignment", f"is aligned for pages of {bytes_} and cannot be loaded {where}{whose}"
        )
    elif flags := {"misplaced-segment", "off-page-segment"} & set(library.flags):
        modulo, whose = (
            ("the size of a page", "no loader accepts")
            if "off-page-segment" in flags
            else ("its alignment", "glibc before 2.35 refuses")
        )
        yield _Fit(
            "place",
            f"has a segment whose place in the file and address differ modulo {modulo}, which "
            f"{whose}",
        )


def _owners(library: ElfFacts) -> str:
    if library.machine.startswith("aarch64"):
        return "RHEL 7 and 8 and their relatives"
    return "most of its systems"


def _fault(fit: _Fit, library: ElfFacts, wheel: Wheel) -> Fault:
    return Fault(
        Severity.ERROR,
        wheel.filename,
        f"{library.path} {fit.words}.",
        library=library.path,
        subject=fit.subject,
        evidence=(("p_align", str(library.alignment)),),
    )


RULE = Rule(
    id="page-alignment",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Link with -Wl,-z,max-page-size=65536 for aarch64 and ppc64le, and repair with a patchelf "
    "that keeps it (0.12 or newer, not 0.18.0), stripping before the repair and not after it.",
    doc=__doc__,
    find=find,
)
