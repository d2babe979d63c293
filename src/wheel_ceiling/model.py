"""Every noun of the program, on one page. Imports nothing of ours and opens nothing.

Everything is frozen; an empty tuple, an empty string or an empty number says "there is none".
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import ClassVar, Self

from msgspec import Struct, field

GLIBC = "GLIBC"


class SymbolVersion(Struct, frozen=True, order=True):
    """A numbered version node such as ``GLIBC_2.17``; false when the number is empty."""

    family: str
    number: tuple[int, ...] = ()

    # Segments of the family begin with a letter: OPENSSL_1_1_0 is a name, not family OPENSSL_1_1.
    PATTERN: ClassVar[re.Pattern[str]] = re.compile(
        r"([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z][A-Za-z0-9]*)*)_(\d{1,9}(?:\.\d{1,9}){0,5})"
    )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the version; one without a number for nodes that have none (GLIBC_PRIVATE)."""
        match = cls.PATTERN.fullmatch(text)
        if match is None:
            return cls(text)
        return cls(match[1], tuple(int(part) for part in match[2].split(".")))

    @property
    def text(self) -> str:
        """Only the number, as people say it: ``2.17``."""
        return ".".join(map(str, self.number))

    def __bool__(self) -> bool:
        return bool(self.number)

    def __str__(self) -> str:
        return f"{self.family}_{self.text}" if self.number else self.family


class VersionNeed(Struct, frozen=True):
    """One version that a file wants from one library (an entry of ``.gnu.version_r``)."""

    library: str
    version: str
    symbols: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    """Those of the symbols that are weak; ld.so refuses the file for them all the same."""
    optional: bool = False
    """VER_FLG_WEAK is set on the need itself: only then may the version be absent."""

    @property
    def node(self) -> SymbolVersion:
        """The version as family and number.

        libgcc_s has a version called GLIBC_2.0, of functions that libc had before it, also where
        there is no glibc: it has no place among glibc's.
        """
        return _node_of(self.version, self.library.startswith("libgcc_s"))


@lru_cache(maxsize=4096)
def _node_of(version: str, of_libgcc: bool) -> SymbolVersion:  # noqa: FBT001 - a key of the cache
    """A wheel's files ask for the same few versions again and again."""
    node = SymbolVersion.parse(version)
    return SymbolVersion(version) if of_libgcc and node.family == GLIBC else node


class SectionSizes(Struct, frozen=True):
    """Bytes of the file, grouped by what they are for; headers and padding are in none."""

    code: int = 0
    data: int = 0
    debug: int = 0
    symbols: int = 0
    other: int = 0


class ExportedFamily(Struct, frozen=True):
    """A well-known library whose names a file exports, whether or not it is that library."""

    name: str
    count: int
    samples: tuple[str, ...] = ()
    interposable: int = 0
    """Of its names those that the file asks the loader for although it defines them itself: the
    first definition in the process wins."""
    versioned: int = 0
    """Of the interposable ones those with a version: another version's definition does not win."""
    unique: int = 0
    """STB_GNU_UNIQUE: one definition for the whole process, also under RTLD_LOCAL."""


class WantedFamily(Struct, frozen=True):
    """A well-known library that a file asks names of without defining them."""

    name: str
    count: int
    unversioned: int = 0
    """Of the names those without a version: any definition will do."""


class SharedSymbol(Struct, frozen=True, array_like=True, gc=False):
    """A well-known library's name in a dynamic symbol table, as the loader sees it.

    Written as a list, since a file may have tens of thousands.
    """

    name: str
    family: str
    version: str = ""
    """Its version; empty where it has none."""
    is_defined: bool = False
    is_referenced: bool = False
    """A relocation of the same file asks the loader for it."""
    is_protected: bool = False
    """The file's own references stay with its own definition, whatever else there is."""
    is_unique: bool = False
    is_oldest: bool = False
    """A definition that serves who asks for no version (dl-lookup.c, `check_match`)."""
    is_hidden: bool = False
    """A definition that serves only those who ask for its very version (``name@VERSION``)."""


class ElfKind(StrEnum):
    """What an ELF file is for, from e_type, PT_INTERP and DF_1_PIE."""

    LIBRARY = "library"
    EXECUTABLE = "executable"
    OBJECT = "object"
    DEBUG = "debug"
    OTHER = "other"


