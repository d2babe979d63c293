"""Libraries of another wheel of the project in the place of the right ones."""

from collections.abc import Callable

from benchmarks.detecting.injecting.elf_file import ElfFile, NotApplicable
from benchmarks.detecting.injecting.subject import Subject, bare, is_grafted
from benchmarks.detecting.packing import Entry, Package


def of_machine(subject: Subject) -> Package:
    """Return the wheel with the victim as another machine's wheel has it."""
    return subject.with_library(subject.twin(subject.other_machine).data)


def of_python_as_named(subject: Subject) -> Package:
    """Return the wheel with another Python's victim, whose name says so."""
    other = subject.twin(subject.other_python)
    return subject.wheel.without(subject.victim.path).with_entry(other)


def of_python_renamed(subject: Subject) -> Package:
    """Return the wheel with another Python's victim under the right name."""
    return subject.with_library(subject.twin(subject.other_python).data)


def all_of(other: Callable[[Subject], Package | None], subject: Subject) -> Package:
    """Every library of the other wheel is reused, under the names of this one's."""
    there = other(subject)
    if there is None:
        raise NotApplicable("there is no such wheel")
    known = {bare(one.path): one.data for one in there.libraries}
    package = wheel = subject.wheel
    for one in package.libraries:
        if not is_grafted(one.path) and bare(one.path) in known:
            package = package.with_data(one.path, known[bare(one.path)])
    if [_code(one) for one in package.libraries] == [_code(one) for one in wheel.libraries]:
        raise NotApplicable("the other wheel's libraries are the same code")
    return package


def _code(library: Entry) -> bytes:
    elf = ElfFile.parse(library.data)
    return elf.content(elf.section(".text"))
