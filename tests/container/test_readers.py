"""Processes that read wheels, as children of a container's first process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.container.engine import Engine

HANGING = Path(__file__).parents[1] / "cli" / "hanging.py"
PYTHON = "/opt/wheel-ceiling/bin/python"
READS = """
import os
from pathlib import Path
from wheel_ceiling.model import WheelName
from wheel_ceiling.sources.kept import Here
from wheel_ceiling.sources.offer import Offer
from wheel_ceiling.sources.store import Store
from wheel_ceiling.sources.workers import read_offers

class Told(Here, frozen=True):
    def read(self, path):
        with Path("/tmp/readers").open("a") as file:
            print(os.getppid(), file=file)
        return Here.read(self, path)

offers = [
    Offer(WheelName(name, "", ""), Told(Path(name), name, Store(Path("/tmp/cache"))))
    for name in ("a-1-py3-none-any.whl", "b-1-py3-none-any.whl")
]
outcomes = read_offers(offers, 2)
print([type(outcome).__name__ for outcome in outcomes], Path("/tmp/readers").read_text().split())
print([path.name for path in Path("/proc").iterdir() if path.name.isdecimal()])
"""


def test_the_first_process_forks_and_leaves_no_zombie(engine: Engine) -> None:
    outcomes, processes = engine.inside(PYTHON, "-c", READS).splitlines()

    # Each is read once more by the first process itself, whose parent has no number here.
    assert outcomes == "['UnreadableWheel', 'UnreadableWheel'] ['1', '1', '0', '0']"
    assert processes == "['1']"


def test_docker_stop_ends_it_at_once(engine: Engine) -> None:
    with hanging(engine) as name:
        begun = time.monotonic()
        engine.ask("stop", name)

        assert time.monotonic() - begun < 5
        assert engine.ask("inspect", "--format={{.State.ExitCode}}", name) == "143"


@contextmanager
def hanging(engine: Engine) -> Iterator[str]:
    """Yield the name of a container that reads without end."""
    name = f"wheel-ceiling-{uuid4().hex}"
    words = ("-c", HANGING.read_text("utf-8"), "/tmp/parts")
    engine.ask(
        "run", "-d", f"--name={name}", "--network=host", f"--entrypoint={PYTHON}", engine.image,
        *words,
    )  # fmt: skip
    try:
        latest = time.monotonic() + 20
        while not engine.ask("logs", name):
            assert time.monotonic() < latest, "it never began"
            time.sleep(0.05)
        yield name
    finally:
        engine.ask("rm", "-f", name)
