"""The inventory of built libraries is a contract: what is written is what the schema says."""

import gzip
import json
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace

from tests.build import library
from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import BuildOutput
from wheel_ceiling.sources.library_inventory import (
    read_library_inventory,
    read_recorded_libraries,
    write_library_inventory,
)
from wheel_ceiling.sources.schema import libraries_schema

SCHEMA = Path(__file__).parents[2] / "docs" / "libraries.schema.json"
BUILD = BuildOutput("bazel-bin/", (library("bazel-bin/ray/_raylet.so", code_digest="a"),))


@pytest.mark.parametrize("name", ["built.json", "built.json.gz"])
def test_what_was_written_is_read(tmp_path: Path, name: str) -> None:
    write_library_inventory(BUILD, tmp_path / name)

    read = read_library_inventory(tmp_path / name, name)

    assert read == replace(BUILD, source=name)
    assert (tmp_path / name).read_bytes().startswith(b"\x1f\x8b") is name.endswith(".gz")


def test_the_committed_schema_is_current() -> None:
    assert SCHEMA.read_text("utf-8") == libraries_schema(), (
        "run: python -m wheel_ceiling.sources.schema libraries > docs/libraries.schema.json"
    )


def test_a_written_inventory_is_as_the_schema_says(tmp_path: Path) -> None:
    write_library_inventory(BUILD, tmp_path / "built.json")
    document = json.loads((tmp_path / "built.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))

    validator.check_schema(validator.schema)
    validator.validate(document)
    assert not validator.is_valid({**document, "libraries_version": 2})
    assert not validator.is_valid({**document, "libraries": [{}]})


DAMAGED = {
    "no JSON": b"{",
    "of wheels": b'{"inventory_version": 1, "wheels": []}',
    "with a library that is none": b'{"libraries_version": 1, "libraries": [{}]}',
    "cut short": gzip.compress(b"{}")[:-9],
    "too large": b" " * 1000,
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_what_is_no_inventory_of_libraries_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.json").write_bytes(data)

    with pytest.raises(CouldNotJudge, match=r"x\.json is no inventory"):
        read_library_inventory(tmp_path / "x.json", "x.json", 500)


def test_an_inventory_of_tomorrow_asks_for_an_upgrade(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"libraries_version": 2}', "utf-8")

    with pytest.raises(CouldNotJudge, match=r"reads up to 1"):
        read_library_inventory(tmp_path / "x.json", "x.json")


def test_json_of_another_kind_is_passed_over_and_damage_is_not(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"inventory_version": 1}', "utf-8")
    (tmp_path / "damaged.json").write_text("{", "utf-8")

    assert read_recorded_libraries(tmp_path / "other.json", "other.json") is None
    with pytest.raises(CouldNotJudge, match="no inventory of built libraries"):
        read_recorded_libraries(tmp_path / "damaged.json", "damaged.json")
