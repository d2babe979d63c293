"""The words that the command line knows; what they have in common comes from INPUTS."""

import argparse
from collections.abc import Callable, Sequence

from wheel_ceiling.cli import commands, explaining
from wheel_ceiling.cli.surroundings import Surroundings
from wheel_ceiling.cli.version import version
from wheel_ceiling.inputs import INPUTS, TERMINAL_INPUTS

EXIT_CODES = """\
exit codes:
  0  pass, warnings included
  1  the verdict is fail
  2  the call or the settings are wrong
  3  could not judge: something could not be read, found or reached
"""
_SOURCES = "a wheel, folder, glob, https address, name==version, pypi:name or inventory (.json)"


class _Version(argparse.Action):
    """Says the version and stops, also where other words stand beside it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(version())
        parser.exit()


def build_parser() -> argparse.ArgumentParser:
    """Return the whole grammar of the command line."""
    parser = argparse.ArgumentParser(
        prog="wheel-ceiling",
        description="Know what you packaged, not just what you built.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="say the version and stop")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_check(subparsers)
    _add_diff(subparsers)
    _add_show(subparsers)
    _add_record(subparsers)
    _add_explain(subparsers)
    return parser


_Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def _add_command(
    subparsers: "_Commands[argparse.ArgumentParser]",
    name: str,
    run_it: Callable[[argparse.Namespace, Surroundings], int],
    what: str,
) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=run_it)
    return parser


def _add_check(subparsers: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add_command(
        subparsers, "check", commands.check, "compare built wheels with the last release, and judge"
    )
    parser.add_argument("built", nargs="*", metavar="BUILT", help=f"{_SOURCES}; default: dist/")
    _add_inputs(
        parser, "baseline", "only", "fail-on", "max-glibc", "built-libraries", "host-binaries"
    )
    _add_output(parser, ("terminal", "markdown", "json", "sarif", "html"))
    parser.add_argument(
        "--print-allow",
        action="store_true",
        help="print the settings that would accept what was found, instead of the report",
    )
    _add_failed_baseline(parser)
    _add_surroundings(parser)


def _add_diff(subparsers: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add_command(
        subparsers, "diff", commands.diff, "say everything that differs, without a verdict"
    )
    parser.add_argument("old", metavar="OLD", help=_SOURCES)
    parser.add_argument("new", metavar="NEW", help=_SOURCES)
    _add_inputs(parser, "only")
    _add_output(parser, ("terminal", "markdown", "json"))
    _add_surroundings(parser)


def _add_show(subparsers: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add_command(subparsers, "show", commands.show, "say what is in wheels")
    parser.add_argument("source", nargs="+", metavar="SOURCE", help=_SOURCES)
    parser.add_argument(
        "--tree",
        action="store_true",
        help="say who needs which library, and how the loader gets there",
    )
    _add_inputs(parser, "only")
    _add_output(parser, ("terminal", "json"))
    _add_surroundings(parser)


def _add_record(subparsers: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add_command(
        subparsers, "record", commands.record, "write the inventory that serves as a baseline"
    )
    parser.add_argument("source", nargs="+", metavar="SOURCE", help=_SOURCES)
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="such as wheel-ceiling.json"
    )
    parser.add_argument(
        "--libraries",
        action="store_true",
        help="write an inventory of the libraries in folders, globs or files, for built-libraries",
    )
    _add_inputs(parser, "baseline", "only", "max-glibc", "built-libraries", baseline="none")
    _add_failed_baseline(parser)
    _add_surroundings(parser)


def _add_explain(subparsers: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add_command(
        subparsers,
        "explain",
        explaining.explain,
        "say why a rule, symbol, version, wheel or what a user saw matters and what to do",
    )
    parser.add_argument(
        "what",
        metavar="WHAT",
        help="a rule, a symbol (pow@GLIBC_2.29, pow, _PyGen_Send), a version (GLIBC_2.29), what "
        'a user saw ("undefined symbol: _PyGen_Send"; - reads it from the input) or a source: '
        f"{_SOURCES}",
    )
    parser.add_argument(
        "source",
        nargs="*",
        metavar="SOURCE",
        help="the wheels in which the cause of what a user saw is looked for; behind deepbind, the "
        "module whose import is to find its own symbols first",
    )
    parser.add_argument(
        "--machine", default="x86_64", help="whose glibc a symbol is asked of; default: x86_64"
    )
    parser.add_argument("--python", default="", help="whose symbols are asked of, such as 3.10")
    _add_inputs(parser, "only")
    _add_output(parser, ("terminal", "markdown"))
    _add_surroundings(parser)


def _add_inputs(parser: argparse.ArgumentParser, *names: str, **defaults: str) -> None:
    """Add the inputs of these names; `defaults` are those that this command has differently."""
    for known in (*INPUTS, *TERMINAL_INPUTS):
        default = defaults.get(known.name, known.default)
        if known.name in names:
            flags = ["--wheels", "--only"] if known.name == "only" else [f"--{known.name}"]
            parser.add_argument(
                *flags,
                dest=known.name,
                action="append",
                metavar="GLOB" if known.name == "only" else known.name.upper(),
                help=known.help + (f" Default: {default}." if default else ""),
            )


def _add_output(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    parser.add_argument("--format", choices=formats, default=formats[0], help="default: terminal")
    parser.add_argument("--output", metavar="FILE", help="write there instead of to the terminal")


def _add_failed_baseline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--use-failed-baseline",
        action="store_true",
        help="compare with an inventory although its recorded verdict is fail",
    )


def _add_surroundings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--settings",
        metavar="FILE",
        help="read [tool.wheel-ceiling] there; default: pyproject.toml of this folder",
    )
    parser.add_argument("--cache", metavar="FOLDER", help="keep downloads and facts there")
    parser.add_argument("--quiet", action="store_true", help="show no progress")
    parser.add_argument(
        "--verbose",
        action="store_true",
        help="say at the end what was fetched, inspected and known already",
    )
