"""An attribution in words: why the ceiling is where it is, and what to do about it."""

from collections.abc import Iterable, Sequence

from wheel_ceiling.amounts import counted
from wheel_ceiling.attribution.nouns import Attribution, Claim, Group, StepKind
from wheel_ceiling.attribution.words import cause_told, clause, homes_told, shown, told
from wheel_ceiling.model import SymbolVersion

_MOST_GROUPS = 3
_MOST_MARKERS = 3
_MOST_WARNINGS = 2
_CLAIMS = {
    Claim.USES: "The file uses what older systems do not have.",
    Claim.ONLY_CLAIMS: "The file only claims to need it: what older systems have would do.",
    Claim.UNKNOWN: "Whether the file needs it or only claims to is not known.",
}


def sentence(attribution: Attribution) -> str:
    """Return what goes on behind the file's name, with a full stop at its end."""
    parts = list(_causes(attribution)) or [_nothing(attribution.limit)]
    for marker in attribution.markers[:_MOST_MARKERS]:
        parts.append(f"It wants {shown(marker.node)}: {clause(marker.what)}.")
    return " ".join(parts)


def advice(attribution: Attribution) -> str:
    """Return the best step, the next best that is no new place to build in, and what not to do."""
    groups = attribution.groups
    places = [*_first_of(groups, StepKind.IMAGE), *_first_of(groups, StepKind.REBUILD)]
    said = places[:1]
    # To mend one cause is in vain while another holds the ceiling up: then only the place helps.
    instead = [] if said and _is_partial(groups) else _once(map(_best_at_home, groups))
    instead = instead[:_MOST_GROUPS]
    if said and instead:
        said.append(f"Where you cannot: {clause(instead[0])}.")
        instead = instead[1:]
    said += instead
    helpless = [group for group in groups if not any(step.code for step in group.steps)]
    said += _first_of(helpless, StepKind.DO_NOT)[:_MOST_WARNINGS]
    said += [marker.fix for marker in attribution.markers[:_MOST_MARKERS] if marker.fix]
    return " ".join(said)


def claim_sentence(group: Group) -> str:
    """Say whether the file uses another binary interface, or only claims to."""
    return _CLAIMS[group.claim]


def _nothing(limit: SymbolVersion) -> str:
    if limit:
        return f"asks for nothing above {limit}."
    return f"asks for no version of {shown(limit.family)}."


def _causes(attribution: Attribution) -> Iterable[str]:
    groups = attribution.groups
    before = SymbolVersion(attribution.limit.family)
    for number, group in enumerate(groups[:_MOST_GROUPS]):
        start = "It asks for" if number else "asks for"
        version = "the same" if group.version == before else str(group.version)
        before = group.version
        end = f"; {_alone(group, attribution)}." if len(groups) == 1 else "."
        yield f"{start} {version} because of {_cause(group, attribution.machine)}{end}"
    if len(groups) > _MOST_GROUPS:
        rest = len(groups) - _MOST_GROUPS
        yield f"There {'is' if rest == 1 else 'are'} {counted(rest, 'more cause')}."
    if len(groups) > 1:
        yield _ladder(attribution)


def _cause(group: Group, machine: str) -> str:
    what = cause_told(group.symbols, group.reason.what)
    if not group.symbols:
        return f"no symbol: {what}"
    homes = homes_told(group.symbols, group.libraries, machine)
    often = f", often from {group.reason.runtime}" if group.reason.runtime else ""
    weak = "; the references are weak, and the loader refuses the file all the same"
    return f"{told(group.symbols, homes)}{often}: {what}{weak if group.weak else ''}"


def _alone(group: Group, attribution: Attribution) -> str:
    it = "it" if len(group.symbols) <= 1 else "them"
    return f"without {it} {_fallen(attribution)}"


def _ladder(attribution: Attribution) -> str:
    """Say what the ceiling falls to, step by step; groups of one version hold it together."""
    groups = attribution.groups
    tops = [group for group in groups if group.version == attribution.ceiling]
    lower = [group.version for group in groups[len(tops) :]]
    fallen = _fallen(attribution)
    if not lower:
        return f"They hold it together: without all of them {fallen}."
    head = "the first" if len(tops) == 1 else f"the first {len(tops)}, which hold it together,"
    return f"Without {head} it is {max(lower).text}; without all of them {fallen}."


def _fallen(attribution: Attribution) -> str:
    rest = attribution.rest
    return f"it is {rest.text} again" if rest else f"it asks for no {rest.family} version at all"


def _best_at_home(group: Group) -> str:
    """Return the best step that changes neither image nor linker; one with lines to copy first."""
    elsewhere = (StepKind.IMAGE, StepKind.REBUILD, StepKind.DO_NOT)
    steps = [step for step in group.steps if step.kind not in elsewhere]
    steps.sort(key=lambda step: not step.code)
    return steps[0].text if steps else ""


def _is_partial(groups: Sequence[Group]) -> bool:
    """Whether lines to copy would do away with some of several causes, and not with all."""
    without = [group for group in groups if not any(step.code for step in group.steps)]
    return len(groups) > 1 and (bool(without) or len(groups) > _MOST_GROUPS)


def _first_of(groups: Sequence[Group], kind: StepKind) -> list[str]:
    """Return the first step of that kind in each group, each once."""
    texts = ([step.text for step in group.steps if step.kind is kind] for group in groups)
    return _once(found[0] for found in texts if found)


def _once(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]
