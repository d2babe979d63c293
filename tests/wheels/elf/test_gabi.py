"""Every number against pyelftools' tables."""

from collections.abc import Mapping

import pytest
from elftools.elf import constants, enums

from wheel_ceiling.wheels.elf import gabi

TABLES: dict[str, Mapping[str, int]] = {
    "ET": enums.ENUM_E_TYPE,
    "EM": enums.ENUM_E_MACHINE,
    "PT": enums.ENUM_P_TYPE_BASE,
    "PF": vars(constants.P_FLAGS),
    "SHT": enums.ENUM_SH_TYPE_BASE,
    "SHF": vars(constants.SH_FLAGS),
    "SHN": vars(constants.SHN_INDICES),
    "STB": enums.ENUM_ST_INFO_BIND,
    "STV": enums.ENUM_ST_VISIBILITY,
    "DT": enums.ENUM_D_TAG,
    "DF": {**enums.ENUM_DT_FLAGS, **enums.ENUM_DT_FLAGS_1},
}
# pyelftools knows it only as the first number that operating systems may use.
CALLED_OTHERWISE = {
    "STB_GNU_UNIQUE": "STB_LOOS",
    "SHT_GNU_VERDEF": "SHT_GNU_verdef",
    "SHT_GNU_VERNEED": "SHT_GNU_verneed",
    "SHT_GNU_VERSYM": "SHT_GNU_versym",
}
NUMBERS = {**gabi.DT, **gabi.EM} | {
    name: number for name, number in vars(gabi).items() if isinstance(number, int)
}


@pytest.mark.parametrize("name", NUMBERS)
def test_the_number_is_that_of_pyelftools(name: str) -> None:
    table = TABLES[name.partition("_")[0]]

    assert NUMBERS[name] == table[CALLED_OTHERWISE.get(name, name)]


def test_there_are_numbers() -> None:
    assert len(NUMBERS) > 50
