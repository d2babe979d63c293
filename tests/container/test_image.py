"""The image from outside: what it is made of, and whom it listens to."""

import json
import time
from pathlib import Path

import wheel_ceiling
from tests.container.engine import Engine, Runner

BAIT = 'import os\nopen(os.path.dirname(os.path.abspath(__file__)) + "/CAUGHT", "w").close()\n'
NAMES = (
    "wheel_ceiling/__init__.py",
    "wheel_ceiling.py",
    "github.py",
    "requests.py",
    "json.py",
    "sitecustomize.py",
    "usercustomize.py",
)
USER_SITE = "_github_home/.local/lib/python3.13/site-packages/usercustomize.py"
LEFT_BEHIND = """
from pathlib import Path
suspects = [*Path("/tmp").iterdir(), Path("/source"), Path("/root/.cache"), Path("/requirements")]
for name in ("flit_core", "pip", "setuptools"):
    suspects += Path("/opt/wheel-ceiling").rglob(f"site-packages/{name}")
print([str(path) for path in suspects if path.exists()])
"""
WITHOUT_BYTECODE = """
import sys
from pathlib import Path
import github, requests, pypi_simple, cachecontrol, rich.console, wheel_ceiling.action
modules = [module for module in sys.modules.values() if getattr(module, "__cached__", None)]
print([module.__name__ for module in modules if not Path(module.__cached__).exists()])
"""


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def caught(runner: Runner) -> list[Path]:
    return list(runner.folder.rglob("CAUGHT"))


def lay_bait(runner: Runner) -> None:
    for name in NAMES:
        put(runner.workspace / name, BAIT)
    put(runner.temporary / USER_SITE, BAIT)


def test_nothing_is_imported_from_the_pull_request(runner: Runner) -> None:
    lay_bait(runner)

    ended = runner.run(
        {"fail-on": "sometimes"},
        {"PYTHONPATH": "/github/workspace", "PYTHONUSERBASE": "/github/home"},
    )

    assert caught(runner) == []
    assert ended.exit_code == 2


def test_the_bait_would_be_taken_by_a_python_that_is_not_isolated(runner: Runner) -> None:
    lay_bait(runner)

    mount = f"-v={runner.workspace}:/github/workspace"
    runner.engine.ask(
        *("run", "--rm", "--entrypoint=python", "--workdir=/github/workspace", mount),
        *("--network=host", runner.engine.image, "-c", "import json"),
    )

    assert caught(runner) != []


def test_the_container_leaves_user_folder_and_words_to_the_runner(engine: Engine) -> None:
    [image] = json.loads(engine.ask("image", "inspect", engine.image))
    config = image["Config"]

    assert config["User"] == ""
    assert config["WorkingDir"] in {"", "/"}
    assert not config["Cmd"]
    assert config["Labels"]["org.opencontainers.image.title"] == "wheel-ceiling"


def test_the_image_knows_its_version(engine: Engine) -> None:
    script = "from importlib.metadata import version; print(version('wheel-ceiling'))"

    assert engine.inside("python", "-I", "-c", script) == wheel_ceiling.__version__
    assert engine.inside("wheel-ceiling", "--version").startswith("wheel-ceiling ")


def test_nothing_of_the_build_is_left(engine: Engine) -> None:
    assert engine.inside("python", "-I", "-c", LEFT_BEHIND) == "[]"


def test_no_start_has_to_compile_anything(engine: Engine) -> None:
    """What a run imports has its bytecode in the image, the standard library's part included."""
    assert engine.inside("python", "-I", "-B", "-c", WITHOUT_BYTECODE) == "[]"


def test_it_starts_within_seconds(runner: Runner) -> None:
    start = time.monotonic()

    runner.run({"fail-on": "sometimes"})

    assert time.monotonic() - start < 5