class Trace(Struct, frozen=True):
    """A path of the machine that a file was made on, left behind in it."""

    where: str
    """``strings`` or ``debug-info`` of an ELF file; the member's path for a text file."""
    path: str
    """As it stands there, cut to a bounded length; user names and all."""


class ElfFacts(Struct, frozen=True):
    """One ELF file's own words. Sizes in bytes."""

    path: str
    kind: ElfKind
    size: int
    loaded_size: int
    """Sum of the file sizes of PT_LOAD segments: what a process maps."""
    machine: str
    """The architecture as wheel tags spell it, else pyelftools' name of e_machine."""
    alignment: int = 0
    """The smallest p_align of its PT_LOAD segments: the loader refuses it where pages are larger.

    0 where nothing is loaded, and in inventories that were recorded before it was read."""
    tls_size: int = 0
    """What each thread holds for it (PT_TLS, size in memory)."""
    needed: tuple[str, ...] = ()
    soname: str = ""
    rpath: tuple[str, ...] = ()
    runpath: tuple[str, ...] = ()
    interpreter: str = ""
    version_needs: tuple[VersionNeed, ...] = ()
    version_definitions: tuple[str, ...] = ()
    build_id: str = ""
    code_digest: str = ""
    compilers: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    """What else tells of the linker and its start files, and survives strip."""
    sections: SectionSizes = SectionSizes()
    flags: tuple[str, ...] = ()
    python_symbols: tuple[str, ...] = ()
    module_hooks: tuple[str, ...] = ()
    """The first 20 exports by which Python imports it (PEP 489, 793)."""
    export_count: int = 0
    exports: tuple[str, ...] = ()
    """Left out of recorded inventories, where `export_count` still counts them."""
    exported_families: tuple[ExportedFamily, ...] = ()
    """Those of the exports that are well-known libraries' own (facts/embedded.py), counted."""
    wanted_families: tuple[WantedFamily, ...] = ()
    """Of what is undefined those that are well-known libraries' own, counted."""
    shared_symbols: tuple[SharedSymbol, ...] = ()
    """The names behind both, one by one; left out of recorded inventories."""
    undefined_count: int = 0
    undefined: tuple[str, ...] = ()
    """Every undefined name; left out of recorded inventories, where `undefined_count` counts."""
    python_exports: tuple[str, ...] = ()
    """The first 200 exports that are named like CPython's; none of a module that only uses it."""
    traces: tuple[Trace, ...] = ()
    """One sample for each leading folder, those of build images too."""
    sha256: str = ""
    """Of the file, lower hex; empty where nobody digested it so."""

    MOST_HOOKS: ClassVar[int] = 20
    MOST_PYTHON_EXPORTS: ClassVar[int] = 200

    @property
    def name(self) -> str:
        """The file name without its folders."""
        return self.path.rpartition("/")[2]

    @property
    def has_names(self) -> bool:
        """Whether the names of its symbols are here: recorded inventories leave them out."""
        return len(self.exports) >= self.export_count and (
            len(self.undefined) >= self.undefined_count
        )

    @property
    def has_python_names(self) -> bool:
        """Whether every export is here that is named like Python's own, or is a module's hook."""
        is_recorded_so = bool(self.sha256)  # inventories of old have neither
        is_cut = (
            len(self.python_exports) >= self.MOST_PYTHON_EXPORTS
            or len(self.module_hooks) >= self.MOST_HOOKS
        )
        return self.has_names or (is_recorded_so and not is_cut)

    @property
    def is_loaded(self) -> bool:
        """Whether a process can map it: object files and split debug files are not."""
        return self.kind in (ElfKind.LIBRARY, ElfKind.EXECUTABLE)

    @property
    def ceilings(self) -> tuple[SymbolVersion, ...]:
        """The highest version asked for in each numbered family, by name of family."""
        highest: dict[str, SymbolVersion] = {}
        for need in self.version_needs:
            node = need.node
            if node and node > highest.get(node.family, SymbolVersion(node.family)):
                highest[node.family] = node
        return tuple(highest[family] for family in sorted(highest))

    def ceiling(self, family: str = GLIBC) -> SymbolVersion:
        """Return the highest version asked for; without a number if none is."""
        nodes = (need.node for need in self.version_needs)
        found = (node for node in nodes if node.family == family)
        return max(found, default=SymbolVersion(family))

    @property
    def nodes_without_number(self) -> tuple[str, ...]:
        """Versions that have no order: GLIBC_PRIVATE, GLIBC_ABI_DT_RELR."""
        return tuple(sorted({need.version for need in self.version_needs if not need.node}))

    def needs_above(self, limit: SymbolVersion) -> tuple[VersionNeed, ...]:
        """Return the needs of the limit's family that are higher than it, highest first."""
        above = [
            need
            for need in self.version_needs
            if need.node.family == limit.family and need.node > limit
        ]
        return tuple(sorted(above, key=lambda need: (need.node, need.library), reverse=True))


