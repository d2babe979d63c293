"""What a baseline that was named tells of the built wheels before they are read.

A wheel that is in it already needs nothing but its digest, and a file that is, too. Only an
inventory that the user names in a terminal is believed so far: one that lies in the tree may be
written by whoever wants the change that is judged, and could call any file harmless.
"""

from contextlib import suppress

from msgspec.structs import replace

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import Settings
from wheel_ceiling.sources.inventory import INVENTORY_NAMES, read_inventory
from wheel_ceiling.sources.known import NOBODY_KNOWS, Known
from wheel_ceiling.sources.local import readable
from wheel_ceiling.sources.spec import OnDisk, parse_spec
from wheel_ceiling.sources.store import reader_digest
from wheel_ceiling.sources.world import World


def foresee(settings: Settings, world: World) -> Known:
    """Return what the baseline tells; nothing where it must not, or cannot be read."""
    with suppress(CouldNotJudge):  # the baseline will say so itself
        spec = parse_spec(settings.baseline)
        if isinstance(spec, OnDisk) and _may_tell(spec.text, world):
            path = world.folder / spec.text
            inventory = read_inventory(path, readable(spec.text))
            known = Known.of(inventory.wheels, reader_digest(), settings)
            return replace(known, inventories={path: inventory})
    return NOBODY_KNOWS


def _may_tell(text: str, world: World) -> bool:
    """Whether it is an inventory, and no pull request's workspace holds it."""
    return text.endswith(INVENTORY_NAMES) and world.connection is None
