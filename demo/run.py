"""The founding incident, judged by the real program: `make demo`.

Ends with 0 whatever the verdict: the verdict is the story.
"""

import sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from shutil import get_terminal_size

from msgspec.structs import replace

from wheel_ceiling.cli import Surroundings, main

HERE = Path(__file__).parent
STORY = """\
A release of ray was built in its container: ray/_raylet.so asks for glibc 2.17. For the next one
the cached library was unpacked to ray/ray/, and packing brought along a local build instead.
The build job had recorded what it made, in built-libraries.json.
"""
MEANINGS = {
    0: "pass: nothing would have stopped this wheel",
    1: "the verdict is fail: as a required check it keeps this wheel from being released",
    2: "the call was wrong",
    3: "could not judge",
}


def tell() -> None:
    """Run the check twice, for the eye and for the pull request, and say what came of it."""
    call = ["check", "wheels/built", "--baseline", "wheels/baseline"]
    call += ["--built-libraries", "built-libraries.json"]
    terminal = Surroundings(
        environment={},
        folder=HERE,
        out=sys.stdout,
        err=sys.stderr,
        columns=get_terminal_size((100, 24)).columns,
        today=datetime.now(UTC).date().isoformat(),
    )
    print(STORY)
    print("$ wheel-ceiling", *call, flush=True)
    code = main(call, terminal)
    (HERE / "out").mkdir(exist_ok=True)
    quiet = replace(terminal, err=StringIO())
    main([*call, "--format", "markdown", "--output", "out/report.md"], quiet)
    print(f"\nExit code {code}: {MEANINGS[code]}.")
    print("The report as a pull request would show it: demo/out/report.md")


if __name__ == "__main__":
    tell()
