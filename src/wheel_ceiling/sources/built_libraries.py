"""The libraries that the build step made: on disk, in an artifact of a run, or on record."""

import itertools
from collections.abc import Sequence
from fnmatch import fnmatchcase
from glob import has_magic, iglob
from pathlib import Path

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.errors import CouldNotJudge, NothingFound, WrongCall
from wheel_ceiling.github.artifacts import ArtifactListing, list_artifacts
from wheel_ceiling.model import BuildOutput, Problem
from wheel_ceiling.sources.containers import Container
from wheel_ceiling.sources.contents import DOCUMENTS, Inner
from wheel_ceiling.sources.harvest import MOST_FILES, Harvest
from wheel_ceiling.sources.library_inventory import read_library_inventory, read_recorded_libraries
from wheel_ceiling.sources.local import readable
from wheel_ceiling.sources.search import Search, search_github
from wheel_ceiling.sources.spec import EVERYTHING, InRun, OnDisk, parse_spec
from wheel_ceiling.sources.store import Store
from wheel_ceiling.sources.world import World
from wheel_ceiling.wheels.directory import printable
from wheel_ceiling.wheels.loose import read_elfs_in_zip, read_loose_elf

_MOST_DOCUMENTS = 100


def open_libraries(text: str, world: World) -> BuildOutput:
    """Return the libraries that the text names; raises NothingFound where there is none."""
    if "://" in text:
        raise WrongCall(  # whose text may hold a password
            "built-libraries: an address is no place that built libraries are taken from.",
            "Fetch them in a step before, and name the folder that they are in then.",
        )
    match parse_spec(text):
        case OnDisk():
            return _on_disk(text, world.folder)
        case InRun(_, pattern) if pattern != EVERYTHING and not world.connection:
            raise WrongCall(
                f"built-libraries: {text!r} is an artifact, to be had only inside GitHub Actions.",
                "Download it and name its folder, or the inventory of record --libraries; if a "
                f"folder of that name is meant, write ./{text}",
            )
        case InRun(_, pattern) as spec if pattern != EVERYTHING:
            return _in_run(spec, search_github(spec, world))
        case _:
            raise WrongCall(
                f"built-libraries: {text!r} names no built libraries.",
                "Name a folder, glob, file, the inventory of record --libraries, or on GitHub an "
                "artifact, as run/NAME. Leave it out where there is nothing to hold wheels "
                "against.",
            )


def _on_disk(text: str, folder: Path) -> BuildOutput:
    path, shown = folder / text, readable(text)
    if _exists(path, shown) and path.is_file() and path.name.endswith(DOCUMENTS):
        return _insist(read_library_inventory(path, shown), shown, 1)
    harvest = Harvest()
    for found, name in _named(text, folder):
        harvest.take(found, name)
    return _insist(harvest.result(shown), shown, harvest.looked_at)


def _exists(path: Path, shown: str) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise NothingFound(
            f"{shown} cannot be looked at: {error.strerror or error}.",
            "Look at the name and the permissions.",
        ) from error


def _named(text: str, folder: Path) -> Sequence[tuple[Path, str]]:
    """Return what the text names: itself, or what it matches as a glob."""
    path = folder / text
    if path.exists():
        return [(path, readable(text))]
    if not has_magic(text):
        raise NothingFound(f"{readable(text)} does not exist.", _WHERE)
    found = iglob(text, root_dir=folder, recursive=True)  # noqa: PTH207 - absolute ones too
    names = sorted(itertools.islice(found, MOST_FILES))
    return [(folder / name, readable(name)) for name in names]


def _in_run(spec: InRun, search: Search) -> BuildOutput:
    run_id = spec.run_id or search.run_id
    if not run_id:
        raise WrongCall("There is no current workflow run.", "Name one, as run:123456/NAME.")
    shown = str(InRun(run_id, spec.pattern))
    Store.of(search.world).prepare()
    listing = list_artifacts(search.connection, run_id)
    wanted = [one for one in listing.artifacts if fnmatchcase(one.name, spec.pattern)]
    if not wanted:
        raise NothingFound(f"{shown}: {_absent(spec, listing)}", _WHERE)
    harvest = Harvest()
    for artifact in wanted:
        _take_artifact(Container(artifact, search), harvest)
    return _insist(harvest.result(shown), shown, len(wanted), "artifact")


def _absent(spec: InRun, listing: ArtifactListing) -> str:
    if any(fnmatchcase(name, spec.pattern) for name in listing.expired):
        return "the artifact has expired."
    there = listed(printable(artifact.name) for artifact in listing.artifacts) or "none"
    return f"no artifact of the run is called so; there is {there}."


def _take_artifact(container: Container, harvest: Harvest) -> None:
    with container.fetched() as whole:
        if len(container.documents) > _MOST_DOCUMENTS:
            raise CouldNotJudge(
                f"{container.shown} has {len(container.documents)} JSON files, more than are "
                f"looked into for an inventory of libraries.",
                "Upload the libraries, or their inventory, as an artifact of their own.",
            )
        for document in container.documents:
            _take_document(whole, container, document, harvest)
        if container.contents.is_zip:
            _take_zip(whole, container, harvest)
        elif facts := read_loose_elf(whole, container.artifact.name):
            harvest.add(facts)


def _take_document(whole: Path, container: Container, document: Inner, harvest: Harvest) -> None:
    shown = f"{printable(document.filename)} in artifact {container.name}"
    with container.unpacked(whole, document) as (path, _):
        recorded = read_recorded_libraries(path, shown)
    for library in recorded.libraries if recorded else ():
        harvest.add(library)


def _take_zip(whole: Path, container: Container, harvest: Harvest) -> None:
    with whole.open("rb") as file:
        for found in read_elfs_in_zip(file, container.shown):
            if isinstance(found, Problem):
                harvest.problems.append(found)
            else:
                harvest.add(found)


def _insist(output: BuildOutput, shown: str, looked_at: int, thing: str = "file") -> BuildOutput:
    """Raise NothingFound for a source without libraries: nothing would be held against it."""
    if not output.libraries and not output.problems:
        raise NothingFound(
            f"{shown} has no built library: {counted(looked_at, thing)} looked at. Object files "
            "and static archives are none.",
            _WHERE,
        )
    return output


_WHERE = "Say where the build step leaves its libraries, and that it runs before."
