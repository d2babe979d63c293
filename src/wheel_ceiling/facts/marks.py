"""What the marks of `ElfFacts.marks` mean, for sentences about files that name no compiler."""

from wheel_ceiling.amounts import joined
from wheel_ceiling.model import ElfFacts

# Held against 2,593 files of real wheels: which image leaves them.
_MEANINGS = {
    "annobin": "notes of annobin (start files of RHEL 8, Fedora or newer)",
    "ctors": ".ctors (Alpine's older GCC)",
    "jcr": ".jcr (start files of a GCC before 7)",
    "plt.got": ".plt.got (Debian, Ubuntu and Alpine; hardly ever Red Hat's toolsets)",
    "plt.sec": ".plt.sec (compiled for Intel's CET throughout, as on Ubuntu)",
    "ibt": "the IBT bit (compiled for Intel's CET throughout, as on Ubuntu)",
    "shstk": "the SHSTK bit (compiled for Intel's CET throughout, as on Ubuntu)",
    "gmon": "__gmon_start__ (start files made for glibc)",
    "hash-gnu": "a GNU hash table alone",
    "hash-sysv": "an old hash table alone",
    "hash-gnu-sysv": "both kinds of hash table",
}


def told_by_marks(before: ElfFacts, after: ElfFacts) -> str:
    """Return a sentence on how the marks differ; empty where one side has none to compare."""
    if not (before.marks and after.marks):
        return ""
    gained = [_meaning(mark) for mark in after.marks if mark not in before.marks]
    lost = [_meaning(mark) for mark in before.marks if mark not in after.marks]
    if not (gained or lost):
        return "What strip leaves of its making is as before."
    parts = [f"it has {joined(gained)} now"] if gained else []
    parts += [f"it no longer has {joined(lost)}"] if lost else []
    return f"It was linked in another way than before: {', and '.join(parts)}."


def _meaning(mark: str) -> str:
    return _MEANINGS.get(mark, mark)