class Member(Struct, frozen=True):
    """Any file of the wheel. Sizes in bytes; the CRC is the one of the zip directory."""

    path: str
    size: int
    compressed_size: int
    crc: int
    modified: str = ""
    """Local time without zone, ISO 8601, as the zip has it; empty where it says 1980-01-01."""

    @property
    def name(self) -> str:
        """The file name without its folders."""
        return self.path.rpartition("/")[2]


class Libc(StrEnum):
    """Which C library a platform tag promises."""

    GLIBC = "glibc"
    MUSL = "musl"
    UNSPECIFIED = "unspecified"
    """``linux_x86_64``: the wheel was not repaired."""
    NONE = "none"
    """Not Linux, or ``any``."""


_LEGACY_MANYLINUX = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
# Other systems' versions (macosx_11_0_arm64) are no part of whom a wheel is for, as glibc's is not.
_OTHER_SYSTEM = re.compile(r"([a-z]+)_\d+_\d+_(\w+)")
_LINUX = re.compile(r"(manylinux|musllinux)_(\d+)_(\d+)_(\w+)|(manylinux\d+)_(\w+)|linux_(\w+)")


class Platform(Struct, frozen=True):
    """One platform tag, understood (PEP 513, 571, 599, 600, 656)."""

    tag: str
    libc: Libc
    version: tuple[int, ...]
    arch: str

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, tag: str) -> Self:
        """Return what the tag promises; tags of other systems have no libc and no version."""
        match = _LINUX.fullmatch(tag)
        if match is None:
            other = _OTHER_SYSTEM.fullmatch(tag)
            arch = f"{other[1]}_{other[2]}" if other else tag
            return cls(tag, Libc.NONE, (), "" if tag == "any" else arch)
        if match[1]:
            libc = Libc.GLIBC if match[1] == "manylinux" else Libc.MUSL
            return cls(tag, libc, (int(match[2]), int(match[3])), match[4])
        if match[5]:
            return cls(tag, Libc.GLIBC, _LEGACY_MANYLINUX.get(match[5], ()), match[6])
        return cls(tag, Libc.UNSPECIFIED, (), match[7])

    @property
    def is_linux(self) -> bool:
        return self.libc is not Libc.NONE

    @property
    def modern_tag(self) -> str:
        """The tag with PEP 600's number: ``manylinux2014_x86_64`` is ``manylinux_2_17_x86_64``."""
        if self.libc is Libc.GLIBC and self.version:
            return f"manylinux_{self.version[0]}_{self.version[1]}_{self.arch}"
        return self.tag


class Slot(Struct, frozen=True, order=True):
    """Whom a wheel is for. The glibc number is left out: its change is what is reported."""

    python: str
    abi: str
    libc: str
    arch: str


class WheelName(Struct, frozen=True):
    """A wheel's file name, taken apart (binary distribution format, "File name convention")."""

    filename: str
    project: str
    """Normalised (PEP 503)."""
    version: str
    build: str = ""
    """The build tag as it stands in the name; it begins with a digit."""
    pythons: tuple[str, ...] = ()
    abis: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()

    @property
    def tags(self) -> tuple[str, ...]:
        """Every combination that the compressed sets stand for, sorted."""
        return tuple(sorted(map("-".join, product(self.pythons, self.abis, self.platforms))))

    @property
    def build_order(self) -> tuple[int, str]:
        """What build tags sort by: their number, then the rest; no tag sorts lowest."""
        digits = self.build[: len(self.build) - len(self.build.lstrip("0123456789"))]
        return (int(digits), self.build[len(digits) :]) if digits else (-1, "")

    @property
    def targets(self) -> tuple[Platform, ...]:
        return tuple(Platform.parse(tag) for tag in self.platforms)

    @property
    def floor(self) -> SymbolVersion:
        """The lowest glibc promised by a tag; without a number where none is promised."""
        promised = [target.version for target in self.targets if target.libc is Libc.GLIBC]
        return SymbolVersion(GLIBC, min((number for number in promised if number), default=()))

    @property
    def slot(self) -> Slot:
        return Slot(
            ".".join(sorted(self.pythons)),
            ".".join(sorted(self.abis)),
            "+".join(sorted({target.libc.value for target in self.targets})),
            "+".join(sorted({target.arch for target in self.targets})),
        )

    @property
    def is_linux(self) -> bool:
        return any(target.is_linux for target in self.targets)

    @property
    def is_pure(self) -> bool:
        return self.platforms == ("any",)


