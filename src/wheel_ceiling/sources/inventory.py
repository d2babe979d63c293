"""The inventory file: wheels' facts, written by `record`, that serve as a baseline or as built."""

import gzip
import io
import zlib
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec.structs import replace

from wheel_ceiling import __version__
from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import Inventory, Wheel
from wheel_ceiling.sources.atomic import write_bytes
from wheel_ceiling.sources.recorded import (
    INVENTORY_VERSION,
    AnyInventory,
    RecordedInventory,
)

INVENTORY_NAMES = (".json", ".json.gz")
MOST_BYTES = 512 * 1024**2
_GZIP_MAGIC = b"\x1f\x8b"


def write_inventory(inventory: Inventory, verdict: str, path: Path) -> None:
    """Write the inventory, compressed if the name ends with .gz; the same facts, the same bytes."""
    text = encode_inventory(inventory, verdict)
    packed = path.name.endswith(".gz")
    write_bytes(path, gzip.compress(text, mtime=0) if packed else text)


def encode_inventory(inventory: Inventory, verdict: str) -> bytes:
    """Return the inventory as JSON."""
    document = {
        "inventory_version": INVENTORY_VERSION,
        "program": f"wheel-ceiling {__version__}",
        "source": inventory.source,
        "verdict": verdict,
        "wheels": sorted(map(_shortened, inventory.wheels), key=lambda wheel: wheel.filename),
        "problems": inventory.problems,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def read_inventory(path: Path, shown: str = "", most: int = MOST_BYTES) -> Inventory:
    """Return a written inventory; raises CouldNotJudge, naming the file and the place in it."""
    name = shown or str(path)
    return _decode(text_of(path, name, most), name)


def read_recorded(path: Path, shown: str, most: int = MOST_BYTES) -> Inventory | None:
    """Return the inventory in a JSON file; None where it is JSON of another kind."""
    text = text_of(path, shown, most)
    return _decode(text, shown) if _is_inventory(text) else None


def text_of(path: Path, name: str, most: int) -> bytes:
    """Return the bytes of an inventory of any kind, unpacked; raises CouldNotJudge."""
    try:
        with path.open("rb") as file:
            text = _unpacked(file, most)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(name, _reason(error)) from error
    if len(text) > most:
        raise _damaged(name, f"it has more than {most} bytes")
    return text


def _is_inventory(text: bytes) -> bool:
    """Whether a file says of itself that it is an inventory, or is too damaged to say."""
    try:
        msgspec.json.decode(text, type=AnyInventory)
    except msgspec.ValidationError:
        return False
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return True
    return True


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error)


def _shortened(wheel: Wheel) -> Wheel:
    libraries = tuple(
        replace(facts, exports=(), undefined=(), shared_symbols=()) for facts in wheel.libraries
    )
    return replace(wheel, libraries=libraries)


def _unpacked(file: BinaryIO, most: int) -> bytes:
    head = file.read(most + 1)
    if not head.startswith(_GZIP_MAGIC):
        return head
    with gzip.GzipFile(fileobj=io.BytesIO(head)) as unpacked:
        return unpacked.read(most + 1)


def _decode(text: bytes, name: str) -> Inventory:
    try:
        version = msgspec.json.decode(text, type=AnyInventory).inventory_version
        if version > INVENTORY_VERSION:
            raise CouldNotJudge(
                f"{name} has inventory version {version}; this wheel-ceiling reads up to "
                f"{INVENTORY_VERSION}.",
                "Upgrade wheel-ceiling, or record the inventory with this version.",
            )
        found = msgspec.json.decode(text, type=RecordedInventory)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged(name, str(error)) from error
    return Inventory(
        found.source,
        found.wheels,
        problems=found.problems,
        verdict=found.verdict,
    )


def _damaged(name: str, what: str) -> CouldNotJudge:
    return CouldNotJudge(
        f"{name} is no inventory that can be read: {what.rstrip('.')}.",
        "Record it again: wheel-ceiling record SOURCE -o FILE.",
    )
