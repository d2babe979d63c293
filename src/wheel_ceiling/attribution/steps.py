"""What to do about one group of symbols, best first, and what not to do."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from wheel_ceiling.amounts import joined
from wheel_ceiling.attribution.images import image_for, zig_for
from wheel_ceiling.attribution.nouns import LINKED, LOADED, Step, StepKind
from wheel_ceiling.attribution.older import FIRST_TO_SEARCH_ALL, Older, older, symver_lines
from wheel_ceiling.attribution.words import clause, homes_of, named
from wheel_ceiling.attribution.wrappers import (
    CLOCK_HEADER,
    ISOC23_HEADER,
    SINGLE_THREADED,
    math_wrappers,
    stat_wrappers,
)
from wheel_ceiling.facts.reasons import Binding, Reason, remedy
from wheel_ceiling.model import GLIBC, SymbolVersion

# The oldest glibc on which lines for x86_64 were loaded; what is not newer could not be tried.
_OLDEST_LOADED = SymbolVersion(GLIBC, (2, 31))
_MOST_WRAPPED = 8

_Bound = tuple[tuple[str, Older], ...]


class Wanted(Struct, frozen=True):
    """What a group wants, and what it may want."""

    symbols: tuple[tuple[str, SymbolVersion], ...]
    version: SymbolVersion
    machine: str
    limit: SymbolVersion
    weak: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(symbol for symbol, _ in self.symbols)

    @property
    def bound(self) -> _Bound:
        """The symbols that have something older to be bound to."""
        found = (
            (symbol, older(symbol, version, self.machine, self.limit))
            for symbol, version in self.symbols
        )
        return tuple((symbol, old) for symbol, old in found if old)


def steps_for(reason: Reason, wanted: Wanted) -> tuple[Step, ...]:
    """Return the steps: the image first, then the warnings, then what is second best."""
    names = sorted(_remedies(reason, wanted), key=lambda name: name != "image")
    found = [step for name in names for step in _steps(name, reason, wanted)]
    found += _warnings(reason, wanted)
    best = [step for step in found if step.kind is not StepKind.DO_NOT]
    warnings = [step for step in found if step.kind is StepKind.DO_NOT]
    return (*best[:1], *warnings, *best[1:])


def _remedies(reason: Reason, wanted: Wanted) -> list[str]:
    """Return the reason's own, and those that follow from binding and weak references."""
    found = ["symver" if name == "old-resolver" else name for name in reason.remedies]
    if reason.binding is Binding.OTHER_NAME and "symver" not in found:
        found.append("symver")
    if wanted.weak and wanted.version.family == GLIBC and reason.kind != "runtime":
        found.append("dlsym")
    return list(dict.fromkeys(found))


def _steps(name: str, reason: Reason, wanted: Wanted) -> Iterator[Step]:
    if name in _BUILDERS:
        yield from _BUILDERS[name](reason, wanted)
        return
    kind, text = _KINDS.get(name, StepKind.FLAG), _OWN.get(name) or remedy(name)
    if kind is not StepKind.REBUILD and kind is not StepKind.DO_NOT:
        text = f"For {named(wanted.names)}, {clause(text)}."
    code = _CODE.get(name, ())
    yield Step(kind, text, code, LINKED if code and wanted.machine == "x86_64" else "")


def _image(_: Reason, wanted: Wanted) -> Iterator[Step]:
    place = image_for(wanted.limit, wanted.machine)
    if place and place.glibc < wanted.version:
        is_old = "" if place.glibc <= wanted.limit else ", the oldest that is maintained"
        text = f"Build in the {place.name} image (glibc {place.glibc.text}){is_old}."
        yield Step(StepKind.IMAGE, text)


def _zig(_: Reason, wanted: Wanted) -> Iterator[Step]:
    place = zig_for(wanted.limit, wanted.machine)
    if place and place.glibc < wanted.version:
        yield Step(
            StepKind.REBUILD,
            f"Link for the older glibc with `zig cc -target {place.name}` (ziglang; cargo-zigbuild "
            "or maturin --zig for Rust).",
        )


def _symver(reason: Reason, wanted: Wanted) -> Iterator[Step]:
    bound = wanted.bound
    if not bound or _is_refused(reason, wanted):
        return
    lines = (symver_lines(symbol, old.version, wanted.machine) for symbol, old in bound)
    code = tuple(line for group in lines for line in group)
    yield Step(StepKind.SYMVER, _symver_text(reason, bound, wanted), code, _tested(wanted))
    if reason.former_library:
        homes = homes_of([old.name for _, old in bound], wanted.machine)
        yield Step(
            StepKind.FLAG,
            f"With it, link {joined(homes)} by name, or the loader does not find "
            f"{named(wanted.names)} where glibc is older than the move.",
            (" ".join(("-Wl,--no-as-needed", *(f"-l:{home}" for home in homes))),),
        )
    yield from _wrap(bound, wanted)


