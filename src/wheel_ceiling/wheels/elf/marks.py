"""What tells of the place where a file was linked, beside the words in ``.comment``.

Each of these differs between build images and stays from one release to the next: of 953 libraries
in 111 pairs of consecutive releases two changed any of them, and both came from other compilers.
Strip leaves them alone. What repair tools change (segments, alignment, RPATH) is no mark.
"""

from collections.abc import Iterator

from wheel_ceiling.wheels.elf.dynamic import Dynamic
from wheel_ceiling.wheels.elf.image import Image

# Sections by the mark that they are.
_SECTIONS = {
    ".gnu.build.attributes": "annobin",
    ".jcr": "jcr",
    ".ctors": "ctors",
    ".plt.got": "plt.got",
    ".plt.sec": "plt.sec",
}
_PROFILING = "__gmon_start__"


def read_marks(
    image: Image, dynamic: Dynamic, undefined: tuple[str, ...], noted: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the marks, sorted; `noted` are those that the notes gave."""
    return tuple(sorted({*noted, *_of_sections(image), *_of_symbols(dynamic, undefined)}))


def _of_sections(image: Image) -> Iterator[str]:
    for section in image.sections:
        if mark := _SECTIONS.get(section.name):
            yield mark


def _of_symbols(dynamic: Dynamic, undefined: tuple[str, ...]) -> Iterator[str]:
    tables = [
        name for tag, name in (("DT_GNU_HASH", "gnu"), ("DT_HASH", "sysv")) if dynamic.has(tag)
    ]
    if tables:
        yield f"hash-{'-'.join(tables)}"
    if _PROFILING in undefined:
        yield "gmon"
