"""What auditwheel did to a wheel, undone wholly or by half."""

from benchmarks.detecting.injecting.dynamic import DT_NEEDED, DT_RPATH, DT_RUNPATH, Dynamic
from benchmarks.detecting.injecting.elf_file import NotApplicable
from benchmarks.detecting.injecting.subject import Subject, is_grafted
from benchmarks.detecting.packing import Package

_HASH_DIGITS = 8


def search_path_lost(subject: Subject) -> Package:
    """The search path is lost on its way: `cp` of the file as it was before the repair."""
    if not any(is_grafted(one.path) for one in subject.wheel.libraries):
        raise NotApplicable("nothing was grafted into it")
    package = subject.wheel
    for one in package.libraries:
        dynamic = Dynamic.of(one.data)
        if dynamic.texts(DT_RPATH, DT_RUNPATH):
            stripped = dynamic.without(DT_RPATH, DT_RUNPATH).written()
            package = package.with_data(one.path, stripped)
    return package


def repair_undone(subject: Subject) -> Package:
    """What was grafted is gone, and asked for by its plain name; the tag is the repaired one's."""
    grafted = [one for one in subject.wheel.libraries if is_grafted(one.path)]
    if not grafted:
        raise NotApplicable("nothing was grafted into it")
    plain = {one.name: _without_hash(one.name) for one in grafted}
    package = subject.wheel.without(*(one.path for one in grafted))
    for one in package.libraries:
        dynamic = Dynamic.of(one.data)
        if plain.keys() & set(dynamic.texts(DT_NEEDED)):
            bare_ = dynamic.with_needed_renamed(plain).without(DT_RPATH, DT_RUNPATH)
            package = package.with_data(one.path, bare_.written())
    return package


def _without_hash(name: str) -> str:
    """Return the name that auditwheel put a hash into: libjpeg-d8f5ac3f.so.62.4.0."""
    stem, dot, suffix = name.partition(".")
    front, _, digits = stem.rpartition("-")
    is_hash = len(digits) == _HASH_DIGITS and not set(digits) - set("0123456789abcdef")
    return f"{front if is_hash else stem}{dot}{suffix}"
