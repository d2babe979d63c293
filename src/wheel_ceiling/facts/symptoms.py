"""What users paste when an import or an installation failed, and what it is the symptom of.

The sentences are those of glibc's loader (elf/dl-version.c, dl-lookup.c, dl-load.c, dl-open.c,
dl-reloc.c, dl-execstack.c, sysdeps/x86/dl-prop.h), of musl's (ldso/dynlink.c), of CPython
(Lib/importlib/_bootstrap.py, Python/import.c and importdl.c), of the kernel's ENOEXEC and of pip
(_internal/operations/prepare.py, _internal/index). They are not translated where programs are run
with LC_ALL=C, and of the others only musl's never are.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

LONGEST_TEXT = 64 * 1024
"""Of what is pasted; tracebacks are shorter, and their end says what happened."""
_MOST = 6


class Cause(StrEnum):
    """What is wrong between a file and the system that it came to."""

    VERSION = "version"
    SYMBOL = "symbol"
    MISSING_LIBRARY = "missing-library"
    CLASS = "class"
    EXECUTABLE_STACK = "executable-stack"
    NO_ELF = "no-elf"
    STATIC_TLS = "static-tls"
    ALIGNMENT = "alignment"
    CPU = "cpu"
    PACKED_RELOCATIONS = "packed-relocations"
    NO_INIT = "no-init"
    NO_MODULE = "no-module"
    NO_NAME = "no-name"
    NO_INTERPRETER = "no-interpreter"
    NOT_SUPPORTED = "not-supported"
    NOT_EXECUTABLE = "not-executable"


class Symptom(Struct, frozen=True):
    """One sentence of a loader or an installer, taken apart; empty is what it does not say."""

    cause: Cause
    text: str
    """The sentence."""
    file: str = ""
    """The file that could not be loaded, as a path or a name."""
    library: str = ""
    """The library that was looked for, or looked at."""
    symbol: str = ""
    version: str = ""
    module: str = ""

    @property
    def filename(self) -> str:
        """The name of the file without its folders."""
        return self.file.rpartition("/")[2]


_FILE = r"(?P<file>[^\s:'\"`()]{1,400})"
_LIBRARY = r"(?P<library>[^\s:'\"`()]{1,400})"
_INTERPRETER = r"'?(?P<library>(?:/[\w.-]{1,60}){0,6}/ld-(?:linux|musl)[\w.-]{0,60})"
_QUOTED = r"[`'\"\u2018\u2019]?{}[`'\"\u2018\u2019]?"
_VERSION = _QUOTED.format(r"(?P<version>[A-Za-z][\w.]{1,80})")
_SYMBOL = r"(?P<symbol>[A-Za-z_][\w.$@]{0,400})"


class _Sentence(Struct, frozen=True):
    """What is said for a cause: words that stand in it, and what may stand around them."""

    cause: Cause
    words: str
    after: str = ""
    before: str = rf"(?:{_FILE}: )?"

    def find(self, line: str) -> Iterator[re.Match[str]]:
        # Most lines have none of the words, which costs little to see.
        if re.search(self.words, line):
            yield from re.finditer(f"{self.before}{self.words}{self.after}", line)


_NEEDED_BY = r"(?: \({} (?P<file>[^\s()]{{1,400}})\))?"
# The first that fits a place wins; the more telling ones stand above.
_SENTENCES = (
    # dl-version.c, match_symbol
    _Sentence(
        Cause.VERSION,
        rf"version {_VERSION} not found",
        after=_NEEDED_BY.format("required by"),
        before=rf"(?:{_LIBRARY}: )?",
    ),
    # dl-lookup.c, _dl_lookup_symbol_x
    _Sentence(
        Cause.SYMBOL,
        rf"symbol {_SYMBOL},? version {_VERSION} not defined in file {_LIBRARY}",
        after=" with link time reference",
    ),
    _Sentence(Cause.SYMBOL, rf"undefined symbol: {_SYMBOL}", after=rf"(?:, version {_VERSION})?"),
    # ldso/dynlink.c, do_relocs and load_deps
    _Sentence(Cause.SYMBOL, rf"Error relocating {_FILE}: {_SYMBOL}: symbol not found", before=""),
    _Sentence(
        Cause.MISSING_LIBRARY,
        rf"Error loading shared library {_LIBRARY}: [\w ]{{0,60}}\w",
        after=_NEEDED_BY.format("needed by"),
        before="",
    ),
    # dl-load.c
    _Sentence(
        Cause.MISSING_LIBRARY,
        ": cannot open shared object file: No such file or directory",
        before=_LIBRARY,
    ),
    _Sentence(Cause.CLASS, r"wrong ELF class", after=r"(?:: (?P<version>ELFCLASS(?:32|64)))?"),
    _Sentence(Cause.CLASS, r"\b(?P<version>ELFCLASS(?:32|64))\b", before=""),
    _Sentence(
        Cause.EXECUTABLE_STACK,
        "cannot enable executable stack",
        after="(?: as shared object requires)?",
    ),
    _Sentence(Cause.NO_ELF, "(?:invalid ELF header|file too short)"),
    _Sentence(
        Cause.ALIGNMENT,
        r"ELF load command (?:address/offset|alignment) not (?:page-aligned|properly aligned)",
    ),
    # dl-reloc.c; dl-open.c before 2.22
    _Sentence(Cause.STATIC_TLS, "cannot allocate memory in static TLS block"),
    _Sentence(Cause.STATIC_TLS, "cannot load any more object with static TLS"),
    # dl-prop.h; the shell's word for SIGILL
    _Sentence(Cause.CPU, "CPU ISA level is lower than required"),
    _Sentence(Cause.CPU, "Illegal instruction", before=""),
    # dl-version.c, since 2.36
    _Sentence(Cause.PACKED_RELOCATIONS, "DT_RELR without GLIBC_ABI_DT_RELR dependency"),
    # importdl.c; import.c before 3.5
    _Sentence(
        Cause.NO_INIT,
        "dynamic module does not define (?:module export|init) function",
        after=r" \((?P<symbol>(?:PyInit_|PyInitU_|init)\w{1,200})\)",
        before="",
    ),
    _Sentence(
        Cause.NO_MODULE,
        r"No module named '?(?P<module>[A-Za-z_][\w.]{0,200})",
        after="'?",
        before="",
    ),
    # of import_from in ceval.c
    _Sentence(
        Cause.NO_NAME,
        r"cannot import name '?(?P<name>[A-Za-z_]\w{0,200})'?",
        after=r" from (?:partially initialized module )?'?(?P<module>[A-Za-z_][\w.]{0,200})'?",
        before="",
    ),
    # strerror(ENOENT) of a program that is there and whose loader is not, as shells write it
    _Sentence(
        Cause.NO_INTERPRETER,
        r"'?: (?:bad ELF interpreter: )?No such file or directory",
        before=rf"(?:{_FILE}: )?{_INTERPRETER}",
    ),
    _Sentence(Cause.NO_INTERPRETER, "cannot execute: required file not found"),
    # pip
    _Sentence(
        Cause.NOT_SUPPORTED,
        "is not a supported wheel on this platform",
        before=r"(?:(?P<file>[^\s/'\"]{1,300}\.whl) )?",
    ),
    # strerror(ENOEXEC), as shells and Python write it
    _Sentence(
        Cause.NOT_EXECUTABLE,
        "(?:cannot execute binary file: )?Exec format error",
        after="(?:: '(?P<library>[^']{1,400})')?",
    ),
)
_LONGEST_LINE = 4_000
_NAMED = re.compile(_SYMBOL)
_IS_VERSION = re.compile(r"[A-Z][A-Z_]{1,30}_\d[\d.]{0,30}|GLIBC_(?:ABI_\w{1,40}|PRIVATE)")


def recognise(text: str) -> tuple[Symptom, ...]:
    """Return the symptoms in a pasted text, in the order in which they stand there, each once."""
    lines = text[-LONGEST_TEXT:].splitlines()
    symptoms = list(dict.fromkeys(one for line in lines for one in _of_line(line[:_LONGEST_LINE])))
    # That a module is missing is what Python makes of it where the loader said why.
    telling = [one for one in symptoms if one.cause not in (Cause.NO_MODULE, Cause.NO_NAME)]
    return tuple((telling or symptoms)[:_MOST])


def named(text: str) -> tuple[Symptom, ...]:
    """Return the symptom that a lone version or symbol stands for; nothing for other words."""
    if _IS_VERSION.fullmatch(text):
        return (Symptom(Cause.VERSION, f"version {text} not found", version=text),)
    name, _, version = text.partition("@")
    version = version.removeprefix("@")
    if _NAMED.fullmatch(name):
        return (Symptom(Cause.SYMBOL, f"undefined symbol: {text}", symbol=name, version=version),)
    return ()


def _of_line(line: str) -> Iterator[Symptom]:
    """Yield what a line says; no part of it is told twice."""
    taken: list[tuple[int, int]] = []
    for sentence in _SENTENCES:
        for match in sentence.find(line):
            start, end = match.span()
            if not any(start < other and begin < end for begin, other in taken):
                taken.append((start, end))
                yield _symptom(sentence.cause, match)


def _symptom(cause: Cause, match: re.Match[str]) -> Symptom:
    said = {name: value or "" for name, value in match.groupdict().items()}
    symbol, _, version = said.pop("symbol", "").partition("@")
    said["version"] = said.get("version", "") or version.removeprefix("@")
    if name := said.pop("name", ""):
        said["module"] = f"{said['module']}.{name}"
    return Symptom(cause, " ".join(match[0].split()), symbol=symbol, **said)
