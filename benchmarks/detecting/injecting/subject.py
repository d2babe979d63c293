"""The wheels that a fault has at hand, and what all faults ask of them."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.detecting.injecting.elf_file import NotApplicable
from benchmarks.detecting.injecting.sections import stripped
from benchmarks.detecting.packing import Entry, Package


class Subject(Struct, frozen=True):
    """A good wheel, and others of its project that a wrong file can come from."""

    wheel: Package
    before: Package
    other_python: Package | None = None
    other_python_before: Package | None = None
    other_machine: Package | None = None

    @property
    def victim(self) -> Entry:
        """The library that faults are put into: the largest that was not grafted."""
        own = [one for one in self.wheel.libraries if not is_grafted(one.path)]
        return max(own, key=lambda one: (len(one.data), one.path))

    @property
    def package(self) -> str:
        """The folder that the victim is imported from; raises NotApplicable if there is none."""
        folder = self.victim.path.rpartition("/")[0]
        if not folder or ".data/" in folder:
            raise NotApplicable("its library lies in no package")
        return folder

    def with_victim(self, change: Callable[[bytes], bytes]) -> Package:
        return self.wheel.with_data(self.victim.path, change(self.victim.data))

    def with_library(self, data: bytes) -> Package:
        return self.wheel.with_data(self.victim.path, data)

    @property
    def stripped(self) -> "Subject":
        """The same wheels of a project that strips its libraries; few do."""
        return replace(self, wheel=_stripped(self.wheel), before=_stripped(self.before))

    def twin(self, other: Package | None) -> Entry:
        """Return what the other wheel has for the victim; raises NotApplicable if nothing."""
        if other is None:
            raise NotApplicable("there is no such wheel")
        for one in other.libraries:
            if bare(one.path) == bare(self.victim.path):
                return one
        raise NotApplicable("the other wheel has no such library")


def _stripped(package: Package) -> Package:
    for one in package.libraries:
        package = package.with_data(one.path, stripped(one.data))
    return package


def is_grafted(path: str) -> bool:
    """Whether a repair put the library there."""
    return any(folder.endswith(".libs") for folder in path.split("/")[:-1])


def bare(path: str) -> str:
    """Return the path without the suffix that says for which Python and machine a module is."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/{name.partition('.')[0]}"


def moved(entry: Entry, path: str) -> Entry:
    """Return the file at another path."""
    return replace(entry, path=path)
