"""Bring the profiles of well-known programs up to date, from Debian's packages.

    python -m scripts.host_profiles

What a program is linked to, and what the modules are that it loads with RTLD_GLOBAL, is read off
its files; of all that the names of well-known libraries are kept, in the order of ld.so's scope.
"""

import gzip
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from scripts.debian import members, open_archive
from wheel_ceiling.model import ElfFacts, SharedSymbol
from wheel_ceiling.wheels.elf import MAGIC, read_elf

_DATA = Path(__file__).resolve().parents[1] / "src/wheel_ceiling/facts/data"
PROFILES = _DATA / "host-profiles.json"
SYMBOLS = _DATA / "host-symbols.tsv.gz"
SUITE = "bookworm"


class Program(Struct, frozen=True):
    """A program, and where its files are."""

    name: str
    what: str
    files: tuple[str, ...]
    """The program, then what it loads for everybody (RTLD_GLOBAL); ends of paths."""
    sources: tuple[str, ...]


PROGRAMS = (
    Program(
        "debian-python",
        "Debian's and Ubuntu's own python3",
        ("usr/bin/python3.11",),
        ("reproduced: an extension's own zlibVersion is taken over under Debian's python3",),
    ),
    Program(
        "pypy",
        "PyPy",
        ("usr/bin/pypy3.9",),
        ("pypy/pypy #2617",),
    ),
    Program(
        "uwsgi",
        "uWSGI",
        ("usr/bin/uwsgi-core", "/python311_plugin.so"),
        ("unbit/uwsgi #1590", "pyca/cryptography #3804"),
    ),
    Program(
        "mod_wsgi",
        "Apache with mod_wsgi and mod_ssl",
        ("usr/sbin/apache2", "/mod_ssl.so", "/mod_wsgi.so-3.11"),
        (
            "mod_wsgi documentation, Issues With Expat Library",
            "APR's apr_dso_load: RTLD_NOW | RTLD_GLOBAL",
        ),
    ),
)
PACKAGES = (
    "python3.11-minimal",
    "libpython3.11",
    "pypy3",
    "uwsgi-core",
    "uwsgi-plugin-python3",
    "apache2-bin",
    "libapache2-mod-wsgi-py3",
    "zlib1g",
    "libexpat1",
    "libffi8",
    "libbz2-1.0",
    "libssl3",
    "libxml2",
    "liblzma5",
    "libapr1",
    "libaprutil1",
)
"""Theirs, and the well-known libraries' that they are linked to; no other names are kept."""


def read_files(debs: Iterable[Path]) -> Iterator[ElfFacts]:
    """Yield the facts of every ELF file of the packages."""
    for deb in debs:
        for path, content in members(deb):
            if content.startswith(MAGIC):
                yield read_elf(path.removeprefix("."), memoryview(content))


def scope_of(program: Program, files: Mapping[str, ElfFacts]) -> tuple[ElfFacts, ...]:
    """Return what the program has in its global scope, in ld.so's order."""
    by_name = {name: one for one in files.values() for name in (one.name, one.soname) if name}
    starts = [_ending(end, files) for end in program.files]
    found: dict[str, ElfFacts] = {}
    for start in starts:
        waiting = deque([start])
        while waiting:
            one = waiting.popleft()
            if one.path not in found:
                found[one.path] = one
                waiting += [by_name[name] for name in one.needed if name in by_name]
    return tuple(found.values())


def _ending(end: str, files: Mapping[str, ElfFacts]) -> ElfFacts:
    return next(one for path, one in sorted(files.items()) if path.endswith(end))


def given(one: ElfFacts) -> tuple[SharedSymbol, ...]:
    """Return the well-known names that the file defines."""
    return tuple(symbol for symbol in one.shared_symbols if symbol.is_defined)


def row(thing: str, symbol: SharedSymbol) -> str:
    """Return a line of the table."""
    marks = (("o", symbol.is_oldest), ("h", symbol.is_hidden), ("u", symbol.is_unique))
    letters = "".join(letter for letter, is_so in marks if is_so)
    return f"{thing}\t{symbol.name}\t{symbol.version}\t{letters}\n"


def tables(files: Mapping[str, ElfFacts]) -> tuple[bytes, bytes]:
    """Return profiles and symbols as they are packaged."""
    profiles: list[dict[str, object]] = []
    lines: set[str] = set()
    for program in PROGRAMS:
        scope = [one for one in scope_of(program, files) if given(one)]
        things = [one.soname or one.name for one in scope]
        for thing, one in zip(things, scope, strict=True):
            lines |= {row(thing, symbol) for symbol in given(one)}
        profiles.append(
            {
                "name": program.name,
                "what": program.what,
                "libraries": things,
                "suite": SUITE,
                "sources": program.sources,
            }
        )
    text = json.dumps(profiles, indent=1) + "\n"
    return text.encode("ascii"), gzip.compress("".join(sorted(lines)).encode("ascii"), 9, mtime=0)


def debian_tables() -> tuple[bytes, bytes]:
    """Return both tables as Debian's packages have them today."""
    with TemporaryDirectory() as folder:
        archive = open_archive(Path(folder), [SUITE])
        debs = archive.fetch([f"{package}/{SUITE}" for package in PACKAGES])
        return tables({one.path: one for one in read_files(debs)})


def main() -> int:
    """Write the tables."""
    profiles, symbols = debian_tables()
    PROFILES.write_bytes(profiles)
    SYMBOLS.write_bytes(symbols)
    print(profiles.decode("ascii"), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
