"""Time our reader inside one warm process, beside inflating the same ELF members and nothing else.

    python steady.py ROUNDS WHEEL

prints, as JSON, medians in seconds of: inspecting the wheel; inflating its ELF members with our
inflater; the same with zlib; the same with our inflater plus one sha256 of the bytes. The four are
run in turn, so that they share the machine's moods.
"""

import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter
from types import ModuleType

from wheel_ceiling.collecting import collect_seldom
from wheel_ceiling.wheels.inflating import INFLATED_BY
from wheel_ceiling.wheels.read import read_wheel

OURS = import_module({"isal": "isal.isal_zlib"}.get(INFLATED_BY, "zlib"))
WINDOW = 64 * 1024
LOCAL_HEADER = 30


def main(rounds: int, path: Path) -> None:
    """Run everything `rounds` times after one warm-up."""
    collect_seldom()  # as the program does
    wheel = read_wheel(path)
    members = compressed_members(path, {library.path for library in wheel.libraries})
    contenders: dict[str, Callable[[], object]] = {
        "inspect": lambda: read_wheel(path),
        "inflate": lambda: inflate(members, OURS),
        "inflate with zlib": lambda: inflate(members, zlib),
        "inflate and sha256": lambda: inflate(members, OURS, hashlib.sha256()),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            if turn:
                times[name].append(perf_counter() - start)
    sizes = [library.size for library in wheel.libraries]
    facts = {"ELF files": len(sizes), "ELF bytes": sum(sizes), "largest ELF": max(sizes)}
    print(json.dumps({**facts, **{name: median(taken) for name, taken in times.items()}}))


def compressed_members(path: Path, wanted: set[str]) -> list[bytes]:
    """Return the compressed bytes, so that no disk is part of the limit."""
    found = []
    with zipfile.ZipFile(path) as wheel, path.open("rb") as file:
        for info in wheel.infolist():
            if info.filename in wanted and info.compress_type == zipfile.ZIP_DEFLATED:
                file.seek(info.header_offset + 26)
                lengths = file.read(4)
                name = int.from_bytes(lengths[:2], "little")
                extra = int.from_bytes(lengths[2:], "little")
                file.seek(info.header_offset + LOCAL_HEADER + name + extra)
                found.append(file.read(info.compress_size))
    return found


def inflate(
    members: list[bytes], module: ModuleType, digest: "hashlib._Hash | None" = None
) -> None:
    """Inflate in windows, which is the fastest way that we know, and keep nothing."""
    for member in members:
        stream = module.decompressobj(-zlib.MAX_WBITS)
        for start in range(0, len(member), WINDOW):
            chunk = stream.decompress(member[start : start + WINDOW])
            if digest is not None:
                digest.update(chunk)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
