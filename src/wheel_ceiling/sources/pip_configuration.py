"""Which package index pip is configured for: its environment variable and files, in its order.

Only the one index: never the extra indexes or find-links, where a namesake may be.
"""

import configparser
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from wheel_ceiling.errors import WrongSettings


def configured_index(
    environment: Mapping[str, str],
    prefix: Path = Path(sys.prefix),
    system: str = sys.platform,
) -> str:
    """Return the address of the index, empty where none is configured."""
    if url := environment.get("PIP_INDEX_URL", "").strip():
        return url
    if environment.get("PIP_CONFIG_FILE") == os.devnull:
        return ""
    found = [_index_in(file) for file in configuration_files(environment, prefix, system)]
    return next((url for url in reversed(found) if url), "")


def configuration_files(
    environment: Mapping[str, str], prefix: Path, system: str
) -> Iterator[Path]:
    """Yield pip's files; a later one wins (pip documentation, "Configuration files")."""
    name = "pip.ini" if system == "win32" else "pip.conf"
    chosen = environment.get("PIP_CONFIG_FILE", "")
    for folder in _global_folders(environment, system):
        yield folder / name
    # pip leaves out the user's files when PIP_CONFIG_FILE names one that exists.
    if not (chosen and Path(chosen).exists()):
        for folder in _user_folders(environment, system):
            yield folder / name
    yield Path(environment.get("VIRTUAL_ENV") or prefix) / name
    if chosen:
        yield Path(chosen)


def _global_folders(environment: Mapping[str, str], system: str) -> Iterator[Path]:
    if system == "win32":
        yield Path(environment.get("PROGRAMDATA") or r"C:\ProgramData") / "pip"
    elif system == "darwin":
        yield Path("/Library/Application Support/pip")
    else:
        folders = environment.get("XDG_CONFIG_DIRS") or "/etc/xdg"
        yield from (Path(folder) / "pip" for folder in folders.split(":") if folder)
        yield Path("/etc")


def _user_folders(environment: Mapping[str, str], system: str) -> Iterator[Path]:
    home = environment.get("USERPROFILE" if system == "win32" else "HOME", "")
    if not home:
        return
    if system == "win32":
        yield Path(home) / "pip"
        yield Path(environment.get("APPDATA") or Path(home, "AppData", "Roaming")) / "pip"
        return
    yield Path(home) / ".pip"
    of_apple = Path(home, "Library", "Application Support", "pip")
    if system == "darwin" and of_apple.is_dir():
        yield of_apple
    elif system == "darwin":
        yield Path(home, ".config", "pip")
    else:
        yield Path(environment.get("XDG_CONFIG_HOME") or Path(home, ".config")) / "pip"


def _index_in(file: Path) -> str:
    parser = configparser.RawConfigParser()
    try:
        parser.read(file, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError) as error:
        raise WrongSettings(
            f"{file}, a configuration file of pip, cannot be read.",
            "`pip config debug` says what is wrong with it.",
        ) from error
    if not parser.has_section("global"):
        return ""
    # pip takes index_url and --index-url for the same.
    keys = {key.replace("_", "-").removeprefix("--"): key for key in parser["global"]}
    return parser["global"][keys["index-url"]].strip() if "index-url" in keys else ""
