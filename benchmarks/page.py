"""The figures of benchmarks/speed.py as docs/performance.md: ratios first, then this machine's."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

OWN = "wheel-ceiling show"
SCALE = "## How it scales\n"
"""What benchmarks/scale.py writes begins here."""
CONTAINER = "## In the container\n"
"""What benchmarks/container.py writes begins here."""


class Figure(Struct, frozen=True):
    """Medians of one program on one wheel; no seconds where it was skipped."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    """Largest resident size in bytes."""
    said: str = ""
    """Why there are no seconds."""


class Row(Struct, frozen=True):
    """One wheel: what it holds, our steady times, their parts, and every program's figures."""

    filename: str
    steady: Mapping[str, float]
    parts: Mapping[str, float]
    programs: Mapping[str, Figure]

    @property
    def name(self) -> str:
        return " ".join(self.filename.split("-")[:2])


class Setting(Struct, frozen=True):
    """What a reader must know to judge the figures."""

    rounds: int
    cores: int
    python: str
    inflater: str
    start_up: float
    """CPU seconds of `wheel-ceiling --version`."""
    peers: Sequence[str]
    """Names and versions."""


def render(rows: Sequence[Row], setting: Setting) -> str:
    """Return the page."""
    names = [OWN, *dict.fromkeys(name for row in rows for name in row.programs if name != OWN)]
    parts = [
        _introduction(setting),
        "## Whole processes: seconds from start to exit, and times ours\n",
        *_table(["ELF MB", *names, "inflate + sha256", "peak MB"], rows, _cell),
        "\n*inflate + sha256* is the limit of the next table; *peak MB* is ours.\n",
        "## Against inflating alone, in one warm process\n",
        *_steady_table(rows),
        _EXPLANATION,
        *_parts_table(rows),
        _WHAT_STANDS_IN_THE_WAY,
        "## Peak memory, MB\n",
        "We hold ourselves to 300 MB; 44 MB of names in one library come near.\n",
        *_table(names, rows, _memory),
    ]
    return "\n".join(parts) + "\n"


_EXPLANATION = """
*inflate* is unpacking the ELF members alone, with the library that we use, in windows of 64 KiB,
in memory, keeping nothing. It is the floor, and not one that can be reached: we read every member
of the wheel and the wheel itself, check sizes, CRC and RECORD's sha256, and tell every fact of
`wheel-ceiling show`. *+ sha256* adds one digest of those bytes. Three threads share our work.
A wheel of a few kilobytes has nothing to inflate: its ratio says only what a zip directory and a
RECORD cost. *over, ms a file* is what is left above 1.3 × (inflate + sha256), for each ELF file.

The bound that we set ourselves is 1.3 × where ELF files average 1 MB or more, else that and 0.6 ms
for each file.

## Where the time goes: the parts of *inspect* on one thread, ms
"""

_WHAT_STANDS_IN_THE_WAY = """
What stands in the way of less:

- Members that are no ELF files (10,322 of tensorflow-cpu with 193 MB, 810 of numpy with 12 MB) are
  inflated and digested too, and so is the wheel: neither is in the limit. Checking RECORD asks for
  the one, knowing the wheel again for the other.
- *Understand* is mostly symbols: half a microsecond for each, which is one name cut from a string
  table that no cache holds (tensorflow-cpu has 324,000, and 63,000 of them are names of well-known
  libraries, whose versions, bindings and relocations are told as well). It holds the interpreter's
  lock, as the directory does, so that two threads gain 1.5 × and not 2 ×.
- A file above 128 MB goes through a temporary file, which costs a tenth of inflating it.
- Of a whole process on a small wheel, a tenth of a second is Python's start and imports: 20 ms for
  the interpreter, 25 ms for msgspec and packaging, the rest for our own 93 modules. No reader in
  Python that checks RECORD can be twice as fast as `objdump -p` on a wheel of 5 MB. Twice as fast
  as elfdeps is out of reach, too: on pyarrow, the start and *inflate + sha256* alone take 0.3 s,
  and elfdeps 0.6 to 0.8 s, since it digests nothing and looks at no file that is not ELF.
"""


def _introduction(setting: Setting) -> str:
    return f"""\
# Performance

Written by `make bench` (`benchmarks/speed.py`, which downloads the wheels, and names them). All of
it comes from one run in which the programs took turns: medians of {setting.rounds} rounds after a
warm-up that does not count. Linux, {setting.cores} cores, Python {setting.python}, inflating with
{setting.inflater}; {", ".join(setting.peers) or "no peers installed"}. Absolute times are that
machine's; the ratios are what travels.

Start-up: `wheel-ceiling --version` takes {setting.start_up:.2f} s of CPU.
"""


def _steady_table(rows: Sequence[Row]) -> Iterator[str]:
    limits = {"inflate": "× inflate", "inflate and sha256": "× (inflate + sha256)"}
    limits["inflate with zlib"] = "× inflate with zlib"
    heads = ["wheel", "ELF files", "ELF MB", *limits.values(), "inspect, ms", "over, ms a file"]
    yield from _head(heads)
    for row in rows:
        own = row.steady["inspect"]
        cells = [row.name, f"{row.steady['ELF files']:.0f}", f"{row.steady['ELF bytes'] / 1e6:.1f}"]
        cells += [f"{own / row.steady[limit]:.2f}" for limit in limits]
        over = (own - 1.3 * row.steady["inflate and sha256"]) / row.steady["ELF files"]
        yield _line([*cells, f"{own * 1000:.1f}", f"{max(over, 0) * 1000:.2f}"])


def _parts_table(rows: Sequence[Row]) -> Iterator[str]:
    names = list(dict.fromkeys(name for row in rows for name in row.parts))
    yield from _head(["wheel", *names, "together"])
    for row in rows:
        cells = [f"{row.parts.get(name, 0) * 1000:.1f}" for name in names]
        yield _line([row.name, *cells, f"{sum(row.parts.values()) * 1000:.1f}"])


def _table(
    names: Sequence[str], rows: Sequence[Row], cell: Callable[[Row, str], str]
) -> Iterator[str]:
    yield from _head(["wheel", *names])
    for row in rows:
        yield _line([row.name, *(cell(row, name) for name in names)])


def _cell(row: Row, name: str) -> str:
    if name == "ELF MB":
        return f"{row.steady['ELF bytes'] / 1e6:.1f}"
    if name == "inflate + sha256":
        return f"{row.steady['inflate and sha256']:.2f}"
    if name == "peak MB":
        return f"{row.programs[OWN].peak / 1e6:.0f}"
    figure = row.programs.get(name, _NOT_THERE)
    if not figure.seconds or name == OWN:
        return f"{figure.seconds:.2f}" if figure.seconds else figure.said
    return f"{figure.seconds:.2f} ({figure.seconds / row.programs[OWN].seconds:.1f} ×)"


def _memory(row: Row, name: str) -> str:
    figure = row.programs.get(name, _NOT_THERE)
    return f"{figure.peak / 1e6:.0f}" if figure.peak else figure.said


_NOT_THERE = Figure(said="not there")


def _head(cells: Sequence[str]) -> Iterator[str]:
    yield _line(cells)
    yield "|---" * len(cells) + "|"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
