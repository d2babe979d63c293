"""The inventory of built libraries, written by `record --libraries` where they were built."""

import gzip
from pathlib import Path

import msgspec

from wheel_ceiling import __version__
from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import BuildOutput
from wheel_ceiling.sources.atomic import write_bytes
from wheel_ceiling.sources.inventory import MOST_BYTES, text_of
from wheel_ceiling.sources.recorded import LIBRARIES_VERSION, AnyLibraries, RecordedLibraries


def write_library_inventory(build: BuildOutput, path: Path) -> None:
    """Write the inventory, compressed if the name ends with .gz; the same facts, the same bytes."""
    text = encode_library_inventory(build)
    packed = path.name.endswith(".gz")
    write_bytes(path, gzip.compress(text, mtime=0) if packed else text)


def encode_library_inventory(build: BuildOutput) -> bytes:
    """Return the inventory as JSON."""
    document = RecordedLibraries(
        libraries_version=LIBRARIES_VERSION,
        program=f"wheel-ceiling {__version__}",
        source=build.source,
        libraries=build.libraries,
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def read_library_inventory(path: Path, shown: str, most: int = MOST_BYTES) -> BuildOutput:
    """Return a written inventory; raises CouldNotJudge, naming the file and the place in it."""
    return _decode(text_of(path, shown, most), shown)


def read_recorded_libraries(path: Path, shown: str, most: int = MOST_BYTES) -> BuildOutput | None:
    """Return the inventory in a JSON file; None where it is JSON of another kind."""
    text = text_of(path, shown, most)
    try:
        msgspec.json.decode(text, type=AnyLibraries)
    except msgspec.ValidationError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged(shown, str(error)) from error
    return _decode(text, shown)


def _decode(text: bytes, shown: str) -> BuildOutput:
    try:
        version = msgspec.json.decode(text, type=AnyLibraries).libraries_version
        if version > LIBRARIES_VERSION:
            raise CouldNotJudge(
                f"{shown} has libraries version {version}; this wheel-ceiling reads up to "
                f"{LIBRARIES_VERSION}.",
                "Upgrade wheel-ceiling, or record the libraries with this version.",
            )
        found = msgspec.json.decode(text, type=RecordedLibraries)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged(shown, str(error)) from error
    return BuildOutput(shown, found.libraries)


def _damaged(shown: str, what: str) -> CouldNotJudge:
    return CouldNotJudge(
        f"{shown} is no inventory of built libraries that can be read: {what.rstrip('.')}.",
        "Record them: wheel-ceiling record --libraries FOLDER -o built-libraries.json",
    )