def _symver_text(reason: Reason, bound: _Bound, wanted: Wanted) -> str:
    names = [symbol for symbol, _ in bound]
    whole = {old.name != symbol for symbol, old in bound} != {False}
    targets = {f"{old.name}@{old.version}" if whole else str(old.version) for _, old in bound}
    target = targets.pop() if len(targets) == 1 else "the older ones"
    is_above = max(old.version for _, old in bound) > wanted.limit
    still = f" (still above {wanted.limit.text})" if is_above else ""
    return (
        f"Bind {named(names)} to {target}{still} with `.symver`, in a header that `-include` "
        f"brings into every C and C++ file that calls {'it' if len(bound) == 1 else 'them'}. "
        f"{_verdict(reason, bound, wanted)}: {clause(reason.binding_why)}."
    )


def _verdict(reason: Reason, bound: _Bound, wanted: Wanted) -> str:
    if reason.kind == "behaviour":
        return "Mind the difference"
    if not reason.former_library:
        return "It is safe"
    homes = homes_of([old.name for _, old in bound], wanted.machine)
    return f"It is safe from glibc 2.30 on, with {joined(homes)} in NEEDED"


def _wrap(bound: _Bound, wanted: Wanted) -> Iterator[Step]:
    """Yield the way for callers that no header reaches."""
    lines = math_wrappers(bound) if len(bound) <= _MOST_WRAPPED else ()
    if lines:
        flags = " ".join(f"-Wl,--wrap={symbol}" for symbol, _ in bound)
        yield Step(
            StepKind.WRAP,
            "Where no header reaches the call (Rust, Fortran, -flto, a ready archive), link this C "
            f"file, compiled without -flto, and add `{flags}`.",
            lines,
            _tested(wanted),
        )


def _stat(_: Reason, wanted: Wanted) -> Iterator[Step]:
    lines = stat_wrappers(wanted.names, wanted.machine)
    if lines:
        yield Step(
            StepKind.WRAP,
            f"Link this C file, which defines {named(wanted.names)} inside yours over __xstat and "
            "its relatives: glibc still exports them.",
            lines,
            _tested(wanted),
        )


_BUILDERS: dict[str, Callable[[Reason, Wanted], Iterator[Step]]] = {
    "image": _image,
    "zig": _zig,
    "symver": _symver,
    "stat-wrapper": _stat,
}
_CODE = {
    "isoc23-header": ISOC23_HEADER,
    "undef-clock": CLOCK_HEADER,
    "hidden-flag": SINGLE_THREADED,
}
_OWN = {
    "relink": "Link the file anew: a linker drops versions that no symbol uses.",
    "right-tag": "Give the wheel a tag that its machine can keep: `auditwheel repair` computes it.",
    "runtime-image": "Build in the manylinux image that the tag names: its compiler links what is "
    "newer than the system's library into the file.",
    "static-runtime": "Link the runtime statically, with `-static-libstdc++ -static-libgcc` of a "
    "compiler for the older system.",
}
_KINDS = {
    "dlsym": StepKind.DLSYM,
    "syscall": StepKind.WRAP,
    "rseq-syscall": StepKind.WRAP,
    "getrandom-syscall": StepKind.WRAP,
    "tcsets2": StepKind.WRAP,
    "poly": StepKind.HIDE,
    "getrandom-poly": StepKind.HIDE,
    "memset-barrier": StepKind.HIDE,
    "hidden-flag": StepKind.HIDE,
    "not-defsym": StepKind.DO_NOT,
} | dict.fromkeys(
    (
        "static-helper",
        "libmvec-2.24",
        "shared-libstdcxx",
        "shared-libgcc",
        "target-toolchain",
        "raise-tag",
        "tag-2.18",
        "ibm-longdouble",
        "no-longdouble-64",
        "no-time64",
        "relink",
        "right-tag",
        "runtime-image",
        "static-runtime",
    ),
    StepKind.REBUILD,
)


def _warnings(reason: Reason, wanted: Wanted) -> Iterator[Step]:
    names = named(wanted.names)
    if reason.binding is Binding.UNSAFE:
        why = clause(reason.binding_why)
        yield Step(StepKind.DO_NOT, f"Do not bind {names} to an older version: {why}.")
    if _is_refused(reason, wanted) and wanted.bound:
        yield Step(
            StepKind.DO_NOT,
            f"Do not bind {names} to the older version with `.symver`: it links, but the file then "
            "wants it of libc.so.6, and glibc below 2.30 refuses the file.",
        )
    if wanted.weak:
        yield Step(
            StepKind.DO_NOT,
            f"Do not count on {names} being weak: linkers write the version down as required all "
            "the same, and the loader refuses the file.",
        )


def _is_refused(reason: Reason, wanted: Wanted) -> bool:
    """Whether a loader within the limit would refuse the file if it were bound to the old home."""
    return bool(reason.former_library) and wanted.limit < FIRST_TO_SEARCH_ALL


def _tested(wanted: Wanted) -> str:
    if wanted.machine != "x86_64":
        return ""
    return LOADED if wanted.version > _OLDEST_LOADED else LINKED
