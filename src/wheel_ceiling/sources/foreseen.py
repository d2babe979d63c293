"""What a baseline that was named tells of the built wheels before they are read.

A wheel that is in it already needs nothing but its digest, and a file that is, too. So it is
believed in all that rules ask: only an inventory of a named release is, on GitHub, and elsewhere
one that the user names, but nothing in the folder that is worked in, and nothing where a machine
runs this for others (CI). Whoever wants the change that is judged may have written it there, and
could call any file harmless.
"""

from contextlib import suppress

from msgspec.structs import replace

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import Settings
from wheel_ceiling.sources.inventory import INVENTORY_NAMES
from wheel_ceiling.sources.known import NOBODY_KNOWS, Known
from wheel_ceiling.sources.shelves import open_parsed
from wheel_ceiling.sources.spec import OnDisk, OnRelease, Spec, parse_spec
from wheel_ceiling.sources.store import reader_digest
from wheel_ceiling.sources.world import World


def foresee(settings: Settings, world: World) -> Known:
    """Return what the baseline tells; nothing where it must not, or cannot be read."""
    with suppress(CouldNotJudge):  # the baseline will say so itself
        spec = parse_spec(settings.baseline)
        if _may_tell(spec, world):
            shelf = open_parsed(spec, world, settings.only)
            told = [offer.read() for offer in shelf.offers if offer.is_told]
            known = Known.of(told, reader_digest(), settings, is_told=True)
            return replace(known, shelves={spec: shelf})
    return NOBODY_KNOWS


def _may_tell(spec: Spec, world: World) -> bool:
    """Whether it is an inventory that only who may release, or runs this program, can write."""
    if world.connection:
        return isinstance(spec, OnRelease) and bool(spec.tag)
    if world.is_for_others or not isinstance(spec, OnDisk):
        return False
    path, folder = (world.folder / spec.text).resolve(), world.folder.resolve()
    return path.name.endswith(INVENTORY_NAMES) and not path.is_relative_to(folder)
