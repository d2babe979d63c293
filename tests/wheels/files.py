"""Wheels for the tests of this folder, as bytes, and what is read from them."""

import io

from tests.wheel_files import wheel_bytes
from tests.wheels.raw_zip import RawFile, raw_zip
from wheel_ceiling.model import Wheel
from wheel_ceiling.wheels.read import read_wheel_file

NAME = "pkg-1.0-cp312-cp312-manylinux_2_17_x86_64.whl"
FOLDER = "pkg-1.0.dist-info"
TEXT = b"x = 1\n" * 50


def read(data: bytes, filename: str = NAME) -> Wheel:
    return read_wheel_file(io.BytesIO(data), filename)


def wheel_of(**members: bytes) -> bytes:
    """A right wheel of these members; two underscores stand for a dot."""
    return wheel_bytes(NAME, {name.replace("__", "."): data for name, data in members.items()})


def raw_wheel(*members: RawFile, before: bytes = b"", after: bytes = b"", count: int = -1) -> bytes:
    """A wheel of raw members with what a wheel must have, and no RECORD."""
    about = RawFile(f"{FOLDER}/WHEEL".encode(), b"Tag: cp312-cp312-manylinux_2_17_x86_64\n")
    return raw_zip([*members, about], before=before, after=after, count=count)
