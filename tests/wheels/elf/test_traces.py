"""Where an ELF file holds paths of its build, packed or not."""

import zlib

import pytest

from tests.elf_bytes import ElfSpec, elf_bytes, lay_out, patched
from tests.wheels.elf.files import facts_of
from wheel_ceiling.model import Trace

PATH = b"\0/home/ada/ray/src/x.cc\0"
SHF_COMPRESSED = 0x800


def compressed(machine: str, body: bytes, kind: int = 1) -> bytes:
    """An ELF file whose .debug_str has the flag and a header of its class and order."""
    spec = ElfSpec(machine=machine)
    letters, numbers = ("IIQQ", (kind, 0, 99, 1)) if spec.bits == 64 else ("III", (kind, 99, 1))
    content = spec.words(letters, *numbers) + body
    file = lay_out(ElfSpec(machine=machine, sections={".debug_str": content}))
    size = 64 if spec.bits == 64 else 40
    headers = file.places["headers"]
    for place in range(headers.offset, headers.end, size):
        where = place + (24 if spec.bits == 64 else 16)
        offset = spec.words("Q" if spec.bits == 64 else "I", file.places[".debug_str"].offset)
        if file.data[where : where + len(offset)] == offset:
            flags = spec.words("Q" if spec.bits == 64 else "I", SHF_COMPRESSED)
            return patched(file.data, place + 8, flags)
    raise AssertionError


def test_constants_are_looked_through() -> None:
    facts = facts_of(elf_bytes(ElfSpec(rodata=PATH)))

    assert facts.traces == (Trace("strings", "/home/ada/ray/src/x.cc"),)


@pytest.mark.parametrize("section", [".debug_str", ".debug_line_str"])
def test_the_strings_of_debug_information_are_looked_through(section: str) -> None:
    facts = facts_of(elf_bytes(ElfSpec(sections={section: b"\0/tmp/x\0"})))

    assert facts.traces == (Trace("debug-info", "/tmp/x"),)


def test_other_sections_are_not() -> None:
    assert facts_of(elf_bytes(ElfSpec(sections={".debug_info": PATH}, data=PATH))).traces == ()


@pytest.mark.parametrize("machine", ["x86_64", "i686", "s390x"])
def test_packed_debug_information_is_unpacked(machine: str) -> None:
    facts = facts_of(compressed(machine, zlib.compress(PATH)))

    assert facts.traces == (Trace("debug-info", "/home/ada/ray/src/x.cc"),)


@pytest.mark.parametrize(
    "data",
    [
        compressed("x86_64", zlib.compress(PATH), kind=2),
        compressed("x86_64", b"no zlib at all"),
        compressed("x86_64", b""),
    ],
    ids=["zstd", "damaged", "empty"],
)
def test_what_is_packed_in_another_way_is_passed_over(data: bytes) -> None:
    assert facts_of(data).traces == ()


def test_what_unpacks_to_very_much_is_looked_at_to_a_bound() -> None:
    far = zlib.compress(bytes(16 * 1024**2) + PATH)

    assert facts_of(compressed("x86_64", far)).traces == ()


def test_exports_that_are_named_like_pythons_are_kept_but_for_entry_points() -> None:
    names = ("Py_Main", "_PyGen_Send", "PyInit_ray", "PyInitU_ray", "Pyramid", "ray_main")

    assert facts_of(elf_bytes(ElfSpec(exports=names))).python_exports == (
        "Py_Main",
        "_PyGen_Send",
        "Pyramid",
    )


def test_of_a_whole_python_some_names_are_enough() -> None:
    names = tuple(f"Py_{number}" for number in range(300))

    assert len(facts_of(elf_bytes(ElfSpec(exports=names))).python_exports) == 200
