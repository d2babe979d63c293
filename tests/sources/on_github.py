"""For tests of the sources on GitHub: a world inside of Actions, and what is stored there."""

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random

from msgspec.structs import replace

from tests.github.fake import HEAD_SHA, WORKFLOW, FakeGitHub
from tests.wheel_files import wheel_bytes, zip_bytes
from wheel_ceiling.github.connection import Connection, Patience
from wheel_ceiling.github.occasion import Occasion
from wheel_ceiling.model import Inventory
from wheel_ceiling.sources.inventory import encode_inventory
from wheel_ceiling.sources.offer import Offer, Shelf
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import World

RUN = 7
LINUX = "demo-1.3.0-cp311-cp311-manylinux2014_x86_64.whl"
ARM = "demo-1.3.0-cp311-cp311-manylinux2014_aarch64.whl"
MAC = "demo-1.3.0-cp311-cp311-macosx_11_0_arm64.whl"
HOME = ("Project-URL: Source, https://github.com/Octo/Demo.git",)


def inside(github: FakeGitHub, world: World, **occasion: object) -> World:
    """The world of a job in a run of octo/demo; `occasion` are fields of `Occasion`."""
    defaults: dict[str, object] = {
        "repository": github.name,
        "api_url": github.api_url,
        "event": "push",
        "run_id": RUN,
        "workflow": WORKFLOW,
        "head_sha": HEAD_SHA,
        "default_branch": "main",
    }
    quick = Patience(connect=1, read=0.5, retries=1, pause=0.01, longest_wait=0.05)
    told = Occasion(**{**defaults, **occasion})  # type: ignore[arg-type]
    if not any(run.id == RUN for run in github.runs):
        github.add_run(id=RUN, conclusion="", head_branch="topic")
    return replace(world, connection=Connection(told, github.token, quick))


def noise(size: int, seed: int = 1) -> bytes:
    """Bytes that deflate cannot shrink."""
    return Random(seed).randbytes(size)


def wheel(filename: str, seed: int = 0, size: int = 0, headers: tuple[str, ...] = ()) -> bytes:
    """A wheel; with a size it is at least that large, and other seeds give other wheels."""
    members = {"demo/data.bin": noise(size, seed), "demo/__init__.py": str(seed).encode()}
    return wheel_bytes(filename, members, headers=headers)


def large(filename: str, seed: int = 0) -> bytes:
    return wheel(filename, seed, 300_000)


def zipped(*filenames: str, seed: int = 0, folder: str = "") -> bytes:
    return zip_bytes({folder + name: wheel(name, seed) for name in filenames})


def facts_of(world: World, wheels: Mapping[str, bytes]) -> Inventory:
    """The inventory of wheels, read the way a build job does."""
    folder = world.folder / "recorded"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for filename, data in wheels.items():
        (folder / filename).write_bytes(data)
    shelf = open_source(str(folder), world)
    return Inventory("dist/", tuple(offer.read() for offer in shelf.offers))


def recorded(world: World, wheels: Mapping[str, bytes], **changes: object) -> bytes:
    """An inventory file; `changes` are fields of it that are to say something else."""
    document = json.loads(encode_inventory(facts_of(world, wheels), "pass"))
    return json.dumps({**document, **changes}).encode()


def names(shelf: Shelf) -> list[str]:
    return [offer.name.filename for offer in shelf.offers]


def offer_of(shelf: Shelf, filename: str) -> Offer:
    return next(offer for offer in shelf.offers if offer.name.filename == filename)


def left_behind(world: World) -> list[Path]:
    """Files that should have been removed from the cache."""
    return [*world.cache.glob("unfinished/*")]
