"""A library wants a place in the static TLS block, of which little is left once Python runs.

## Why it matters

A library with DF_STATIC_TLS reaches its thread-local variables by a fixed distance, so that they
must lie in the block that each thread has from its start. glibc keeps 1,664 bytes in it for all
libraries that are loaded later, together; when they are used up, the import fails with ``cannot
allocate memory in static TLS block``, depending on what else was imported before. musl keeps none.
Allocators linked into an extension are the usual reason (jemalloc: deltalake 0.9.0), and libgomp
with its 120 bytes, which is a note.

## When to allow it

The library is only loaded by programs that are linked with it.
"""

from collections.abc import Iterator

from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Fault, Libc, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

# glibc elf/dl-tls.c, `_dl_tls_static_surplus_init`: 3 * 192 + 4 * 144 for its namespaces and 512
# (glibc.rtld.optional_static_tls); before 2.32 64 + 16 * 100 (TLS_STATIC_SURPLUS).
_SURPLUS = 1664
# What rounding to its alignment may add to the block.
_SLACK = 64
# One eighth leaves room for others: libgomp takes 120.
_SMALL = _SURPLUS // 8
_FLAG = "static-tls"


def find(comparison: Comparison) -> Iterator[Fault]:
    known = {
        (delta.built.filename, library.built.path)
        for delta, library in comparison.libraries()
        if _FLAG in library.baseline.flags
        and (library.baseline.tls_size >= library.built.tls_size or not library.baseline.alignment)
    }
    for wheel in comparison.built.wheels:
        for library in wheel.loaded if wheel.label.is_linux else ():
            if _is_hazard(library) and (wheel.filename, library.path) not in known:
                yield _fault(library, wheel)


def _is_hazard(library: ElfFacts) -> bool:
    """Whether it is loaded by others and has such variables of its own: programs bring a block."""
    is_ours = library.kind is ElfKind.LIBRARY and _FLAG in library.flags
    return is_ours and library.tls_size > 0


def _fault(library: ElfFacts, wheel: Wheel) -> Fault:
    size = library.tls_size
    start = f"{library.path} wants {size:,} bytes of static TLS"
    severity, rest = Severity.WARNING, f"of the {_SURPLUS:,} that glibc keeps for all libraries"
    if all(target.libc is Libc.MUSL for target in wheel.label.targets):
        severity, rest = Severity.ERROR, "and musl keeps none: it cannot be imported"
    elif size >= _SURPLUS + _SLACK:
        severity, rest = Severity.ERROR, f"and glibc keeps {_SURPLUS:,}: it cannot be imported"
    elif size <= _SMALL:
        severity = Severity.NOTE
    return Fault(
        severity,
        wheel.filename,
        f"{start}, {rest}.",
        library=library.path,
        subject=str(severity),
        evidence=((_FLAG, f"{size:,} bytes ({size / _SURPLUS * 100:.0f} % of glibc's surplus)"),),
    )


RULE = Rule(
    id="static-tls",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING, Severity.NOTE),
    fix="Compile without -ftls-model=initial-exec; configure jemalloc with "
    "--disable-initial-exec-tls (in Rust: feature disable_initial_exec_tls).",
    doc=__doc__,
    find=find,
)
