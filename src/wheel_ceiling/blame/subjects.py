"""What there is to explain: the findings, with the words by which a line can be tied to them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from wheel_ceiling.facts.libraries import plain_name, plain_path
from wheel_ceiling.model import GLIBC, Finding, Severity, SymbolVersion

_MOST_SUBJECTS = 40
_MOST_OTHERS = 40
_LONGEST_TEXT = 4_000
_LONGEST_NAME = 60
"""Of files and folders that are looked for in lines."""

_NEVER = r"(?!)"
_SHARED_OBJECT = re.compile(r"[\w.+-]{1,200}\.so(?:\.\d+)*(?![\w-])")
_ASKED = re.compile(r"\b[A-Z]{2,12}_\d{1,3}(?:\.\d{1,3}){1,3}")
_PYTHON = re.compile(r"\bcp(\d)(\d{1,2})")
# What a line or a wheel can be for, kind by kind; a line that names none of a kind is for all.
_TARGETS = tuple(
    tuple((name, re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])")) for name, words in kind)
    for kind in (
        (
            ("linux", r"(?:many|musl)?linux(?:1|2010|2014)?|ubuntu|debian"),
            ("windows", r"windows|win32|win|msvc"),
            ("macos", r"macosx?|darwin|osx|xcode"),
        ),
        (
            ("x86_64", r"x86_64|amd64|x64"),
            ("aarch64", r"aarch64|arm64|arm"),
            ("i686", r"i[36]86"),
            ("ppc64le", r"ppc64le"),
            ("s390x", r"s390x"),
            ("armv7l", r"armv7l?"),
            ("riscv64", r"riscv64"),
        ),
        (
            ("glibc", r"manylinux(?:1|2010|2014)?"),
            ("musl", r"musllinux|musl|alpine"),
        ),
    )
)


class Subject(Struct, frozen=True):
    """One thing that was found, and is to be explained."""

    rule: str
    severity: Severity
    library: str
    text: str
    """All that the finding says, and the names of the wheel and file that it says it of."""
    asked: str
    """The version that is asked for, such as ``GLIBC_2.29``; or nothing."""
    others: tuple[str, ...]
    """The file names of the libraries that it speaks of besides its own."""
    targets: tuple[frozenset[str], ...]

    @property
    def glibc(self) -> tuple[int, ...]:
        """The number of the glibc that is asked for; empty where it is not about one."""
        version = SymbolVersion.parse(self.asked)
        return version.number if version.family == GLIBC else ()

    @property
    def pythons(self) -> frozenset[str]:
        """The Pythons that it speaks of, as ``3.9`` and as ``cp39``."""
        found = [(match[0], f"{match[1]}.{match[2]}") for match in _PYTHON.finditer(self.text)]
        return frozenset(name for names in found for name in names)

    def names_file(self, text: str) -> bool:
        """Whether the text names the file, or the package's folder as a part of a path."""
        return bool(_names_of_file(self.library).search(text))

    def names_other(self, text: str) -> bool:
        """Whether the text names one of the other libraries: as a flag, a word or a package."""
        return bool(_names_of_others(self.others).search(text.lower()))

    def may_be_meant(self, texts: Iterable[str]) -> bool:
        """Whether what is made for these systems and processors can be this wheel.

        The first text is the line, the others enclose it: the innermost that names one decides.
        """
        every = [text.lower() for text in texts]
        return all(
            not own or not meant or own & meant
            for own, kind in zip(self.targets, range(len(_TARGETS)), strict=True)
            for meant in [next(filter(None, (_targets(text)[kind] for text in every)), None)]
        )


@lru_cache(4096)
def _targets(text: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(name for name, words in kind if words.search(text)) for kind in _TARGETS)


@lru_cache
def _names_of_file(path: str) -> re.Pattern[str]:
    stem, folder = re.escape(_stem(path)), re.escape(path.partition("/")[0] if "/" in path else "")
    is_file = rf"(?<![\w-])(?:lib)?{stem}(?![\w-])" if stem else _NEVER
    is_folder = rf"(?<![\w.-]){folder}(?:/|\s|$)" if folder else _NEVER
    return re.compile(f"{is_file}|{is_folder}")


@lru_cache
def _names_of_others(names: tuple[str, ...]) -> re.Pattern[str]:
    stems = "|".join(re.escape(_stem(name).lower()) for name in names)
    return re.compile(rf"(?<![a-z0-9])(?:lib|-l)?(?:{stems})(?![a-z0-9])" if stems else _NEVER)


def read_subjects(findings: Iterable[Finding]) -> tuple[Subject, ...]:
    """Return what is to be explained, worst first: no notes, and nothing that was accepted."""
    living = [one for one in findings if not one.is_waived and one.severity is not Severity.NOTE]
    living.sort(key=lambda finding: -finding.severity.rank)
    seen: dict[tuple[str, str, str], Finding] = {}
    for finding in living:
        system = "|".join(",".join(sorted(names)) for names in _targets(finding.wheel.lower()))
        seen.setdefault((finding.rule, plain_path(finding.library), system), finding)
    return tuple(islice(map(_subject, seen.values()), _MOST_SUBJECTS))


def _subject(finding: Finding) -> Subject:
    said = (f"{what} {value}" for what, value in finding.evidence)
    text = " ".join((finding.message, finding.library, finding.wheel, *said))[:_LONGEST_TEXT]
    asked = _ASKED.search(finding.message)
    return Subject(
        rule=finding.rule,
        severity=finding.severity,
        library=finding.library,
        text=text,
        asked=asked[0] if asked else "",
        others=tuple(islice(dict.fromkeys(_others(finding, text)), _MOST_OTHERS)),
        targets=_targets((finding.wheel or text).lower()),
    )


def _others(finding: Finding, text: str) -> Iterator[str]:
    own = _stem(finding.library)
    for match in _SHARED_OBJECT.finditer(text):
        if _stem(match[0]) not in ("", own):
            yield match[0]


def _stem(path: str) -> str:
    """Return the name without ``lib``, ``.so`` and what builders add; nothing for huge ones."""
    name = plain_name(path.rpartition("/")[2]).removeprefix("lib").partition(".so")[0]
    return name if len(name) <= _LONGEST_NAME else ""
