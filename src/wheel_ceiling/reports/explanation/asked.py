"""For whom something is explained."""

from msgspec import Struct

from wheel_ceiling.model import GLIBC, SymbolVersion

MACHINES = (
    "x86_64",
    "aarch64",
    "i686",
    "armv7l",
    "ppc64le",
    "s390x",
    "riscv64",
    "loongarch64",
)
"""The architectures that are known, as wheel tags spell them; those with the most wheels first."""


class Asked(Struct, frozen=True):
    """On which machine, for which Python (minor 0 is none in particular) and on which day."""

    machine: str = "x86_64"
    minor: int = 0
    today: str = ""
    free_threaded: bool = False


def glibc(*number: int) -> SymbolVersion:
    """Return ``GLIBC_2.17`` for ``2, 17``."""
    return SymbolVersion(GLIBC, number)