class RecordFault(Struct, frozen=True):
    """One disagreement between RECORD and the archive."""

    path: str
    kind: str
    """wrong-hash, wrong-size, missing, unlisted, no-hash, twice, no-record."""


class Problem(Struct, frozen=True):
    """Something that could not be read, found or compared, and so is not a pass."""

    wheel: str
    message: str
    hint: str
    path: str = ""
    """The member concerned; empty for the wheel itself or for something outside of it."""


class Wheel(Struct, frozen=True):
    """Everything that is known about one wheel."""

    label: WheelName
    size: int
    sha256: str
    filename_is_valid: bool = True
    declared_tags: tuple[str, ...] = ()
    """The Tag lines of WHEEL, compressed sets expanded, sorted."""
    root_is_purelib: bool = False
    generator: str = ""
    metadata_name: str = ""
    metadata_version: str = ""
    links: tuple[str, ...] = ()
    """Home-Page, Download-URL and Project-URL of METADATA, addresses only."""
    members: tuple[Member, ...] = ()
    libraries: tuple[ElfFacts, ...] = ()
    """Every ELF file, executables and object files too, by path."""
    record: tuple[RecordFault, ...] = ()
    problems: tuple[Problem, ...] = ()
    sbom: tuple[str, ...] = ()
    """Package URLs of the distributions' packages that its bills of materials name."""
    traces: tuple[Trace, ...] = ()
    """Of text files that builds write; those of ELF files stand with them."""
    reader: str = ""
    """Which code read it, as a digest; empty where that is not known."""

    @property
    def filename(self) -> str:
        return self.label.filename

    @property
    def loaded(self) -> tuple[ElfFacts, ...]:
        """The ELF files that a process can map."""
        return tuple(library for library in self.libraries if library.is_loaded)

    def ceiling(self, family: str = GLIBC) -> SymbolVersion:
        """Return the highest version that any of its files asks for."""
        found = (library.ceiling(family) for library in self.loaded)
        return max(found, default=SymbolVersion(family))


class Inventory(Struct, frozen=True):
    """Wheels, and where they came from."""

    source: str
    wheels: tuple[Wheel, ...] = ()
    unread: tuple[WheelName, ...] = ()
    """Wheels known by name only: nothing of the other side pairs with them."""
    told: frozenset[str] = frozenset()
    """Names of the files whose facts are those of a recorded inventory, not read off the wheel."""
    problems: tuple[Problem, ...] = ()
    verdict: str = ""
    """The verdict inside a recorded inventory; empty for wheels read just now."""
    reason: str = ""
    """Why this source and no other, as a sentence; for a baseline."""
    passed_over: tuple[str, ...] = ()
    """What was looked at before, and why it was not used."""
    commits: tuple[tuple[str, str], ...] = ()
    """Projects, and the commit or tag of this repository that each was built from, where known."""

    @property
    def names(self) -> tuple[WheelName, ...]:
        return tuple(wheel.label for wheel in self.wheels) + self.unread


class NoBaseline(Struct, frozen=True):
    """Nothing to compare with; the rules that need nothing still run."""

    reason: str
    on_purpose: bool = False
    passed_over: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        return "none"


Baseline = Inventory | NoBaseline


class BuildOutput(Struct, frozen=True):
    """The libraries that the build step made, before anybody packed them; false if not told."""

    source: str = ""
    libraries: tuple[ElfFacts, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.source)


