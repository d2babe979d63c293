"""The program with a reader that never answers and a download that never ends.

Both would outlive a careless program. The reader says who it is as soon as the download has begun,
in the folder that the first word names.
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from wheel_ceiling.cli import program
from wheel_ceiling.cli.surroundings import Surroundings
from wheel_ceiling.model import Wheel, WheelName
from wheel_ceiling.sources.atomic import temporary_path
from wheel_ceiling.sources.kept import Steps
from wheel_ceiling.sources.offer import Offer
from wheel_ceiling.sources.workers import read_offers

FOLDER = Path(sys.argv[1])


class Here(Steps, frozen=True):
    is_here: ClassVar[bool] = True

    def recall(self) -> None: ...

    def fetch(self) -> Path:
        return FOLDER

    def read(self, path: Path) -> Wheel:
        while not list(path.glob("*.part")):
            time.sleep(0.01)
        sys.stdout.write(f"{os.getpid()}\n")
        sys.stdout.flush()
        time.sleep(60)
        raise AssertionError


class Away(Here, frozen=True):
    is_here: ClassVar[bool] = False

    def fetch(self) -> Path:
        with temporary_path(FOLDER) as path:
            path.touch()
            time.sleep(60)
        raise AssertionError


def main(arguments: Sequence[str], surroundings: Surroundings) -> int:
    assert arguments
    assert surroundings.columns
    read_offers([Offer(WheelName("", "", ""), steps) for steps in (Away(), Here())], 2)
    return 0


if __name__ == "__main__":
    program.main = main
    program.run()
