"""Our facts beside those of pyelftools and readelf, for real files and for those tests write."""

import pytest

from tests.elf_bytes import elf_bytes
from tests.wheels.elf.files import (
    FOLDER,
    MACHINE_NAMES,
    REAL_FILES,
    facts_of,
    full_for,
    real,
    without_section_headers,
)
from tests.wheels.elf.opinions import by_pyelftools, by_readelf, by_us
from wheel_ceiling.model import ElfKind

LINKED = [name for name in REAL_FILES if not name.endswith((".o", ".debug"))]


def test_there_are_files_of_every_kind() -> None:
    machines = {facts_of(real(name)).machine for name in REAL_FILES}
    kinds = {facts_of(real(name)).kind for name in REAL_FILES}

    assert machines == set(MACHINE_NAMES) - {"ppc64"}
    assert kinds == set(ElfKind) - {ElfKind.OTHER}


@pytest.mark.parametrize("name", REAL_FILES)
def test_readelf_says_the_same_of_real_files(name: str) -> None:
    text = (FOLDER / f"{name}.readelf").read_text("utf-8")

    assert by_us(facts_of(real(name))) == by_readelf(text)


@pytest.mark.parametrize("name", REAL_FILES)
def test_pyelftools_says_the_same_of_real_files(name: str) -> None:
    assert by_us(facts_of(real(name))) == by_pyelftools(real(name))


@pytest.mark.parametrize("machine", MACHINE_NAMES)
@pytest.mark.parametrize("hash_table", ["gnu", "sysv"])
def test_pyelftools_says_the_same_of_written_files(machine: str, hash_table: str) -> None:
    data = elf_bytes(full_for(machine, hash_table=hash_table))

    assert by_us(facts_of(data)) == by_pyelftools(data)


@pytest.mark.parametrize("name", LINKED)
def test_a_real_file_without_section_headers_says_the_same(name: str) -> None:
    whole, bare = facts_of(real(name)), facts_of(without_section_headers(real(name)))

    assert by_us(bare) == by_us(whole)
    assert bare.loaded_size == whole.loaded_size
    assert bare.flags == whole.flags
    assert bare.version_definitions == whole.version_definitions


@pytest.mark.parametrize("machine", MACHINE_NAMES)
@pytest.mark.parametrize("hash_table", ["gnu", "sysv"])
@pytest.mark.parametrize("exports", [(), ("PyInit_full", "full_start")])
def test_a_written_file_without_section_headers_says_the_same(
    machine: str, hash_table: str, exports: tuple[str, ...]
) -> None:
    spec = full_for(machine, hash_table=hash_table, exports=exports)
    bare = elf_bytes(
        full_for(machine, hash_table=hash_table, exports=exports, section_headers=False)
    )

    assert by_us(facts_of(bare)) == by_us(facts_of(elf_bytes(spec)))
