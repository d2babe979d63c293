"""An attribution for a finding: one sentence, one short fix, and the rows behind them.

`telling` says everything; a finding is read in ten seconds, so here the highest cause stands for
the others, and these are counted.
"""

from msgspec.structs import replace

from wheel_ceiling.amounts import counted, joined, listed
from wheel_ceiling.attribution.nouns import Attribution, Group
from wheel_ceiling.attribution.telling import advice, sentence
from wheel_ceiling.attribution.words import cause_told, homes_told, shown, told
from wheel_ceiling.model import SymbolVersion

_MOST_SYMBOLS = 5
_MOST_ROWS = 12
_MOST_GROUPS = 3
_LONGEST_ADVICE = 600


def brief_sentence(attribution: Attribution) -> str:
    """Return what goes on behind the file's name, without a full stop; there must be a group."""
    first, *others = attribution.groups
    if not others:
        return sentence(_only(1, attribution)).removesuffix(".")
    more = counted(len(others), "more cause asks", "more causes ask")
    return (
        f"asks for {first.version} because of {_cause(first, attribution.machine)}; {more} for "
        f"more than {attribution.limit.text}, and without all of them {_fallen(attribution.rest)}"
    )


def brief_advice(attribution: Attribution) -> str:
    """Return what to do about as many causes, from the highest on, as do not make it long."""
    for most in range(_MOST_GROUPS, 1, -1):
        text = advice(_only(most, attribution))
        if len(text) <= _LONGEST_ADVICE:
            return text
    return advice(_only(1, attribution))


def evidence(attribution: Attribution) -> tuple[tuple[str, str], ...]:
    """Return a row for each cause: the version and who is asked, the symbols and why."""
    groups = attribution.groups
    rest = groups[_MOST_ROWS:]
    more = ((counted(len(rest), "more cause"), f"up to {rest[0].version}"),) if rest else ()
    markers = tuple((shown(one.node), one.what) for one in attribution.markers[:_MOST_ROWS])
    return tuple(map(_row, groups[:_MOST_ROWS])) + more + markers


def _row(group: Group) -> tuple[str, str]:
    libraries = joined([shown(library) for library in group.libraries])
    symbols = listed(map(shown, group.symbols), _MOST_SYMBOLS) or "the version itself"
    what = f": {group.reason.what}" if group.reason.what else ""
    return f"{group.version} of {libraries}", f"{symbols}{what}"


def _cause(group: Group, machine: str) -> str:
    homes = homes_told(group.symbols, group.libraries, machine)
    symbols = told(group.symbols, homes) if group.symbols else "no symbol"
    return f"{symbols}: {cause_told(group.symbols, group.reason.what)}"


def _fallen(rest: SymbolVersion) -> str:
    return f"it is {rest.text} again" if rest else f"it asks for no {rest.family} version at all"


def _only(most: int, attribution: Attribution) -> Attribution:
    """Return it with the first causes alone; the versions without a number are told elsewhere."""
    return replace(attribution, groups=attribution.groups[:most], markers=())