class HostProgram(Struct, frozen=True):
    """A program that imports the wheel, and what it has in its global scope."""

    name: str
    """As the user named it: a profile, or a path."""
    what: str
    """The same, as it stands in a sentence."""
    libraries: tuple[ElfFacts, ...] = ()
    """The program and what it needs, in ld.so's order, with `shared_symbols`."""
    machine: str = ""
    """Empty for a profile: the names are the same on every machine."""
    told: str = ""
    """What was read, as a sentence for the report."""


class Hosts(Struct, frozen=True):
    """The programs that the user named, and what could not be read of them."""

    programs: tuple[HostProgram, ...] = ()
    problems: tuple[Problem, ...] = ()


class Change(Struct, frozen=True):
    """One fact that differs, in words short enough for a table."""

    what: str
    was: str
    now: str


class LibraryDelta(Struct, frozen=True):
    """The same library on both sides."""

    baseline: ElfFacts
    built: ElfFacts

    @property
    def path(self) -> str:
        return self.built.path

    @property
    def is_same_file(self) -> bool:
        """Whether both are the same bytes; false where that is not known."""
        return bool(self.built.sha256) and self.built.sha256 == self.baseline.sha256

    @property
    def has_same_code(self) -> bool:
        """Whether code and read-only data are the same bytes; false where that is not known."""
        return bool(self.built.code_digest) and self.built.code_digest == self.baseline.code_digest

    @property
    def has_other_code(self) -> bool:
        """Whether code or read-only data differ; false where that is not known."""
        was, now = self.baseline.code_digest, self.built.code_digest
        # The word before the colon says what was digested.
        return was != now and was.partition(":")[0] == now.partition(":")[0]


class WheelDelta(Struct, frozen=True):
    """The same wheel on both sides, and how its libraries pair."""

    baseline: Wheel
    built: Wheel
    kept: tuple[LibraryDelta, ...] = ()
    added: tuple[ElfFacts, ...] = ()
    dropped: tuple[ElfFacts, ...] = ()

    @property
    def is_same_file(self) -> bool:
        return self.baseline.sha256 == self.built.sha256


class Severity(StrEnum):
    """How much a finding weighs; compare by `rank`."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class Waiver(Struct, frozen=True):
    """A finding that was accepted on purpose, and why."""

    rule: str
    reason: str
    library: str = "*"
    """Glob over the library's path or file name."""
    until: str = ""
    """Last day on which it holds, ISO 8601; empty for ever."""


