"""Write the rows of build images that Debian's packages show anew, and look at real wheels.

    python -m scripts.build_images            # Debian's rows, from the start files of its compilers
    python -m scripts.build_images --wheels   # are the wheels that rows name still told right?

Start files (crtbeginS.o of libgcc-N-dev) stand in every file that is linked, so what their
``.comment`` says is what a build leaves. All other rows are frozen and say their source: images
are no packages, and of most systems nothing but real wheels is at hand. Needs apt and dpkg-deb;
`--wheels` asks the package index that pip is configured for.
"""

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from elftools.elf.elffile import ELFFile
from msgspec import to_builtins
from msgspec.structs import replace

from scripts.debian import members, open_archive
from wheel_ceiling.facts.image_table import Row, Words, image_rows
from wheel_ceiling.facts.images import summary_of_images
from wheel_ceiling.wheels.names import parse_name
from wheel_ceiling.wheels.read import read_wheel

_ROOT = Path(__file__).resolve().parents[1]
TABLE = _ROOT / "src/wheel_ceiling/facts/data/build-images.json"
_SCRIPT = "scripts/build_images.py"
# Suite -> the row's name, and the compilers that the suite has.
_SUITES = {
    "bullseye": ("Debian 11", (9, 10)),
    "bookworm": ("Debian 12", (11, 12)),
    "trixie": ("Debian 13", (12, 13, 14)),
}
_START_FILE = re.compile(r"(?:\./)?usr/lib/gcc/x86_64-linux-gnu/\d+/crtbeginS\.o")
_WORD = re.compile(r"GCC: \(Debian (?P<version>[^)]*?)(?:\+deb\d+u\d+)?\) (?P<rest>.*)")


def words_of_start_file(content: bytes) -> tuple[str, ...]:
    """Return the strings in ``.comment``."""
    section = ELFFile(io.BytesIO(content)).get_section_by_name(".comment")
    raw = section.data() if section else b""
    return tuple(dict.fromkeys(text.decode() for text in raw.split(b"\0") if text))


def glob_of(word: str) -> str:
    """Return the pattern of a word that also fits the suite's later point releases."""
    match = _WORD.fullmatch(word)
    if not match:
        raise ValueError(f"{word!r} is no word of Debian's GCC.")
    return f"GCC: (Debian {match['version']}[)+]*"


def debian_compilers() -> dict[str, tuple[Words, ...]]:
    """Return, for each row of Debian's, what its compilers leave."""
    found: dict[str, tuple[Words, ...]] = {}
    for suite, (row, versions) in _SUITES.items():
        with TemporaryDirectory() as folder:
            archive = open_archive(Path(folder), [suite])
            said = [
                Words(f"gcc-{version}", tuple(sorted(map(glob_of, _start_words(deb)))))
                for version in versions
                for deb in archive.fetch([f"libgcc-{version}-dev:amd64/{suite}"])
            ]
        release = row.rpartition(" ")[2]
        updates = Words(row, (f"*+deb{release}u*", f"*~deb{release}u*"))
        found[row] = (*said, updates)
    return found


def _start_words(deb: Path) -> tuple[str, ...]:
    return next(
        words_of_start_file(content)
        for path, content in members(deb)
        if _START_FILE.fullmatch(path)
    )


def table_of(shipped: Iterable[Row], seen: Mapping[str, tuple[Words, ...]]) -> tuple[Row, ...]:
    """Return the rows: those that the packages show renewed, the others taken over."""
    return tuple(
        replace(row, compilers=seen[row.name]) if row.made_by == _SCRIPT else row for row in shipped
    )


def packed(rows: Iterable[Row]) -> str:
    """Return the table as it is shipped."""
    document = {"rows": to_builtins(tuple(rows))}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def differences(ours: Iterable[Row], theirs: Iterable[Row]) -> list[str]:
    """Return a sentence for each row that is not as the packages have it."""
    return [
        f"{old.name}: shipped {old.compilers}, in Debian's packages {new.compilers}"
        for old, new in zip(ours, theirs, strict=True)
        if old != new
    ]


def disagreeing_wheels(folder: Path) -> Iterator[str]:
    """Download each wheel that a row names, and yield those that are told to be of elsewhere."""
    for row in image_rows():
        for filename in row.seen_in:
            path = folder / filename
            if not path.is_file():
                _download(filename, folder)
            wheel = read_wheel(path)
            told = [image for image, _ in summary_of_images(wheel)]
            of_tag = any(map(row.is_image_of, wheel.label.targets))
            if not any(row.name in image.fits or (of_tag and image.is_image) for image in told):
                yield f"{filename}: {row.name} expected, told {[image.text for image in told]}"


def _download(filename: str, folder: Path) -> None:
    name = parse_name(filename)
    if name is None:
        raise ValueError(f"{filename} is no name of a wheel.")
    words = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    words += ["--only-binary", ":all:", "--python-version", _digits(name.pythons[0])]
    words += [word for tag in name.platforms for word in ("--platform", tag)]
    subprocess.run([*words, f"{name.project}=={name.version}"], check=True)


def _digits(python: str) -> str:
    """Return pip's word for a python tag; abi3 modules and programs fit any newer one."""
    digits = "".join(filter(str.isdigit, python))
    return f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else "3.11"


if __name__ == "__main__":
    if "--wheels" in sys.argv:
        with TemporaryDirectory() as scratch:
            wrong = list(disagreeing_wheels(Path(scratch)))
        sys.exit("\n".join(wrong) or 0)
    table = table_of(image_rows(), debian_compilers())
    for difference in differences(image_rows(), table):
        print(difference, file=sys.stderr)
    TABLE.write_text(packed(table), encoding="utf-8")
