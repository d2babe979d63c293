"""How a wrong file most likely came into a wheel, as far as the evidence shows it."""

from collections.abc import Callable, Iterable, Iterator

from wheel_ceiling.facts.places import cause_of_place, doubled_folder
from wheel_ceiling.model import Finding

_TEMPORARY = "a temporary folder"
# Of a library that only looks like a built one; another is told by its build-id.
_BY_ITS_NAME = ("name", "soname")


def likely_cause(path: str, findings: Iterable[Finding]) -> str:
    """Return one sentence without its full stop; nothing where the evidence shows no cause.

    `findings` are those that speak of the file at `path`.
    """
    found = tuple(findings)
    told = (sentence for clue in _CLUES for sentence in clue(path, found))
    return next(told, "")


def _last_release(_path: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        if finding.rule == "not-the-built-library" and ("is", "the baseline's") in finding.evidence:
            yield "the library of the last release was packed again"


def _elsewhere(path: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        told = dict(finding.evidence)
        if finding.rule == "not-the-built-library" and told.get("matched-by") in _BY_ITS_NAME:
            yield cause_of_place(path, told.get("lies-at", ""))


def _second_copy(path: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        told = dict(finding.evidence)
        if finding.rule == "library-twice" and told.get("original") == path and "copy" in told:
            is_doubled = doubled_folder(told["copy"])
            too_deep = ", as if it was unpacked one folder too deep" if is_doubled else ""
            yield f"a second copy lies at {told['copy']}{too_deep}"


def _compiled_elsewhere(_path: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        told = dict(finding.evidence)
        # pip compiles in a temporary folder inside of the image as well.
        is_place = told.get("kind", _TEMPORARY) != _TEMPORARY and "path" in told
        if finding.rule == "build-path-leaked" and is_place:
            yield f"it was compiled in {told['path']}, {told['kind']}"


def _other_image(_path: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        told = dict(finding.evidence)
        is_host = (told.get("is-host"), told.get("was-host")) == ("yes", "no") and {
            "was",
            "is",
        } <= told.keys()
        if finding.rule == "image-changed" and is_host:
            yield f"it was made on {told['is']}, and not in the image that made the baseline's"


def _other_build(_path: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    if any(finding.rule == "python-suffix" for finding in findings):
        yield "it was left over in the tree from a build for another Python"


# Those that say most come first.
_CLUES: tuple[Callable[[str, tuple[Finding, ...]], Iterator[str]], ...] = (
    _last_release,
    _elsewhere,
    _second_copy,
    _other_image,
    _compiled_elsewhere,
    _other_build,
)
