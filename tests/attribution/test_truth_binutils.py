"""readelf and objdump give the same versions, ceilings and forcing symbols as we do."""

from pathlib import Path

import pytest

from tests.attribution.compiled import FOLDER, facts_of
from tests.attribution.objdump import Opinion, ask, disagreements, needs_binutils, number
from wheel_ceiling.model import ElfKind

_OTHERS = FOLDER.parent / "elf"
FILES = sorted((*FOLDER.glob("*.so"), FOLDER / "load", *_OTHERS.glob("*.so"), _OTHERS / "program"))


@needs_binutils
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_gnu_tools_agree_with_us(path: Path) -> None:
    assert disagreements(facts_of(path), ask(path)) == []


@needs_binutils
def test_gnu_tools_disagree_where_a_symbol_is_missing() -> None:
    opinion = ask(FOLDER / "x86_64-2.29.so")
    fewer = Opinion(opinion.needs, opinion.symbols - {("GLIBC_2.29", "exp")}, opinion.weak)
    assert disagreements(facts_of(FOLDER / "x86_64-2.29.so"), fewer) == ["symbols", "attribution"]
    other = facts_of(FOLDER / "x86_64-2.28.so")
    assert disagreements(other, opinion) == ["needs", "symbols", "ceilings", "attribution"]


@needs_binutils
def test_the_files_are_of_every_machine() -> None:
    files = [facts_of(path) for path in FILES]
    assert len({file.machine for file in files}) == 8
    assert {file.kind for file in files} == {ElfKind.LIBRARY, ElfKind.EXECUTABLE}


def test_a_version_without_a_number_has_none() -> None:
    assert number("GLIBC_2.2.5") == (2, 2, 5)
    assert number("GLIBC_PRIVATE") == number("GLIBC_ABI_DT_RELR") == number("") == ()
