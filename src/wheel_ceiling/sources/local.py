"""Wheels and inventories on disk: a file, the files directly in a folder, or a glob."""

from collections.abc import Sequence
from glob import glob, has_magic
from pathlib import Path

from wheel_ceiling.errors import NothingFound, WrongCall
from wheel_ceiling.model import Inventory
from wheel_ceiling.sources.inventory import INVENTORY_NAMES, read_inventory
from wheel_ceiling.sources.kept import Here
from wheel_ceiling.sources.offer import (
    Offer,
    Shelf,
    is_wanted,
    nothing_wanted,
    offer_file,
    offer_recorded,
)
from wheel_ceiling.sources.store import Store
from wheel_ceiling.sources.world import World

_SDISTS = (".tar.gz", ".zip", ".tar.bz2", ".tgz")


def open_path(text: str, world: World, only: Sequence[str] = ()) -> Shelf:
    """Return the wheels that the text names, from the folder of the world."""
    path = world.folder / text
    try:
        if path.is_dir():
            return _open_folder(text, path, world, only)
        if path.is_file():
            return _open_file(text, path, world, only)
        if has_magic(text):
            return _open_glob(text, world, only)
    except OSError as error:
        raise NothingFound(
            f"{readable(text)} cannot be looked at: {error.strerror or error}.",
            "Look at the name and the permissions.",
        ) from error
    raise NothingFound(
        f"{readable(text)} does not exist.", "Build the wheels first, or say where they are."
    )


def open_inventory(path: Path, shown: str, only: Sequence[str] = ()) -> Shelf:
    """Return the wheels of a recorded inventory."""
    return shelve(read_inventory(path, shown), shown, only)


def shelve(inventory: Inventory, shown: str, only: Sequence[str] = ()) -> Shelf:
    """Return the wheels of an inventory that was read, those that are wanted."""
    wanted = [wheel for wheel in inventory.wheels if is_wanted(wheel.filename, only)]
    if not inventory.wheels:
        raise NothingFound(f"{shown} is an inventory of no wheels.", "Record it again.")
    if not wanted:
        raise nothing_wanted(shown, (wheel.filename for wheel in inventory.wheels), only)
    return Shelf(
        shown,
        tuple(map(offer_recorded, wanted)),
        problems=inventory.problems,
        verdict=inventory.verdict,
    )


def readable(text: str) -> str:
    """Return a name that can be encoded: those of files may hold bytes that are no text."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _open_file(text: str, path: Path, world: World, only: Sequence[str]) -> Shelf:
    if path.name.endswith(INVENTORY_NAMES):
        return open_inventory(path, readable(text), only)
    if path.name.endswith(".whl"):
        return _shelf(text, [path], world, only)
    if path.name.endswith(_SDISTS):
        raise NothingFound(
            f"{readable(text)} is a source distribution: nothing in it is built yet.",
            "Build a wheel from it, and check that.",
        )
    raise WrongCall(
        f"{readable(text)} is neither a wheel (.whl) nor an inventory (.json, .json.gz).",
        "Name a wheel, a folder of wheels or an inventory.",
    )


def _open_folder(text: str, path: Path, world: World, only: Sequence[str]) -> Shelf:
    files = sorted(path.iterdir())
    if any(file.name.endswith(".whl") for file in files):
        return _shelf(text, files, world, only)
    deeper = next(path.glob("*/*.whl"), None)
    folder = readable(text).rstrip("/")
    raise NothingFound(
        f"{readable(text)} has no wheel directly in it; {_counted(files)}.",
        f"There are wheels one folder down: name them as {folder}/*/*.whl"
        if deeper
        else "Build the wheels first, or say where they are.",
    )


def _open_glob(text: str, world: World, only: Sequence[str]) -> Shelf:
    # Path.glob refuses absolute patterns, and changed its mind about a last ** in Python 3.13.
    names = glob(text, root_dir=world.folder, recursive=True)  # noqa: PTH207
    files = sorted(world.folder / name for name in names)
    if any(file.name.endswith(".whl") for file in files):
        return _shelf(text, files, world, only)
    raise NothingFound(
        f"{readable(text)} matches no wheel; {_counted(files)}.",
        "Build the wheels first, or say where they are.",
    )


def _counted(files: Sequence[Path]) -> str:
    if not files:
        return "there is nothing at all"
    return f"what is there is {_listed([file.name for file in files])}"


def _shelf(text: str, files: Sequence[Path], world: World, only: Sequence[str]) -> Shelf:
    wheels = [file for file in files if file.name.endswith(".whl")]
    wanted = [file for file in wheels if is_wanted(readable(file.name), only)]
    if not wanted:
        raise nothing_wanted(readable(text), (readable(file.name) for file in wheels), only)
    sdists = [file.name for file in files if file.name.endswith(_SDISTS)]
    ignored = f"Not judged, being source: {_listed(sdists)}." if sdists else ""
    return Shelf(
        readable(text),
        tuple(_offer(file, Store.of(world)) for file in wanted),
        ignored=(ignored,) if ignored else (),
    )


def _offer(path: Path, store: Store) -> Offer:
    filename = readable(path.name)
    # A dangling link has no size; reading it will say so.
    size = path.stat().st_size if path.is_file() else 0
    return offer_file(filename, Here(path, filename, store), size=size)


def _listed(names: Sequence[str]) -> str:
    shown = [readable(name) for name in names[:_MOST_NAMES]]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


_MOST_NAMES = 5
