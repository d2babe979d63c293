"""The shim that `explain deepbind` prints, run: the module finds its own zlib first."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.cli.terminal import call
from tests.facts.loading import needs_glibc
from tests.fixtures.shadowing.build import HERE, IMPORTED
from wheel_ceiling.reports.explanation.deepbind import shim

TELL = "import importable; print(importable.zlib)"
FLAGS = "import sys; print(sys.getdlopenflags())"
OTHER_ZLIB = str(HERE / "hosts" / "libz.so.1")


def run(code: str, **variables: str) -> str:
    """Run the code in a Python that has another zlib in its global scope."""
    environment = {"PYTHONPATH": str(HERE / IMPORTED), "LD_PRELOAD": OTHER_ZLIB, **variables}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@needs_glibc
def test_without_the_shim_the_other_copy_is_used_and_with_it_the_modules_own() -> None:
    assert run(TELL) == "host"
    assert run(f"{shim(IMPORTED)}\n{TELL}") == "own"


@needs_glibc
def test_the_flags_are_put_back_whatever_happens() -> None:
    before = run(FLAGS)

    assert run(f"{shim(IMPORTED)}\n{FLAGS}") == before
    failing = f"try:\n    exec({shim('no_such_module')!r})\nexcept ImportError:\n    {FLAGS}"
    assert run(failing) == before


def test_where_there_is_no_deepbind_the_shim_does_nothing() -> None:
    forget = "import os\nif hasattr(os, 'RTLD_DEEPBIND'):\n    del os.RTLD_DEEPBIND\n"

    assert run(f"{forget}{shim('no_such_module')}\nprint('went on')", LD_PRELOAD="") == "went on"


@pytest.mark.parametrize("kind", ["terminal", "markdown"])
def test_what_is_printed_is_the_shim_that_was_run(kind: str, tmp_path: Path) -> None:
    outcome = call(tmp_path, "explain", "deepbind", "pkg._module", "--format", kind)

    assert outcome.code == 0
    code = shim("pkg._module")
    assert (textwrap.indent(code, "    ") if kind == "terminal" else code) in outcome.out
    assert "pkg/__init__.py" in outcome.out
    for risk in ("malloc", "Sanitizers", "musl", "STB_GNU_UNIQUE"):
        assert risk in outcome.out


@pytest.mark.parametrize(
    "names", [(), ("no-module",), ("a", "b"), ("a" * 300,), ('x"\nimport os',)]
)
def test_what_is_no_module_is_refused(names: tuple[str, ...], tmp_path: Path) -> None:
    outcome = call(tmp_path, "explain", "deepbind", *names)

    assert outcome.code == 2
    assert "takes the name of one module or package" in outcome.err
