"""The script that writes the table of build images."""

import json

import pytest

from scripts.build_images import (
    TABLE,
    differences,
    glob_of,
    packed,
    table_of,
    words_of_start_file,
)
from tests.elf_bytes import ElfSpec, elf_bytes
from wheel_ceiling.facts.image_table import Words, image_rows
from wheel_ceiling.model import ElfKind

NEWER = (Words("gcc-15", ("GCC: (Debian 15.1.0-1[)+]*",)),)
DEBIANS = {f"Debian {release}": NEWER for release in (11, 12, 13)}


def test_the_table_is_written_as_it_is_shipped() -> None:
    assert packed(image_rows()) == TABLE.read_text("utf-8")


def test_only_the_rows_that_packages_show_are_renewed() -> None:
    new = table_of(image_rows(), DEBIANS)

    changed = [row.name for row, old in zip(new, image_rows(), strict=True) if row != old]
    assert changed == list(DEBIANS)
    assert len(differences(image_rows(), new)) == len(DEBIANS)
    assert json.loads(packed(new))["rows"]


def test_the_words_of_a_start_file_are_read() -> None:
    word = "GCC: (Debian 12.2.0-14+deb12u1) 12.2.0"

    assert words_of_start_file(elf_bytes(ElfSpec(kind=ElfKind.OBJECT, comment=(word,)))) == (word,)
    assert words_of_start_file(elf_bytes(ElfSpec(kind=ElfKind.OBJECT))) == ()


def test_a_pattern_fits_later_point_releases() -> None:
    assert glob_of("GCC: (Debian 12.2.0-14+deb12u1) 12.2.0") == "GCC: (Debian 12.2.0-14[)+]*"
    assert glob_of("GCC: (Debian 12.2.0-14) 12.2.0") == "GCC: (Debian 12.2.0-14[)+]*"


def test_only_debians_words_are_taken() -> None:
    with pytest.raises(ValueError, match="no word of Debian's GCC"):
        glob_of("GCC: (GNU) 12.2.0")
