"""Bad input: a sentence that names the file and what to do, and the exit code of this table."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import call
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheel_files import wheel_bytes, write_wheel

NAME = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
LIBRARY = elf_bytes(ElfSpec(needed=("libc.so.6",)))
Maker = Callable[[Path], None]


def file(name: str, content: bytes) -> Maker:
    def make(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return make


def good_wheel(folder: Path) -> None:
    write_wheel(folder, NAME, {"ray/_raylet.so": LIBRARY})


def truncated(folder: Path) -> None:
    (folder / NAME).write_bytes(wheel_bytes(NAME, {"ray/_raylet.so": LIBRARY})[:-200])


def bomb(folder: Path) -> None:
    with zipfile.ZipFile(folder / NAME, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ray-2.9.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr("ray/_raylet.so", bytes(300 * 1024**2))


def without_wheel_file(folder: Path) -> None:
    write_wheel(folder, NAME, {"ray/_raylet.so": LIBRARY}, without=["WHEEL"])


def without_record(folder: Path) -> None:
    write_wheel(folder, NAME, {"ray/_raylet.so": LIBRARY}, without=["RECORD"])


def cut_library(folder: Path) -> None:
    write_wheel(folder, NAME, {"ray/_raylet.so": LIBRARY[:-64]})


def climbing_member(folder: Path) -> None:
    write_wheel(folder, NAME, {"../evil.so": LIBRARY})


def odd_names(folder: Path) -> None:
    write_wheel(folder, NAME, {"ray/\x1b[31mred.so": LIBRARY[:-64]})


def newer_inventory(folder: Path) -> None:
    (folder / "new.json").write_text(json.dumps({"inventory_version": 99, "wheels": []}), "utf-8")


def nothing(_: Path) -> None:
    return


CHECK = ("check", "--baseline", "none")
Row = tuple[str, Maker, tuple[str, ...], int, str]
TABLE: list[Row] = [
    ("not a zip", file(NAME, b"no zip at all"), (*CHECK, "."), 3, NAME),
    ("an empty file", file(NAME, b""), (*CHECK, "."), 3, NAME),
    ("truncated", truncated, (*CHECK, "."), 3, NAME),
    ("a zip bomb", bomb, (*CHECK, "."), 3, "zip bomb"),
    ("no WHEEL", without_wheel_file, (*CHECK, "."), 3, "no wheel that pip would install"),
    ("no RECORD", without_record, (*CHECK, "."), 1, "RECORD"),
    ("a cut library", cut_library, (*CHECK, "."), 3, "ray/_raylet.so"),
    ("a climbing member", climbing_member, (*CHECK, "."), 3, "../evil.so"),
    ("a name with escapes", odd_names, (*CHECK, "."), 3, "damaged ELF file"),
    ("an empty folder", nothing, (*CHECK, "."), 3, "no wheel"),
    ("a folder that is not there", nothing, (*CHECK, "nowhere/"), 3, "nowhere"),
    ("a file that is not there", nothing, (*CHECK, "x.whl"), 3, "x.whl"),
    ("a glob that matches nothing", nothing, (*CHECK, "*.whl"), 3, "*.whl"),
    ("a filter that keeps nothing", good_wheel, (*CHECK, ".", "--wheels", "*cp39*"), 3, "cp39"),
    ("no network for the wheels", nothing, (*CHECK, "pypi:ray==2.9.0"), 3, "ray"),
    ("no network for the baseline", good_wheel, ("check", "."), 3, "index"),
    ("no network by address", nothing, (*CHECK, "https://127.0.0.1:9/x.whl"), 3, "127.0.0.1"),
    ("a newer inventory", newer_inventory, ("check", ".", "--baseline", "new.json"), 3, "new.json"),
    ("a damaged inventory", file("x.json", b"{"), (*CHECK, "x.json"), 3, "x.json"),
    ("an unknown option", nothing, ("check", "--loudly"), 2, "--loudly"),
    ("an unknown command", nothing, ("judge",), 2, "judge"),
    ("an unknown rule", nothing, ("explain", "size-jump"), 2, "size-jumped"),
    ("a source only GitHub has", nothing, (*CHECK, "release:v1"), 2, "GitHub"),
    ("a wrong version", nothing, (*CHECK, "ray==not.a.version"), 2, "not.a.version"),
    ("a wrong glibc", good_wheel, (*CHECK, ".", "--max-glibc", "new"), 2, "max-glibc"),
    ("wrong settings", file("pyproject.toml", b"[tool"), CHECK, 2, "pyproject.toml"),
    ("settings that are not there", nothing, (*CHECK, "--settings", "x.toml"), 2, "x.toml"),
]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_bad_input(row: Row, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, make, words, code, said = row
    make(tmp_path)

    outcome = call(tmp_path, *words)

    # argparse writes past the streams that we hand around.
    printed = outcome.out + outcome.err + capsys.readouterr().err
    assert outcome.code == code, printed
    assert said in " ".join(printed.split())
    assert "Traceback" not in printed
    assert "\x1b" not in printed


@pytest.mark.parametrize("command", ["show", "record", "diff"])
def test_an_unreadable_wheel_is_told_by_every_command(command: str, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"no zip")
    words = {
        "show": ["show", NAME],
        "record": ["record", NAME, "-o", "out.json"],
        "diff": ["diff", NAME, NAME],
    }[command]

    outcome = call(tmp_path, *words)

    assert outcome.code == 3
    assert NAME in outcome.out + outcome.err
    assert not (tmp_path / "out.json").exists()


def test_a_report_that_cannot_be_written_is_a_wrong_call(tmp_path: Path) -> None:
    good_wheel(tmp_path)

    outcome = call(tmp_path, *CHECK, ".", "--output", f"{NAME}/report.md")

    assert outcome.code == 2
    assert f"{NAME}/report.md" in outcome.err
    assert "Traceback" not in outcome.err
