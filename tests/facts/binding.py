"""The modules of `tests/fixtures/shadowing`, bound by ld.so itself: what it says it did."""

import os
import re
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from wheel_ceiling.facts.binding import SharedObject
from wheel_ceiling.facts.embedded import recognise
from wheel_ceiling.wheels.elf import read_elf

_BOUND = re.compile(r"binding file (\S+) \[0\] to (\S+) \[0\]: \w+ symbol `([^']+)'")
_PID = re.compile(r"^ *\d+:\t", re.MULTILINE)


@cache
def shared_object(path: Path) -> SharedObject:
    """The file as we read it."""
    return SharedObject(read_elf(str(path), memoryview(path.read_bytes())))


def bound(host: Path, modules: Sequence[Path], folder: Path) -> set[tuple[str, str, str]]:
    """Load the modules one after the other; return who asked for what, and whose it got.

    Files are named from the folder. Left out is what nobody knows, as main or strlen.
    """
    done = subprocess.run(
        [str(host), *map(str, modules)],
        env={"LD_DEBUG": "bindings", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    found = _BOUND.findall(_PID.sub("", done.stderr))
    known = {found[number] for number, _ in recognise(name for _, _, name in found)}
    return {
        (_short(owner, folder), name, _short(target, folder))
        for owner, target, name in known
        if Path(owner).parent.name != host.parent.name
    }


def _short(path: str, folder: Path) -> str:
    return os.path.normpath(path).removeprefix(f"{folder}/")
