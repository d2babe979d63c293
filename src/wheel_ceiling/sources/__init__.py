"""Where wheels come from, built or baseline: disk, a server, the package index, an inventory."""

from wheel_ceiling.addresses import shown_source
from wheel_ceiling.sources.atomic import write_text
from wheel_ceiling.sources.baseline import find_baseline
from wheel_ceiling.sources.built_libraries import open_libraries
from wheel_ceiling.sources.changes import find_changes
from wheel_ceiling.sources.host_programs import open_hosts
from wheel_ceiling.sources.inventory import encode_inventory, read_inventory, write_inventory
from wheel_ceiling.sources.library_inventory import (
    encode_library_inventory,
    write_library_inventory,
)
from wheel_ceiling.sources.offer import Offer, Shelf, found_twice
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import Limits, Progress, Silence, World

__all__ = [
    "Limits",
    "Offer",
    "Progress",
    "Shelf",
    "Silence",
    "World",
    "encode_inventory",
    "encode_library_inventory",
    "find_baseline",
    "find_changes",
    "found_twice",
    "open_hosts",
    "open_libraries",
    "open_source",
    "read_inventory",
    "shown_source",
    "write_inventory",
    "write_library_inventory",
    "write_text",
]
