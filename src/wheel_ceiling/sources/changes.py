"""What changed in the repository since the baseline's commit: evidence, and never a verdict.

Asked once, with three requests at most. What cannot be known is said where some library's code
differs, and changes nothing else.
"""

from collections.abc import Callable

from wheel_ceiling.amounts import joined
from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.facts.native_sources import is_native
from wheel_ceiling.github.connection import Connection
from wheel_ceiling.github.history import MOST_FILES, Changes, changes_between, tags_beginning
from wheel_ceiling.github.occasion import Occasion
from wheel_ceiling.model import Comparison, Inventory, LibraryDelta, Settings, SourceChanges
from wheel_ceiling.sources.releases import public_version
from wheel_ceiling.sources.spec import Automatic, InRun, OnDisk, parse_spec
from wheel_ceiling.sources.tags import tag_of_version
from wheel_ceiling.sources.world import World

_UNKNOWN = "Whether native sources changed since the baseline is not known"


def find_changes(comparison: Comparison, world: World) -> SourceChanges:
    """Return what changed between the baseline's commit and the one that was built.

    Outside of GitHub, or where no library is on both sides, nothing is asked. Where all code is the
    same, only an answer is of use.
    """
    told = _changes(comparison, world)
    return told if told.are_known or _projects(comparison, _has_other_code) else SourceChanges()


def _changes(comparison: Comparison, world: World) -> SourceChanges:
    connection, baseline = world.connection, comparison.baseline
    projects = _projects(comparison, _has_other_code) or _projects(comparison, _has_same_code)
    if connection is None or not projects or not isinstance(baseline, Inventory):
        return SourceChanges()
    head = _built_commit(comparison.settings, connection.occasion)
    if not head or isinstance(parse_spec(comparison.settings.baseline), InRun):
        return SourceChanges()
    try:
        base, why_not = _base(projects, baseline, connection)
        if why_not:
            return SourceChanges(head=head, unknown=f"{_UNKNOWN}: {why_not}")
        changes = changes_between(connection, base, head)
    except CouldNotJudge as error:
        return SourceChanges(head=head, unknown=f"{_UNKNOWN}: {error.message}")
    return _sorted(changes, base, head, comparison.settings.native_sources)


def _has_other_code(library: LibraryDelta) -> bool:
    return library.has_other_code


def _has_same_code(library: LibraryDelta) -> bool:
    return library.has_same_code


def _projects(comparison: Comparison, is_meant: Callable[[LibraryDelta], bool]) -> dict[str, str]:
    """Return the projects with such a library, with the version that they had before."""
    return {
        wheel.built.label.project: wheel.baseline.label.version
        for wheel, library in comparison.libraries()
        if is_meant(library) and not wheel.is_same_file
    }


def _built_commit(settings: Settings, occasion: Occasion) -> str:
    """Return the commit that was built here; empty where the wheels are from elsewhere."""
    specs = [parse_spec(text) for text in settings.wheels]
    is_here = all(
        isinstance(spec, Automatic | OnDisk) or (isinstance(spec, InRun) and not spec.run_id)
        for spec in specs
    )
    return (occasion.merge_sha or occasion.head_sha) if is_here else ""


def _base(projects: dict[str, str], baseline: Inventory, connection: Connection) -> tuple[str, str]:
    """Return the tag or commit of the baseline, or else why there is none, as a sentence."""
    known = dict(baseline.commits)
    missing = {name: version for name, version in projects.items() if name not in known}
    tags = _tags_of(missing, connection)
    known |= {name: tag for name, tag in tags.items() if tag}
    if bare := sorted(name for name in projects if name not in known):
        what = joined([f"{name} {projects[name]}" for name in bare])
        return "", f"{connection.occasion.repository} has no tag that stands for {what}."
    bases = sorted({known[name] for name in projects})
    if len(bases) > 1:
        return "", f"the baseline's wheels are of several commits, {joined(bases)}."
    return bases[0], ""


def _tags_of(projects: dict[str, str], connection: Connection) -> dict[str, str]:
    """Return the tag of each project's version, empty where there is none.

    Most call it v1.2.3, which a short answer tells; in a repository of several projects that tag
    may be another's. Otherwise all tags are looked through.
    """
    if not projects:
        return {}
    if len(projects) == 1:
        ((project, version),) = projects.items()
        usual = tags_beginning(connection, f"v{public_version(version) or version}")
        if tag := tag_of_version(usual, project, version):
            return {project: tag}
    every = tags_beginning(connection)
    return {name: tag_of_version(every, name, version) for name, version in projects.items()}


def _sorted(changes: Changes, base: str, head: str, globs: tuple[str, ...]) -> SourceChanges:
    native = [file for file in changes.files if is_native(file, globs)]
    unknown = ""
    if not native and changes.may_be_cut:
        unknown = f"GitHub names the first {MOST_FILES} changed files only."
    elif not native and changes.missing_commits:
        unknown = (
            f"{base} has commits that {head[:8]} lacks, and GitHub does not tell what they changed."
        )
    return SourceChanges(
        base=base,
        head=head,
        native=tuple(file.path for file in native),
        other_count=len(changes.files) - len(native),
        unknown=f"{_UNKNOWN}: {unknown}" if unknown else "",
    )
