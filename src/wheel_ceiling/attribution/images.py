"""Where to build: the manylinux image, or zig's stubs, of a glibc that is old enough."""

from msgspec import Struct

from wheel_ceiling.facts.glibc import lowest
from wheel_ceiling.model import GLIBC, SymbolVersion

# The images that pypa/manylinux maintained in June 2026 (its README), oldest first.
_USUAL = ("manylinux2014", "manylinux_2_28", "manylinux_2_34")
_IMAGES = {
    "x86_64": _USUAL,
    "i686": _USUAL,
    "aarch64": (*_USUAL, "manylinux_2_39"),
    "ppc64le": _USUAL,
    "s390x": _USUAL,
    "armv7l": ("manylinux_2_31", "manylinux_2_35"),
    "riscv64": ("manylinux_2_39",),
}
_NONE = SymbolVersion(GLIBC)
_OLDEST_OF_ZIG = SymbolVersion(GLIBC, (2, 17))
# The policies let aarch64 have 2.18 under a tag of 2.17 (RHEL 7); zig keeps to the tag.
_ABOVE_ITS_TAG = ("aarch64", SymbolVersion(GLIBC, (2, 18)))
_ZIG = {
    "x86_64": "x86_64-linux-gnu",
    "i686": "x86-linux-gnu",
    "aarch64": "aarch64-linux-gnu",
    "armv7l": "arm-linux-gnueabihf",
    "ppc64le": "powerpc64le-linux-gnu",
    "s390x": "s390x-linux-gnu",
    "riscv64": "riscv64-linux-gnu",
    "loongarch64": "loongarch64-linux-gnu",
}


class Place(Struct, frozen=True):
    """Where a file can be linked so that it asks for no more than a glibc; false for nowhere."""

    name: str = ""
    """An image, or a target of zig."""
    glibc: SymbolVersion = _NONE

    def __bool__(self) -> bool:
        return bool(self.name)


def image_for(limit: SymbolVersion, machine: str) -> Place:
    """Return the newest maintained image that fits the limit, else the machine's oldest."""
    places = [Place(name, _glibc_of(name)) for name in _IMAGES.get(machine, ())]
    fitting = [place for place in places if place.glibc <= limit]
    if fitting:
        return fitting[-1]
    return places[0] if places else Place()


def zig_for(limit: SymbolVersion, machine: str) -> Place:
    """Return zig's target for the limit, or for the oldest glibc that zig has stubs of."""
    name = _ZIG.get(machine, "")
    if not name:
        return Place()
    kept = _OLDEST_OF_ZIG if (machine, limit) == _ABOVE_ITS_TAG else limit
    glibc = max(kept, lowest(machine), _OLDEST_OF_ZIG)
    return Place(f"{name}.{glibc.text}", glibc)


def _glibc_of(image: str) -> SymbolVersion:
    if image == "manylinux2014":
        return SymbolVersion(GLIBC, (2, 17))
    return SymbolVersion(GLIBC, tuple(int(part) for part in image.split("_")[1:]))
