"""Which of the libraries that the build step made a library in a wheel is, or only looks like.

Both sides have gone different ways since the linker wrote them: strip, patchelf and auditwheel
change a file's size, name, sections and needs, and leave build-id, code and read-only data alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Self

from msgspec import Struct

from wheel_ceiling.facts.libraries import is_in_build_folder, plain_name, python_suffix
from wheel_ceiling.model import Comparison, ElfFacts, Wheel, WheelDelta

_ANY_PYTHON = frozenset({"", "abi3"})

Libraries = tuple[ElfFacts, ...]
Key = tuple[str, str]


class Catalogue(Struct, frozen=True):
    """What the build step made, by what survives packing; one machine's never match another's."""

    by_build_id: Mapping[Key, Libraries]
    by_code: Mapping[Key, Libraries]
    by_name: Mapping[Key, Libraries]

    @classmethod
    def of(cls, libraries: Iterable[ElfFacts]) -> Self:
        loaded = [library for library in libraries if library.is_loaded]
        return cls(
            _grouped(loaded, lambda library: [library.build_id]),
            _grouped(loaded, lambda library: [library.code_digest]),
            _grouped(loaded, names_of),
        )

    def twins(self, packed: ElfFacts) -> Libraries:
        """Return the built libraries that the packed one is.

        Code that is the same, linked against a newer glibc, is another library: what it asks for
        stands outside of it.
        """
        same_link = self.by_build_id.get((packed.machine, packed.build_id), ())
        same_code = tuple(
            built
            for built in self.by_code.get((packed.machine, packed.code_digest), ())
            if built not in same_link and not packed.ceiling() > built.ceiling()
        )
        return same_link + same_code

    def copies_of(self, built: ElfFacts) -> Libraries:
        """Return the libraries of this side that the built one is, asked from the other end."""
        key = (built.machine, built.build_id), (built.machine, built.code_digest)
        found = (*self.by_build_id.get(key[0], ()), *self.by_code.get(key[1], ()))
        one = Catalogue.of((built,))
        return tuple(library for library in found if one.twins(library))

    def namesakes(self, packed: ElfFacts) -> Libraries:
        """Return the built libraries that are called as it is and made for the same Python."""
        found = {
            built.path: built
            for name in names_of(packed)
            for built in self.by_name.get((packed.machine, name), ())
        }
        python = python_of(packed)
        same = tuple(built for built in found.values() if python_of(built) == python)
        return same or tuple(
            built for built in found.values() if not python or not python_of(built)
        )

    def could_be_in(self, wheel: Wheel) -> bool:
        """Whether something was built for the machines and the Python of the wheel at all."""
        held = {library.machine for library in wheel.loaded}
        machines = held or {target.arch for target in wheel.label.targets}
        pythons = {"", *(name for tag in wheel.label.abis for name in _pythons_of_abi(tag))}
        return any(
            machine in machines and any(python_of(one) in pythons for one in libraries)
            for (machine, _), libraries in self.by_name.items()
        )


def _grouped(
    libraries: Iterable[ElfFacts], keys: Callable[[ElfFacts], Iterable[str]]
) -> Mapping[Key, Libraries]:
    groups: dict[Key, dict[str, ElfFacts]] = defaultdict(dict)
    for library in libraries:
        for key in keys(library):
            if key:
                groups[library.machine, key][library.path] = library
    return {key: tuple(found.values()) for key, found in groups.items()}


def names_of(library: ElfFacts) -> tuple[str, ...]:
    """Return what it is called: by its file, and by itself where that differs."""
    names = (plain_name(library.name), plain_name(library.soname))
    return tuple(dict.fromkeys(filter(None, names)))


def recognised(comparison: Comparison) -> frozenset[tuple[str, str]]:
    """Return wheel and path of each library that is, to its code, one that the build made."""
    built = Catalogue.of(comparison.build.libraries)
    return frozenset(
        (wheel.filename, library.path)
        for wheel in comparison.built.wheels
        for library in wheel.loaded
        if any(
            twin.code_digest == library.code_digest and is_for_same_python(library, twin)
            for twin in built.twins(library)
        )
    )


def python_of(library: ElfFacts) -> str:
    """Return which Python its name says that it is for: ``cpython-310``, ``abi3`` or nothing."""
    return "-".join(python_suffix(library.name).split("-")[:2])


def is_for_same_python(one: ElfFacts, other: ElfFacts) -> bool:
    """Whether their names say nothing else."""
    pythons = {python_of(one), python_of(other)}
    return len(pythons) == 1 or not pythons.isdisjoint(_ANY_PYTHON)


def _pythons_of_abi(tag: str) -> Iterator[str]:
    """Yield what modules of an ABI tag may be called for: ``cp310``, ``pypy310_pp73``."""
    yield "abi3"
    yield f"cpython-{tag.removeprefix('cp')}"
    yield tag.replace("_", "-")


def common_folders(path: str, other: str) -> int:
    """Return how many folders the two paths have in common, counted from the file."""
    parts = zip(reversed(path.split("/")[:-1]), reversed(other.split("/")[:-1]), strict=False)
    count = 0
    for one, another in parts:
        if one != another:
            break
        count += 1
    return count


def takes_the_place(path: str, lies_at: str, built: str) -> bool:
    """Whether the one at the path lies where the built one should, and that one elsewhere.

    Elsewhere is deeper (``ray/ray/`` for ``ray/``, ``build/lib.linux/ray/``), or where less of its
    own folders is left (the top of the wheel).
    """
    folders, others = path.split("/")[:-1], lies_at.split("/")[:-1]
    if folders == others:
        return False
    is_deeper = folders and others[-len(folders) :] == folders
    if is_deeper or is_in_build_folder(lies_at):
        return True
    here, there = common_folders(path, built), common_folders(lies_at, built)
    return here > there or (here == there and (not others or _holds(folders, others)))


def _holds(inner: list[str], outer: list[str]) -> bool:
    """Whether the folders are among the others, in their order: ray in ray/lib."""
    waiting = iter(outer)
    return all(folder in waiting for folder in inner)


def is_same_code(library: ElfFacts, twin: ElfFacts) -> bool:
    """Whether the code is the same, or cannot be compared: one has lost its section headers."""
    one, other = library.code_digest, twin.code_digest
    return one == other or one.partition(":")[0] != other.partition(":")[0]


def release_of(library: ElfFacts, delta: WheelDelta | None) -> str:
    """Return the release whose code the library has in the same place; empty for none."""
    pairs = delta.kept if delta else ()
    if delta and any(pair.built == library and pair.has_same_code for pair in pairs):
        return f"{delta.baseline.label.project} {delta.baseline.label.version}"
    return ""


def unused(libraries: Iterable[ElfFacts], wheels: Iterable[Wheel]) -> Libraries:
    """Return the built libraries that are in none of the wheels."""
    packed = Catalogue.of(library for wheel in wheels for library in wheel.loaded)
    return tuple(
        built
        for built in libraries
        if built.is_loaded
        and (built.machine, built.build_id) not in packed.by_build_id
        and (built.machine, built.code_digest) not in packed.by_code
    )