class Settings(Struct, frozen=True):
    """What the user chose. Empty means "not chosen"."""

    wheels: tuple[str, ...] = ()
    baseline: str = "auto"
    only: tuple[str, ...] = ()
    """Globs over wheel file names, on both sides; one match is enough."""
    fail_on: str = "error"
    max_glibc: tuple[int, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    use_failed_baseline: bool = False
    today: str = ""
    """ISO 8601; tells which waivers and which distributions have come to their end."""
    origin: str = ""
    """Where the settings were read."""
    accept_label: str = "wheel-ceiling: accept"
    """The label by which a maintainer accepts what a pull request shows; empty for none."""
    native_sources: tuple[str, ...] = ()
    """Globs over the repository's paths: what native code is made of. Empty for the usual."""
    built_libraries: tuple[str, ...] = ()
    """Where the libraries are, or their inventory, that the build step made."""
    host_binaries: tuple[str, ...] = ()
    """Profiles (`debian-python`) and paths of programs that import the wheels."""
    forbidden: tuple[str, ...] = ()
    """Globs over libraries that no file may need, and over names that none may export."""


class SourceChanges(Struct, frozen=True):
    """What changed in the repository between the commits of the baseline and of what was built."""

    base: str = ""
    """Tag or commit of the baseline; empty if nobody asked, or it is not known."""
    head: str = ""
    """The commit that was built."""
    native: tuple[str, ...] = ()
    """Changed files that native code is made of."""
    other_count: int = 0
    """How many other files changed."""
    unknown: str = ""
    """Why it is not known what changed, as a sentence."""

    @property
    def are_known(self) -> bool:
        return bool(self.base) and not self.unknown

    @property
    def native_unchanged(self) -> bool:
        """Whether it is known that nothing changed that native code is made of."""
        return self.are_known and not self.native


class Comparison(Struct, frozen=True):
    """What was built, beside what was released."""

    built: Inventory
    baseline: Baseline
    settings: Settings = Settings()
    kept: tuple[WheelDelta, ...] = ()
    added: tuple[Wheel, ...] = ()
    dropped: tuple[WheelName, ...] = ()
    sources: SourceChanges = SourceChanges()
    build: BuildOutput = BuildOutput()
    hosts: Hosts = Hosts()

    @property
    def has_baseline(self) -> bool:
        return isinstance(self.baseline, Inventory)

    @property
    def is_of_same_files(self) -> bool:
        """Whether everything that was built is in the baseline, byte for byte."""
        kept = self.kept if not self.added else ()
        return bool(kept) and all(delta.built.sha256 and delta.is_same_file for delta in kept)

    @property
    def unchanged(self) -> tuple[int, int]:
        """How many of the built libraries are the baseline's very files, and of how many."""
        same = sum(pair.is_same_file for _, pair in self.libraries())
        return same, sum(len(wheel.loaded) for wheel in self.built.wheels)

    def libraries(self) -> Iterator[tuple[WheelDelta, LibraryDelta]]:
        """Every library that is on both sides, with its wheel; object files left out."""
        for wheel in self.kept:
            for library in wheel.kept:
                if library.built.is_loaded and library.baseline.is_loaded:
                    yield wheel, library


class Fault(Struct, frozen=True):
    """What a rule saw, before the rule signs it."""

    severity: Severity
    wheel: str
    message: str
    library: str = ""
    subject: str = ""
    """What tells this fault from others of the rule on the same file: a soname, a tag, a path."""
    fix: str = ""
    """Replaces the rule's own fix where the case calls for another."""
    evidence: tuple[tuple[str, str], ...] = ()


class Finding(Struct, frozen=True):
    """A fault with its rule's name and fix: all that a reader needs, standing alone."""

    rule: str
    severity: Severity
    wheel: str
    library: str
    message: str
    fix: str
    evidence: tuple[tuple[str, str], ...] = ()
    waivers: tuple[Waiver, ...] = ()
    """Empty unless the finding was accepted."""

    @property
    def is_waived(self) -> bool:
        return bool(self.waivers)


class Kind(StrEnum):
    """The two things this program exists to see."""

    SILENT_REBUILD = "silent-rebuild"
    LEAKED_HOST_ARTIFACT = "leaked-host-artifact"


class Confidence(StrEnum):
    """How sure a diagnosis is; there is no "maybe"."""

    CERTAIN = "certain"
    STRONG = "strong"


class Diagnosis(Struct, frozen=True):
    """The headline: findings of different kinds on one file that together mean one thing."""

    kind: Kind
    confidence: Confidence
    wheel: str
    library: str
    evidence: tuple[str, ...]
    """Ids of the rules whose findings it rests on."""
    cause: str = ""


class Verdict(StrEnum):
    """What the check says."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    WARN = "warn"
    FAIL = "fail"
    UNJUDGED = "unjudged"

    @property
    def exit_code(self) -> int:
        """0 pass or warnings, 1 fail, 3 could not judge; 2 is for a wrong call and never here."""
        return {Verdict.FAIL: 1, Verdict.UNJUDGED: 3}.get(self, 0)


class ChangedFile(Struct, frozen=True):
    """A file that a pull request changes."""

    path: str
    patch: str = ""
    """Its hunks as a unified diff without file headers; empty where GitHub does not tell."""
    previous_path: str = ""
    """Where it was before it was moved; empty if it was not."""


class Suspect(Struct, frozen=True):
    """A changed line that explains what was found."""

    path: str
    line: int
    """Its number in the new file, from 1; in the old one where it was only removed."""
    text: str
    """The line as it is, without the sign of the diff."""
    why: str
    """A sentence on what such a line does, with the findings in mind."""
    is_removed: bool = False
    url: str = ""
    """Where people can look at it; empty where that is not known."""


class Report(Struct, frozen=True):
    """Everything that was seen and said; the reports render it, the doors act on it."""

    verdict: Verdict
    comparison: Comparison
    findings: tuple[Finding, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = field(default=())
    """What a reader should know that is no finding: wheels not judged for glibc, and why."""
    preface: tuple[str, ...] = ()
    """What stands above everything else: this pull request changes its own gate."""
    suspects: tuple[Suspect, ...] = ()
    """The changed lines that most likely brought the findings about, best first."""
