"""Files that are there whole or not at all, whoever else writes them at the same time."""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from wheel_ceiling.errors import WrongCall


def write_text(path: Path, text: str) -> None:
    """Write what the user asked for at a place of the user's; raises WrongCall, naming it."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write what the user asked for at a place of the user's; raises WrongCall, naming it."""
    try:
        # A pipe or device such as /dev/stdout is written to, not replaced.
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            put_bytes(path.resolve(), data)
    except OSError as error:
        raise WrongCall(
            f"{path} cannot be written: {error.strerror or error}.", "Choose another place."
        ) from error


def put_bytes(path: Path, data: bytes) -> None:
    """Write a file and its folders; raises OSError."""
    with temporary_path(path.parent) as temporary:
        temporary.write_bytes(data)
        temporary.replace(path)


@contextmanager
def temporary_path(folder: Path) -> Iterator[Path]:
    """Yield an unused path in the folder, made if need be; what is still there goes at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".{os.urandom(8).hex()}.part"
    remove = partial(path.unlink, missing_ok=True)
    # A thread that an interrupt left behind does not come to the end of this block.
    atexit.register(remove)
    try:
        yield path
    finally:
        remove()
        atexit.unregister(remove)
