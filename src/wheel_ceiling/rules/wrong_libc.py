"""A file is made for glibc in a musllinux wheel, or for musl in a manylinux wheel.

## Why it matters

The C library that the file asks for is not on the systems that the tag names. The import fails,
or the program does not start, for everyone who installs the wheel.

## When to allow it

The file is chosen at run time and never loaded under the other C library.
"""

from collections.abc import Iterator

from wheel_ceiling.facts.manylinux import names_glibc, names_musl
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Libc, Severity
from wheel_ceiling.rules.rule import Basis, Rule

_OTHER = {Libc.GLIBC: Libc.MUSL, Libc.MUSL: Libc.GLIBC}


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        promised = {target.libc for target in wheel.label.targets}
        if len(promised) != 1 or not promised <= _OTHER.keys():
            continue
        [libc] = promised
        for library in wheel.loaded:
            if sign := _sign_of(_OTHER[libc], library):
                yield Fault(
                    Severity.ERROR,
                    wheel.filename,
                    f"{library.path} is made for {_OTHER[libc]} (it asks for {sign}), and the "
                    f"wheel's tag promises {libc}.",
                    library=library.path,
                    subject=_OTHER[libc],
                )


def _sign_of(libc: Libc, library: ElfFacts) -> str:
    """Return what shows that the file is made for this C library; empty when nothing does."""
    is_meant = names_musl if libc is Libc.MUSL else names_glibc
    # Versions do not tell: libgcc_s has nodes called GLIBC_2.0 under musl too.
    asked_for = (library.interpreter.rpartition("/")[2], *library.needed)
    return next((name for name in asked_for if is_meant(name)), "")


RULE = Rule(
    id="wrong-libc",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR,),
    fix="Build this wheel in the image of its own tag: musllinux for musl, manylinux for glibc.",
    doc=__doc__,
    find=find,
)
