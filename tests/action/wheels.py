"""Three small real wheels: released, rebuilt by accident, and as it was meant."""

import io
import zipfile
from functools import cache
from pathlib import Path

from tests.wheel_files import wheel_bytes, zip_bytes

DEMO = Path(__file__).parents[2] / "demo" / "wheels"
RELEASED_NAME = "ray-2.8.0-cp310-cp310-manylinux2014_x86_64.whl"
NAME = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"


@cache
def released() -> bytes:
    """The last release: its library asks for glibc 2.17."""
    return (DEMO / "baseline" / RELEASED_NAME).read_bytes()


@cache
def rebuilt() -> bytes:
    """The founding incident: a local build in the library's place, the meant one too deep."""
    return (DEMO / "built" / NAME).read_bytes()


@cache
def cached() -> bytes:
    """The library that the build made."""
    with zipfile.ZipFile(io.BytesIO(rebuilt())) as archive:
        return archive.read("ray/ray/_raylet.so")


@cache
def meant(name: str = NAME) -> bytes:
    """The wheel that should have been made, with the library that the build made."""
    return wheel_bytes(name, {"ray/__init__.py": b"", "ray/_raylet.so": cached()})


def artifact(wheels: dict[str, bytes]) -> bytes:
    """The zip that actions/upload-artifact makes of files."""
    return zip_bytes(wheels)
