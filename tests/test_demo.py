"""What `make demo` shows first to whoever tries the project."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_demo_tells_the_incident() -> None:
    process = subprocess.run(
        [sys.executable, ROOT / "demo" / "run.py"], capture_output=True, text=True, check=False
    )

    assert (process.returncode, process.stderr) == (0, "")
    assert "Silent rebuild of ray/_raylet.so (certain: not the library that was built)" in " ".join(
        process.stdout.split()
    )
    assert "Exit code 1" in process.stdout
    assert "Silent rebuild" in (ROOT / "demo" / "out" / "report.md").read_text("utf-8")
