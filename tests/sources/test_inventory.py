import gzip
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace

from tests.build import NAME, UBUNTU, library, wheel
from tests.wheel_files import write_wheel
from wheel_ceiling import __version__
from wheel_ceiling.errors import CouldNotJudge, WrongCall
from wheel_ceiling.model import (
    ElfFacts,
    Inventory,
    Member,
    Problem,
    RecordFault,
    SectionSizes,
    Wheel,
)
from wheel_ceiling.sources.inventory import read_inventory, write_inventory
from wheel_ceiling.sources.schema import inventory_schema
from wheel_ceiling.wheels.read import read_wheel

SCHEMA = Path(__file__).parents[2] / "docs" / "inventory.schema.json"
LIBRARY = library(
    exports=("PyInit_x", "x"),
    export_count=2,
    undefined=("memcpy", "PyLong_Type"),
    python_symbols=("PyLong_Type",),
    compilers=(UBUNTU, "odd \x1b[31m\n|`"),
    sections=SectionSizes(code=1, data=2, debug=3, symbols=4, other=5),
)
WHEEL = wheel(
    NAME,
    LIBRARY,
    record=(RecordFault("a\nb", "unlisted"),),
    problems=(Problem(NAME, "is odd", "fix it", "a\nb"),),
    extra=(Member("../x", 1, 2, 3),),
)
BUILD = wheel("ray-2.9.0-1rc-cp310-cp310-manylinux2014_x86_64.whl")
BUILT = Inventory("dist/", (WHEEL, BUILD), problems=(Problem("x", "y", "z"),))


def forgetful(original: Wheel) -> Wheel:
    """The wheel as a recorded inventory keeps it."""
    libraries: tuple[ElfFacts, ...] = tuple(
        replace(facts, exports=(), undefined=()) for facts in original.libraries
    )
    return replace(original, libraries=libraries)


@pytest.mark.parametrize("name", ["i.json", "i.json.gz"])
def test_what_is_read_is_what_was_written(tmp_path: Path, name: str) -> None:
    write_inventory(BUILT, "fail", tmp_path / name)

    found = read_inventory(tmp_path / name)

    assert found == Inventory(
        "dist/", (BUILD, forgetful(WHEEL)), problems=BUILT.problems, verdict="fail"
    )
    assert found.wheels[1].libraries[0].export_count == 2


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    write_inventory(BUILT, "pass", tmp_path / "i.json.gz")
    (tmp_path / "i.json.gz").rename(tmp_path / "i.json")

    assert len(read_inventory(tmp_path / "i.json").wheels) == 2


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.json", "a.json.gz"):
        other = Inventory("dist/", BUILT.wheels[::-1], problems=BUILT.problems)
        write_inventory(BUILT, "pass", tmp_path / name)
        first = (tmp_path / name).read_bytes()
        write_inventory(other, "pass", tmp_path / name)

        assert (tmp_path / name).read_bytes() == first


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    write_inventory(BUILT, "warn", tmp_path / "i.json")

    text = (tmp_path / "i.json").read_text()
    document = json.loads(text)

    assert list(document) == [
        "inventory_version",
        "program",
        "source",
        "verdict",
        "wheels",
        "problems",
    ]
    assert document["inventory_version"] == 1
    assert document["program"] == f"wheel-ceiling {__version__}"
    assert document["verdict"] == "warn"
    assert text.startswith('{\n "inventory_version": 1,\n')
    assert text.endswith("}\n")


def test_an_inventory_of_a_later_version_asks_for_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "wheel-ceiling.json"
    path.write_text('{"inventory_version": 2, "wheels": "of another shape"}')

    with pytest.raises(
        CouldNotJudge, match=r"wheel-ceiling\.json has inventory version 2"
    ) as caught:
        read_inventory(path)

    assert "Upgrade wheel-ceiling" in caught.value.hint


def test_fields_of_tomorrow_are_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "i.json"
    write_inventory(BUILT, "pass", path)
    document = json.loads(path.read_text())
    document["colour"] = document["wheels"][0]["colour"] = "green"
    path.write_text(json.dumps(document))

    assert len(read_inventory(path).wheels) == 2


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"wheels": 3}, r"\$\.wheels"),
        ({"wheels": [{"label": {"filename": 3}}]}, r"\$\.wheels\[0\]\.label\.filename"),
        ({"wheels": [{}]}, r"`label` - at `\$\.wheels\[0\]`"),
        ({"verdict": "splendid"}, r"\$\.verdict"),
        ({"inventory_version": "one"}, r"\$\.inventory_version"),
        ({"inventory_version": 0}, r"\$\.inventory_version"),
    ],
)
def test_a_wrong_shape_names_the_file_and_the_place_in_it(
    tmp_path: Path, change: dict[str, object], place: str
) -> None:
    path = tmp_path / "i.json"
    write_inventory(BUILT, "pass", path)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))

    with pytest.raises(CouldNotJudge, match=rf"shown\.json is no inventory.*{place}"):
        read_inventory(path, "shown.json")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"inventory_version": 1, "x": "\xff"}',
        b'{"inventory_version": 1, "x": ' + b"[" * 100_000,
        b"\x1f\x8b",
        b"\x1f\x8bnot gzip at all",
        gzip.compress(b'{"inventory_version": 1}', mtime=0)[:-9],
        gzip.compress(b"{}", mtime=0)[:-4] + b"\0\0\0\0",
    ],
)
def test_damage_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "i.json"
    path.write_bytes(content)

    with pytest.raises(CouldNotJudge, match=r"i\.json is no inventory that can be read") as caught:
        read_inventory(path)

    assert "Record it again" in caught.value.hint


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_more_than_anybody_records_is_not_read(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "i.json").write_bytes(pack(b"1" * 1001))

    with pytest.raises(CouldNotJudge, match="more than 1000 bytes"):
        read_inventory(tmp_path / "i.json", most=1000)


def test_a_missing_inventory_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CouldNotJudge, match="No such file"):
        read_inventory(tmp_path / "i.json")


def test_a_place_that_cannot_be_written_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(WrongCall, match="cannot be written"):
        write_inventory(BUILT, "pass", tmp_path / "file" / "i.json")


def test_the_committed_schema_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == inventory_schema(), (
        "run: python -m wheel_ceiling.sources.schema > docs/inventory.schema.json"
    )


def test_a_written_inventory_is_as_the_schema_says(tmp_path: Path) -> None:
    real = read_wheel(write_wheel(tmp_path, NAME, {"ray/__init__.py": b""}))
    write_inventory(Inventory("dist/", (real, WHEEL, BUILD)), "pass", tmp_path / "i.json")
    document = json.loads((tmp_path / "i.json").read_text())
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

    validator.check_schema(validator.schema)
    validator.validate(document)
    assert not validator.is_valid({**document, "inventory_version": 2})
    assert not validator.is_valid({**document, "wheels": [{}]})
