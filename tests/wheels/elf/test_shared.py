"""Names of well-known libraries, and the relocations that ask for them."""

from io import BytesIO
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection

from tests.fixtures.shadowing.build import HERE, MODULES
from tests.wheels.elf.files import FOLDER
from wheel_ceiling.model import ElfFacts, ExportedFamily, SharedSymbol, WantedFamily
from wheel_ceiling.wheels.elf import DamagedElf, read_elf
from wheel_ceiling.wheels.elf.dynamic import Dynamic, read_dynamic
from wheel_ceiling.wheels.elf.gabi import DT
from wheel_ceiling.wheels.elf.image import open_image
from wheel_ceiling.wheels.elf.relocations import referenced_symbols

REAL = [
    *(path for path in sorted(FOLDER.glob("*.so*")) if path.suffix not in (".readelf", ".debug")),
    *sorted(HERE.glob("*/*.so*")),
]


def read(path: Path) -> ElfFacts:
    return read_elf(path.name, memoryview(path.read_bytes()))


def module(name: str) -> ElfFacts:
    return read(HERE / name / "module.abi3.so")


def known_to_pyelftools(data: bytes) -> frozenset[int]:
    """The numbers of the symbols that the relocations of loaded sections name."""
    file = ELFFile(BytesIO(data))
    found: set[int] = set()
    for section in file.iter_sections():
        if isinstance(section, RelocationSection) and section["sh_flags"] & 2:
            found |= {entry["r_info_sym"] for entry in section.iter_relocations()}
    return frozenset(found - {0})


@pytest.mark.parametrize("path", REAL, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_symbols_that_relocations_name_are_those_that_pyelftools_sees(path: Path) -> None:
    data = path.read_bytes()
    image = open_image(memoryview(data))

    ours = referenced_symbols(image, read_dynamic(image))

    assert ours - {0} == known_to_pyelftools(data)


def test_every_class_and_byte_order_is_among_the_files() -> None:
    images = [open_image(memoryview(path.read_bytes())) for path in REAL]

    assert {(image.records.bits, image.records.order) for image in images} == {
        (64, "<"),
        (64, ">"),
        (32, "<"),
    }


@pytest.mark.parametrize(
    ("address", "size"), [(0x10_0000_0000, 24), (0, 2**40)], ids=["nowhere", "endless"]
)
def test_a_table_that_leads_out_of_the_file_is_damage(address: int, size: int) -> None:
    image = open_image(memoryview((HERE / "default/module.abi3.so").read_bytes()))
    dynamic = read_dynamic(image)
    entries = {**dynamic.entries, DT["DT_RELA"]: (address,), DT["DT_RELASZ"]: (size,)}

    with pytest.raises(DamagedElf, match="table of relocations"):
        referenced_symbols(image, Dynamic(entries, dynamic.strings))


@pytest.mark.parametrize(
    ("name", "interposable"),
    [
        ("default", 4),
        ("symbolic-functions", 2),
        ("own-version", 4),
        ("symbolic", 0),
        ("protected", 0),
    ],
)
def test_what_is_exported_and_can_be_taken_over_is_counted(name: str, interposable: int) -> None:
    [family] = module(name).exported_families

    samples = ("adler32", "crc32", "deflate_copyright")
    versioned = interposable if name == "own-version" else 0
    assert family == ExportedFamily("zlib", 4, samples, interposable, versioned)


@pytest.mark.parametrize("name", ["hidden", "version-script", "exclude-libs"])
def test_what_is_kept_inside_is_not_there(name: str) -> None:
    facts = module(name)

    assert facts.exported_families == ()
    assert facts.wanted_families == (WantedFamily("zlib", 1, 1),)


def test_unique_names_are_told_though_they_say_nothing_of_what_is_inside() -> None:
    assert module("unique").exported_families == (
        ExportedFamily("Abseil", 0, (), interposable=1, unique=1),
    )


def test_wanted_names_are_counted_with_and_without_versions() -> None:
    assert module("bundled").wanted_families == (WantedFamily("zlib", 5, 5),)
    assert module("bundled-versioned").wanted_families == (WantedFamily("zlib", 5, 0),)


def test_versions_are_told_as_the_loader_weighs_them() -> None:
    found = read(HERE / "hosts/libzv.so.1").shared_symbols

    [copyright_] = [one for one in found if one.name == "deflate_copyright"]
    assert copyright_ == SharedSymbol(
        "deflate_copyright", "zlib", "ZLIB_1.0", is_defined=True, is_oldest=True, is_hidden=True
    )
    versions = {one.version: one.is_hidden for one in found if one.name == "zlibVersion"}
    assert versions == {"ZLIB_1.0": True, "ZLIB_2.0": False}


def test_each_module_has_something_to_tell() -> None:
    assert all(module(name).shared_symbols for name in MODULES)
