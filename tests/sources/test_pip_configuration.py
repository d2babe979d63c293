import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from wheel_ceiling.errors import WrongSettings
from wheel_ceiling.sources.pip_configuration import configuration_files, configured_index

HERE = "https://index.test/simple"


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment in which every file of pip's is below the temporary folder."""
    return {
        "HOME": str(tmp_path / "home"),
        "XDG_CONFIG_DIRS": str(tmp_path / "etc"),
        "VIRTUAL_ENV": str(tmp_path / "venv"),
    }


def configure(path: Path, index: str, key: str = "index-url", section: str = "global") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[{section}]\n{key} = {index}\nextra-index-url = https://extra.test/\n")


def asked(environment: Mapping[str, str]) -> str:
    return configured_index(environment, Path("/nowhere"), "linux")


def test_without_configuration_there_is_no_index(home: dict[str, str]) -> None:
    assert asked(home) == ""


@pytest.mark.parametrize(
    "place",
    ["etc/pip/pip.conf", "home/.pip/pip.conf", "home/.config/pip/pip.conf", "venv/pip.conf"],
)
def test_every_file_of_pips_is_read(tmp_path: Path, home: dict[str, str], place: str) -> None:
    configure(tmp_path / place, HERE)

    assert asked(home) == HERE


def test_the_order_is_pips(tmp_path: Path, home: dict[str, str]) -> None:
    places = [
        "etc/pip/pip.conf",
        "home/.pip/pip.conf",
        "home/.config/pip/pip.conf",
        "venv/pip.conf",
    ]
    for number, place in enumerate(places):
        configure(tmp_path / place, f"https://{number}.test/")
        assert asked(home) == f"https://{number}.test/"
    named = tmp_path / "named.conf"
    configure(named, "https://named.test/")
    home["PIP_CONFIG_FILE"] = str(named)
    assert asked(home) == "https://named.test/"
    home["PIP_INDEX_URL"] = " https://variable.test/ "
    assert asked(home) == "https://variable.test/"


def test_the_users_files_are_left_out_when_another_is_named(
    tmp_path: Path, home: dict[str, str]
) -> None:
    configure(tmp_path / "home/.config/pip/pip.conf", HERE)
    named = tmp_path / "named.conf"
    home["PIP_CONFIG_FILE"] = str(named)
    assert asked(home) == HERE

    named.write_text("")
    assert asked(home) == ""


def test_no_file_is_read_when_the_null_device_is_named(
    tmp_path: Path, home: dict[str, str]
) -> None:
    configure(tmp_path / "venv/pip.conf", HERE)
    home["PIP_CONFIG_FILE"] = os.devnull

    assert asked(home) == ""


def test_the_environment_says_where_the_users_file_is(tmp_path: Path, home: dict[str, str]) -> None:
    configure(tmp_path / "xdg/pip/pip.conf", HERE)
    home["XDG_CONFIG_HOME"] = str(tmp_path / "xdg")

    assert asked(home) == HERE


def test_without_a_virtual_environment_the_interpreters_own_is_meant(
    tmp_path: Path, home: dict[str, str]
) -> None:
    configure(tmp_path / "prefix/pip.conf", HERE)
    del home["VIRTUAL_ENV"]

    assert configured_index(home, tmp_path / "prefix", "linux") == HERE


@pytest.mark.parametrize("key", ["index_url", "Index-URL", "--index-url"])
def test_every_spelling_of_pips_is_understood(
    tmp_path: Path, home: dict[str, str], key: str
) -> None:
    configure(tmp_path / "venv/pip.conf", HERE, key)

    assert asked(home) == HERE


def test_other_sections_and_extra_indexes_are_not_asked(
    tmp_path: Path, home: dict[str, str]
) -> None:
    configure(tmp_path / "venv/pip.conf", HERE, section="wheel")
    home["PIP_EXTRA_INDEX_URL"] = HERE

    assert asked(home) == ""


@pytest.mark.parametrize("content", [b"index-url = x", b"[global]\n\xff\xfe"])
def test_a_damaged_file_is_named(tmp_path: Path, home: dict[str, str], content: bytes) -> None:
    path = tmp_path / "venv" / "pip.conf"
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(WrongSettings, match=r"venv.pip\.conf"):
        asked(home)


def test_the_places_on_a_mac() -> None:
    files = configuration_files({"HOME": "/Users/bob"}, Path("/venv"), "darwin")

    assert list(map(str, files)) == [
        "/Library/Application Support/pip/pip.conf",
        "/Users/bob/.pip/pip.conf",
        "/Users/bob/.config/pip/pip.conf",
        "/venv/pip.conf",
    ]


def test_the_place_on_a_mac_that_has_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "Library" / "Application Support" / "pip"
    folder.mkdir(parents=True)

    files = configuration_files({"HOME": str(tmp_path)}, Path("/venv"), "darwin")

    assert folder / "pip.conf" in files


def test_the_places_on_windows() -> None:
    environment = {"USERPROFILE": "bob", "APPDATA": "bob/roaming", "PROGRAMDATA": "all"}

    files = configuration_files(environment, Path("venv"), "win32")

    assert [path.as_posix() for path in files] == [
        "all/pip/pip.ini",
        "bob/pip/pip.ini",
        "bob/roaming/pip/pip.ini",
        "venv/pip.ini",
    ]


def test_a_user_without_a_home_has_no_files() -> None:
    files = configuration_files({"XDG_CONFIG_DIRS": "/a:/b"}, Path("/venv"), "linux")

    assert list(map(str, files)) == [
        "/a/pip/pip.conf",
        "/b/pip/pip.conf",
        "/etc/pip.conf",
        "/venv/pip.conf",
    ]
