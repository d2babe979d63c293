"""The JSON schemas of inventory files.

`python -m wheel_ceiling.sources.schema` prints that of wheels, with `libraries` that of built
libraries.
"""

import json
import sys

import msgspec

from wheel_ceiling.sources.recorded import (
    INVENTORY_VERSION,
    LIBRARIES_VERSION,
    RecordedInventory,
    RecordedLibraries,
)


def inventory_schema() -> str:
    """Return the schema as it stands in docs/inventory.schema.json."""
    return _schema("inventory", INVENTORY_VERSION, RecordedInventory)


def libraries_schema() -> str:
    """Return the schema as it stands in docs/libraries.schema.json."""
    return _schema("libraries", LIBRARIES_VERSION, RecordedLibraries)


def _schema(name: str, version: int, shape: type) -> str:
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:wheel-ceiling:{name}:{version}",
        "title": f"wheel-ceiling {name}, version {version}",
        **msgspec.json.schema(shape),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(libraries_schema() if sys.argv[1:] == ["libraries"] else inventory_schema())
