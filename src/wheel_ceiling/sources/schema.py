"""The JSON schema of inventory files: `python -m wheel_ceiling.sources.schema` prints it."""

import json
import sys

import msgspec

from wheel_ceiling.sources.recorded import INVENTORY_VERSION, RecordedInventory


def inventory_schema() -> str:
    """Return the schema as it stands in docs/inventory.schema.json."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:wheel-ceiling:inventory:{INVENTORY_VERSION}",
        "title": f"wheel-ceiling inventory, version {INVENTORY_VERSION}",
        **msgspec.json.schema(RecordedInventory),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(inventory_schema())
