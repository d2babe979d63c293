"""RECORD does not agree with what is in the wheel.

## Why it matters

RECORD is what installers verify and what uninstalling goes by. A wrong hash means that a file was
changed after the wheel was built, by hand or by a step that does not know of RECORD; a file that
is not listed stays behind for ever; a file that is listed and missing was lost on the way.

## When to allow it

Never, if it can be helped: the tools that change wheels (`wheel pack`, auditwheel) write it anew.
"""

from collections import defaultdict
from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.model import Comparison, Fault, RecordFault, Severity
from wheel_ceiling.rules.rule import Basis, Rule

# The worst first.
_MEANINGS = {
    "no-record": "RECORD itself is missing",
    "wrong-hash": "the hash is another one than RECORD says",
    "wrong-size": "the size is another one than RECORD says",
    "missing": "listed and not in the wheel",
    "unlisted": "in the wheel and not listed",
    "no-hash": "listed without a hash",
    "twice": "there twice",
}


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        by_kind: dict[str, list[str]] = defaultdict(list)
        for fault in sorted(wheel.record, key=_gravity):
            by_kind[_MEANINGS.get(fault.kind, fault.kind)].append(fault.path)
        evidence = tuple((meaning, listed(paths)) for meaning, paths in by_kind.items())
        if evidence:
            yield Fault(
                Severity.ERROR,
                wheel.filename,
                f"RECORD of {wheel.filename} does not fit its content in "
                f"{counted(len(wheel.record), 'place')} ({': '.join(evidence[0])}).",
                evidence=evidence,
            )


def _gravity(fault: RecordFault) -> tuple[int, str]:
    kinds = list(_MEANINGS)
    return (kinds.index(fault.kind) if fault.kind in kinds else len(kinds)), fault.path


RULE = Rule(
    id="record-mismatch",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR,),
    fix="Change wheels only with tools that write RECORD anew, such as `wheel unpack` and `wheel "
    "pack`; build this one again.",
    doc=__doc__,
    find=find,
)
