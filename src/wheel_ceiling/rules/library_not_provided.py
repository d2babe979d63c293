"""A file needs a library that neither the wheel nor the systems of its tag have.

## Why it matters

On a machine without that library the import fails with ``cannot open shared object file``. The
build machine had it, so nobody notices before release. libpython counts too: a module must take
Python's symbols from the process that imports it, and many Pythons have no libpython at all.

## When to allow it

Another package that yours depends on, or a driver, brings the library along. For a new plug-in,
which only those load who have what it needs, it is a warning.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.host_libraries import systems_with
from wheel_ceiling.facts.libraries import plain_name
from wheel_ceiling.facts.loader import starts_alone
from wheel_ceiling.facts.manylinux import system_provides
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Platform, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

_LIBPYTHON = re.compile(r"libpython\d[\w.]*\.so")
_FIX_LIBPYTHON = (
    "Link modules without -lpython: they take Python's symbols from the process that imports them."
)


def find(comparison: Comparison) -> Iterator[Fault]:
    # A second file that needs what its neighbours always did without is nothing new.
    known = {delta.built.filename: _asked_for(delta.baseline) for delta in comparison.kept}
    added = {(delta.built.filename, one.path) for delta in comparison.kept for one in delta.added}
    for wheel in comparison.built.wheels:
        promised = [target for target in wheel.label.targets if target.version]
        inner = {needed for library in wheel.loaded for needed in library.needed}
        for needed, files in _missing(wheel, promised).items():
            if _subject(needed) in known.get(wheel.filename, ()):
                continue
            # A new file that nothing in the wheel starts or asks for is a plug-in.
            is_plug_in = all(
                (wheel.filename, file.path) in added
                and not starts_alone(file)
                and inner.isdisjoint({file.name, file.soname})
                for file in files
            )
            rest = len(files) - 1
            others = f" and {counted(rest, 'other file')} need" if rest else " needs"
            yield Fault(
                Severity.WARNING if is_plug_in else Severity.ERROR,
                wheel.filename,
                f"{files[0].path}{others} {needed}, which is neither in the wheel nor promised by "
                f"its tag {promised[0].modern_tag}.",
                library=files[0].path,
                subject=_subject(needed),
                fix=_FIX_LIBPYTHON if _LIBPYTHON.match(needed) else "",
                evidence=((needed, listed(file.path for file in files)), *_host(needed)),
            )


def _missing(wheel: Wheel, promised: list[Platform]) -> dict[str, list[ElfFacts]]:
    """Return what cannot be had, with the files that ask for it; without a promise, nothing."""
    carried = _carried(wheel)
    missing: dict[str, list[ElfFacts]] = defaultdict(list)
    for library in wheel.loaded if promised else ():
        for needed in dict.fromkeys(library.needed):
            is_carried = needed.rpartition("/")[2] in carried
            if not is_carried and not system_provides(wheel.label, needed):
                missing[needed].append(library)
    return missing


def _carried(wheel: Wheel) -> frozenset[str]:
    """Return every name under which one of the wheel's own files can be asked for."""
    names = {member.name for member in wheel.members}
    return frozenset(names | {library.soname for library in wheel.loaded})


def _asked_for(wheel: Wheel) -> frozenset[str]:
    """Return what its files ask for and it does not carry: it never had to be grafted."""
    carried = _carried(wheel)
    asked_for = {needed for library in wheel.loaded for needed in library.needed}
    return frozenset(_subject(one) for one in asked_for if one.rpartition("/")[2] not in carried)


def _host(needed: str) -> Iterator[tuple[str, str]]:
    """Yield whose the library is, where only some systems have it by this name."""
    if systems := systems_with(needed.rpartition("/")[2]):
        yield "host", listed(systems)


def _subject(needed: str) -> str:
    """Return the name without what changes from release to release and from Python to Python."""
    return "libpython" if _LIBPYTHON.match(needed) else plain_name(needed)


RULE = Rule(
    id="library-not-provided",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Let auditwheel graft the library into the wheel, link it statically, or do not link it.",
    doc=__doc__,
    find=find,
)
