"""Another copy of a library is used instead of the one that the wheel brings.

## Why it matters

A program's own libraries are in its global scope, and the loader looks there first: for what a
module leaves undefined, and for what it defines itself and calls through the loader's tables, too.
Debian's python3 has zlib and Expat there, PyPy libffi and bzip2, uWSGI and Apache OpenSSL and
libxml2. So a wheel that brings its own copy calls the program's, which may be of another version:
half of the calls land in one copy and half in the other, and the process crashes far from the
cause (pypy/pypy #2617, pyca/cryptography #3804, pypa/auditwheel #79).

Which programs import the wheel is for you to say, in `host-binaries`: `debian-python`, `pypy`,
`uwsgi` or `mod_wsgi`, or paths of programs, which are read with what they need. Then each reference
to a well-known library is bound as ld.so would bind it, by scope and symbol version, and what the
wheel has itself and the program takes over is an error. Hidden, protected, version-script-local and
`-Bsymbolic` names stay with their module and are not counted, nor is what never passes the loader.

Without `host-binaries` it is a warning where a bundled library of a well-known name, which another
file of the wheel needs, keeps its plain soname: whatever was loaded under that soname before, by
another wheel or the program, is taken in its place. A hash in the soname, as auditwheel writes it,
keeps the two files apart.

What helps, best first:

1. Keep the names inside: compile the embedded library with `-fvisibility=hidden`, link with
   `-Wl,--exclude-libs,ALL`, or with a version script, `-Wl,--version-script=module.map`:

       { global: PyInit_*; local: *; };

2. Where the names must be exported, bind the module's own calls at link time: `-Wl,-Bsymbolic`.
3. Give the names a prefix, if the library has a way to do so (Z_PREFIX, PNG_PREFIX,
   --with-jemalloc-prefix); the finding names it.
4. Give a bundled library a soname with a hash: repair the wheel. That keeps the file apart and not
   its names: a program that has the same names in its global scope takes them all the same.
5. As a last resort, import the module with RTLD_DEEPBIND: `wheel-ceiling explain deepbind NAME`.

## When to allow it

The program's copy is known to be compatible, as zlib's is as long as its version is not lower.
"""

import re
from collections.abc import Iterator
from posixpath import basename

from wheel_ceiling.amounts import counted, joined, listed
from wheel_ceiling.facts.embedded import EmbeddedLibrary, embedded_libraries, embedded_library
from wheel_ceiling.facts.libraries import has_hash
from wheel_ceiling.facts.python_modules import module_name
from wheel_ceiling.facts.shadowing import Takeover, takeovers, unnamed
from wheel_ceiling.model import (
    Comparison,
    ElfFacts,
    ElfKind,
    ExportedFamily,
    Fault,
    HostProgram,
    Inventory,
    Severity,
    Wheel,
)
from wheel_ceiling.rules.rule import Basis, Rule

_SAMPLES = 3


def find(comparison: Comparison) -> Iterator[Fault]:
    known = _sonames_of_baseline(comparison)
    for wheel in comparison.built.wheels:
        for host in comparison.hosts.programs:
            for one in takeovers(wheel, host):
                yield _taken(wheel, host, one)
            for library, family in unnamed(wheel, host):
                yield _unnamed(wheel, host, library, family)
        if not comparison.hosts.programs:
            yield from _plain_sonames(wheel, known)


def _taken(wheel: Wheel, host: HostProgram, one: Takeover) -> Fault:
    row = embedded_library(one.family)
    takers = joined([taker.soname or taker.path for taker in one.hosts])
    own = [
        "the copy inside it" if item == one.owner else f"the wheel's {item.path}"
        for item in one.own
    ]
    danger = f" Between two copies, {row.danger}." if row else ""
    return Fault(
        Severity.ERROR,
        wheel.filename,
        f"{_share(one)} to {takers} of {host.what} instead of {joined(own)}: "
        f"{listed(one.names[:_SAMPLES])}.{_lost(one)}{danger}",
        library=one.owner.path,
        subject=f"{one.family} {host.name}",
        fix=_fix(one, row),
        evidence=(
            ("host", host.what),
            ("library", one.family),
            ("taken over", f"{len(one.names):,} of {one.asked:,}"),
            ("names", listed(one.names)),
        ),
    )


