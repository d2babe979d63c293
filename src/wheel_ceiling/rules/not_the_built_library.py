"""The library in the wheel is not the one that the build step made.

## Why it matters

``built-libraries`` names what the build step made. A library is recognised by its build-id, else by
its code and read-only data, which strip, patchelf and auditwheel leave alone. One in the wheel that
bears the name of a built library and is another was made by somebody else: the packing step
compiled it anew, or took it from a cache, a working tree or a system. Your tests of the build ran
another file than your users get. Libraries that nobody built are named too, unless a repair tool
put them into ``.libs``; and the built one itself, where it was unpacked a folder too deep and
nothing lies in its place.

## When to allow it

A library is copied into the wheel on purpose from somewhere else than the build, for example one
that a vendor delivers in binary.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from wheel_ceiling.amounts import counted, joined, listed
from wheel_ceiling.facts.astray import astray
from wheel_ceiling.facts.differences import differences
from wheel_ceiling.facts.libraries import is_grafted, plain_name
from wheel_ceiling.matching import (
    Catalogue,
    Libraries,
    common_folders,
    is_for_same_python,
    is_same_code,
    names_of,
    python_of,
    release_of,
    takes_the_place,
)
from wheel_ceiling.model import (
    BuildOutput,
    Comparison,
    ElfFacts,
    Fault,
    Severity,
    Wheel,
    WheelDelta,
)
from wheel_ceiling.rules.rule import Basis, Rule

_ID = "not-the-built-library"
_MOST_NAMED = 5


def find(comparison: Comparison) -> Iterator[Fault]:
    build = comparison.build
    if not build.libraries:
        return
    built = Catalogue.of(build.libraries)
    globs = [one.library for one in comparison.settings.waivers if one.rule == _ID]
    deltas = {delta.built.filename: delta for delta in comparison.kept}
    for wheel in comparison.built.wheels:
        if wheel.label.is_linux or wheel.loaded:
            packed = Catalogue.of(wheel.loaded)
            yield from _Hearing(wheel, build, built, packed, deltas.get(wheel.filename)).faults(
                globs
            )


class _Hearing(Struct, frozen=True):
    """One wheel, held against what was built."""

    wheel: Wheel
    build: BuildOutput
    built: Catalogue
    packed: Catalogue
    delta: WheelDelta | None
    """The baseline's wheel beside it; None where there is none."""

    def faults(self, globs: list[str]) -> Iterator[Fault]:
        """Yield what is wrong with each library, then what is to be said of the wheel."""
        foreign: list[ElfFacts] = []
        is_known = False
        for library in self.wheel.loaded:
            twins = self.built.twins(library)
            meant = () if twins else self._meant(library)
            is_known = is_known or bool(twins or meant)
            if twins:
                yield from self._of_twin(library, twins)
            elif meant:
                yield self._of_other(library, meant[0])
            elif not is_grafted(library.path):
                foreign.append(library)
        if not is_known:
            yield self._of_nothing(foreign)
        else:
            yield from self._of_foreign(foreign, globs)

    def _of_twin(self, library: ElfFacts, twins: Libraries) -> Iterator[Fault]:
        """Say it of a built library for another Python, changed after linking, or gone astray."""
        twin = twins[0]
        meant = self.built.namesakes(library)
        if meant and not any(is_for_same_python(library, twin) for twin in twins):
            yield self._fault(
                library,
                meant[0],
                f"{library.path} is not the library that was built as {meant[0].path}, but "
                f"{twin.path}, which was built for {python_of(twin)}.",
            )
        elif not any(is_same_code(library, twin) for twin in twins):
            yield Fault(
                Severity.WARNING,
                self.wheel.filename,
                f"{library.path} has the build-id of {twin.path}, which was built, and other "
                "code: it was changed after it was linked, or its build-id is a fixed one.",
                library=library.path,
                evidence=(("built", twin.path), ("matched-by", "build-id")),
            )
        else:
            yield from self._of_place(library, twins)

    def _of_place(self, library: ElfFacts, twins: Libraries) -> Iterator[Fault]:
        """Say it of the built library where it lies too deep, and nothing lies in its place."""
        before = (self.delta.baseline,) if self.delta else ()
        if found := astray(library, [twin.path for twin in twins], self.wheel, before):
            yield Fault(
                Severity.ERROR if found.is_sure else Severity.WARNING,
                self.wheel.filename,
                f"{library.path} is the library that was built as {twins[0].path}, in another "
                f"place: the built one lies at {library.path}, and nothing at {found.right}.",
                library=library.path,
                fix=f"Put it at {found.right}: a cache or an archive was unpacked a folder too "
                "deep, or a build folder was packed.",
                evidence=(("built", twins[0].path), ("belongs-at", found.right)),
            )

    def _of_other(self, library: ElfFacts, built: ElfFacts) -> Fault:
        release = release_of(library, self.delta)
        told = (f"is the library of the last release ({release})",) if release else ()
        differs = joined((*told, *differences(library, built))) or "has other code"
        return self._fault(
            library,
            built,
            f"{library.path} is not the library that was built as {built.path}: it {differs}.",
            *((("is", "the baseline's"),) if release else ()),
        )

    def _fault(
        self, library: ElfFacts, built: ElfFacts, message: str, *more: tuple[str, str]
    ) -> Fault:
        lies_at = self._lies_at(built)
        is_called_so = plain_name(library.name) == plain_name(built.name)
        where = f"lies unused at {lies_at}" if lies_at else "is nowhere in the wheel"
        return Fault(
            Severity.ERROR,
            self.wheel.filename,
            f"{message} The built one {where}.",
            library=library.path,
            evidence=(
                ("built", built.path),
                *((("lies-at", lies_at),) if lies_at else ()),
                ("matched-by", "name" if is_called_so else "soname"),
                *more,
            ),
        )

    def _meant(self, library: ElfFacts) -> Libraries:
        """Return the built library in whose place this one lies; none if it only shares a name.

        A wheel may hold several libraries of one name. Where the built one lies in the wheel at a
        place that fits better, or beside this one under another version, this is another library.
        """
        nearest = min(
            self.built.namesakes(library),
            key=lambda built: (
                -common_folders(built.path, library.path),
                abs(built.size - library.size),
            ),
            default=library,
        )
        if nearest is library:
            return ()
        lies_at = self._lies_at(nearest)
        is_meant = not lies_at or takes_the_place(library.path, lies_at, nearest.path)
        return (nearest,) if is_meant else ()

    def _lies_at(self, built: ElfFacts) -> str:
        """Return where in the wheel the built library is; empty for nowhere."""
        return next((library.path for library in self.packed.copies_of(built)), "")

    def _of_nothing(self, foreign: list[ElfFacts]) -> Fault:
        could = self.built.could_be_in(self.wheel) and (foreign or not self.wheel.loaded)
        held = listed((library.path for library in foreign), _MOST_NAMED) or "no library of its own"
        holds = f"nothing of {_output(self.build)}"
        told = f"{holds}; what it holds is {held}"
        return Fault(
            Severity.ERROR if could else Severity.WARNING,
            self.wheel.filename,
            f"{self.wheel.filename} holds "
            f"{told if self.wheel.loaded else f'no native code at all, and so {holds}'}.",
            fix="Pack what the build made; if this wheel is from another build, name the libraries "
            "of that one in built-libraries, too.",
            evidence=tuple(("not built", library.path) for library in foreign),
        )

    def _of_foreign(self, foreign: list[ElfFacts], globs: list[str]) -> Iterator[Fault]:
        """Name them once for the wheel; those that are allowed by name, to stand as accepted."""
        name = self.wheel.filename
        alone = [library for library in foreign if _is_named(library, name, globs)]
        together = [library for library in foreign if library not in alone]
        for library in alone:
            message = f"{library.path} is nothing of {_output(self.build)}."
            yield Fault(Severity.WARNING, name, message, library=library.path)
        if together:
            things = counted(len(together), "library", "libraries")
            yield Fault(
                Severity.WARNING,
                name,
                f"{name} holds {things} that the build step did not make: "
                f"{listed((library.path for library in together), _MOST_NAMED)}.",
                fix="Find out which step made what is named here, and name that one's libraries "
                "in built-libraries, too; or allow it by name.",
                evidence=tuple(("not built", library.path) for library in together),
            )


def _output(build: BuildOutput) -> str:
    count = counted(len(build.libraries), "library", "libraries")
    return f"what the build step made ({count}, {build.source})"


def _is_named(library: ElfFacts, wheel: str, globs: list[str]) -> bool:
    """Whether a waiver is for this library, and not for the wheel as a whole."""
    names = (library.path, library.name, *names_of(library))
    return any(
        not fnmatchcase(wheel, glob) and any(fnmatchcase(name, glob) for name in names)
        for glob in globs
    )


RULE = Rule(
    id=_ID,
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Pack the file that the build step made, and find out what put this one into its place: a "
    "step that compiles again, a cache that was missed or unpacked elsewhere, a file of the "
    "working tree.",
    doc=__doc__,
    find=find,
)
