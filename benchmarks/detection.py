"""Whether verdicts can be trusted: real releases, good and bad, rebuilds and injected faults.

    make detection
    python -m benchmarks.detection --parts ordinary regressions --limit 10 --output /dev/stdout

Asks the package index once; downloads are kept in the cache folder, and with them all a second run
takes minutes. Writes docs/detection.md. Ends with 1 where a part is not as it should be, and says
what.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from platformdirs import user_cache_path

from benchmarks.detecting.part import Chosen, Part
from wheel_ceiling import __version__

ROOT = Path(__file__).parent.parent
# Modules of benchmarks/detecting with `measure(chosen) -> Part`, in the page's order.
PARTS = ("ordinary", "releases", "regressions", "rebuilds", "faults")
_INTRODUCTION = """\
# Detection

Written by `make detection` (benchmarks/detection.py) with wheel-ceiling {version}; change that, \
not this page.

An *error* fails the check, a *warning* shows, notes do not count here. Every check runs with \
default settings. The same wheels give the same page: distributions reach their end of life as of \
a fixed day.
"""


def main(arguments: Sequence[str]) -> int:
    """Run the parts, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument("--limit", type=int, default=0, help="cases of each part; 0 for all")
    parser.add_argument("--cache", type=Path, default=default_cache())
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "detection.md")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="detection-") as work:
        parts = run(asked.parts, Chosen(asked.cache, Path(work), asked.limit))
    asked.output.write_text(page(parts), "utf-8")
    failures = [sentence for part in parts for sentence in part.failures]
    print("\n".join(failures) or "All is as it should be.")
    return 1 if failures else 0


def default_cache() -> Path:
    """Return where a user's downloads are kept between runs."""
    return user_cache_path("wheel-ceiling", appauthor=False)


def run(names: Sequence[str], chosen: Chosen) -> list[Part]:
    """Return what each part measured."""
    parts: list[Part] = []
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        parts.append(import_module(f"benchmarks.detecting.{name}").measure(chosen))
    return parts


def page(parts: Sequence[Part]) -> str:
    """Return docs/detection.md."""
    sections = [f"## {part.title}\n\n{part.text}\n" for part in parts]
    return "\n".join([_INTRODUCTION.format(version=__version__), *sections])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