def _unnamed(wheel: Wheel, host: HostProgram, library: ElfFacts, family: ExportedFamily) -> Fault:
    return Fault(
        Severity.WARNING,
        wheel.filename,
        f"{library.path} asks the loader for {counted(family.interposable, 'name')} of "
        f"{family.name} that it defines itself, and {host.what} has {family.name}, too. Which of "
        "them it takes over is not known: the names are not on record.",
        library=library.path,
        subject=f"{family.name} {host.name}",
        fix="Check the wheel itself.",
        evidence=(("host", host.what), ("library", family.name)),
    )


def _lost(one: Takeover) -> str:
    if not one.lost:
        return ""
    are = "is" if len(one.lost) == 1 else "are"
    return (
        f" {listed(one.lost[:_SAMPLES])} {are} not in the program's copy: the import fails with an "
        "undefined symbol."
    )


def _share(one: Takeover) -> str:
    count = len(one.names)
    if one.asked == 1:
        return f"The one name of {one.family} that {one.owner.path} asks the loader for binds"
    share = f"All {count:,}" if count == one.asked else f"{count:,} of the {one.asked:,}"
    return f"{share} names of {one.family} that {one.owner.path} asks the loader for bind"


def _fix(one: Takeover, row: EmbeddedLibrary | None) -> str:
    own = f"{row.remedy}; or " if row and row.remedy else ""
    inside = (
        f"{own}compile the copy with -fvisibility=hidden, link with -Wl,--exclude-libs,ALL or the "
        "version script { global: PyInit_*; local: *; };, or bind the file's own calls with "
        "-Wl,-Bsymbolic. As a last resort, "
        f"`wheel-ceiling explain deepbind {module_name(one.root)}` prints an import shim."
    )
    if one.is_inside:
        return f"{inside[0].upper()}{inside[1:]}"
    hashed = (
        "Repair the wheel: a soname with a hash keeps the program's file from being taken for "
        "yours. Its names are met first all the same, so also link"
        if one.is_by_soname
        else "A soname with a hash does not keep the names apart: link"
    )
    return f"{hashed} {one.family} statically; {inside}"


def _sonames_of_baseline(comparison: Comparison) -> frozenset[str]:
    if not isinstance(comparison.baseline, Inventory):
        return frozenset()
    wheels = comparison.baseline.wheels
    return frozenset(item.soname for wheel in wheels for item in wheel.loaded)


def _plain_sonames(wheel: Wheel, known: frozenset[str]) -> Iterator[Fault]:
    asked_for = {basename(needed) for item in wheel.loaded for needed in item.needed} - known
    for item in wheel.loaded:
        if item.kind is ElfKind.LIBRARY and item.soname in asked_for:
            row = _row_of(item, wheel)
            if row and not has_hash(item.soname):
                yield _plain(wheel, item, row)


def _row_of(item: ElfFacts, wheel: Wheel) -> EmbeddedLibrary | None:
    """Return the library that the file is; none for a wheel that is there to bring it."""
    names = wheel.label.project, f"lib{wheel.label.project}"
    found = (row for row in embedded_libraries() if row.is_itself(item))
    return next(
        (row for row in found if not any(re.match(row.soname, name) for name in names)), None
    )


def _plain(wheel: Wheel, item: ElfFacts, row: EmbeddedLibrary) -> Fault:
    others = [one for one in row.loaded_by if wheel.label.project not in one.lower()]
    bring = (
        f" ({joined(others)} {'brings' if len(others) == 1 else 'bring'} a copy)" if others else ""
    )
    return Fault(
        Severity.WARNING,
        wheel.filename,
        f"{item.path} is {row.name} under its plain soname {item.soname}. Where a library of that "
        f"soname is loaded before{bring}, it is taken in place of this one, whatever its version.",
        library=item.path,
        subject=item.soname,
        fix="Repair the wheel with auditwheel, which gives the file and its soname a hash; or link "
        f"{row.name} statically with -Wl,--exclude-libs,ALL.",
        evidence=(("soname", item.soname), ("library", row.name)),
    )


RULE = Rule(
    id="symbols-shadowed",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Keep the names inside: -fvisibility=hidden, -Wl,--exclude-libs,ALL, or a version script "
    "that exports PyInit_* only.",
    doc=__doc__,
    find=find,
)
