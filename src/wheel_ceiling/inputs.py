"""What the doors take, each thing said once.

Changes that need configuration are generally not accepted: every input here must be one that the
program cannot find out by itself.
"""

from msgspec import Struct


class Input(Struct, frozen=True):
    """One thing that every door takes, said once."""

    name: str
    default: str
    help: str
    is_list: bool = False


INPUTS = (
    Input(
        "wheels",
        "auto",
        "Where the built wheels are: a folder, file, glob, https address, name==version or "
        "inventory; on GitHub also run, run:ID, run/NAME-*, release:TAG. auto is dist/ in a "
        "terminal, and the artifacts of this run on GitHub.",
        is_list=True,
    ),
    Input(
        "baseline",
        "auto",
        "What to compare with: a source like those of wheels, or branch:NAME; none for no "
        "comparison. auto is the committed wheel-ceiling.json, else the last release on GitHub "
        "or the package index, else the last good run of the default branch.",
    ),
    Input(
        "only",
        "",
        "File-name globs: keep the wheels that match one of them, on both sides.",
        is_list=True,
    ),
    Input("fail-on", "error", "The least severity that fails the check: error, warning or never."),
    Input(
        "max-glibc",
        "",
        "The highest glibc that any file may ask for, such as 2.17, whatever the tags promise.",
    ),
    Input(
        "built-libraries",
        "",
        "The libraries that the build step made, for the wheels' to be held against: a folder, "
        "glob, file or the inventory of record --libraries; on GitHub also run/NAME or "
        "run:ID/NAME, an artifact with them.",
        is_list=True,
    ),
)
TERMINAL_INPUTS = (
    Input(
        "host-binaries",
        "",
        "Programs that import the wheels, to see whose symbols they take over: debian-python, "
        "pypy, uwsgi, mod_wsgi, or the path of a program or library, which is read with what it "
        "needs.",
        is_list=True,
    ),
)
"""What only the command line takes; a workflow has it in pyproject.toml."""
ACTION_INPUTS = (
    Input(
        "mode",
        "check",
        "check judges the wheels; record writes their inventory, whatever the verdict, and "
        "attaches it to the release on a release event; record-libraries writes that of "
        "built-libraries, where they are built; publish comments what a run of another workflow "
        "found (see docs/recipes/forks).",
    ),
    Input(
        "comment",
        "changes",
        "When to comment on the pull request: changes (something was found, or no longer is), "
        "always or never.",
    ),
    Input(
        "report-to",
        "",
        "Where else to report, any of: check-run, status, review (requests changes), sarif "
        "(writes the file for code scanning).",
        is_list=True,
    ),
    Input(
        "token",
        "${{ github.token }}",
        "The token that asks GitHub: contents: read and actions: read to judge, pull-requests: "
        "write to comment. What it lacks is said; without the last the verdict stays the same.",
    ),
)
"""What only the Action takes."""
