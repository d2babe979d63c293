"""Where a file was made: the build image that the words of its tools speak of.

A linker keeps the strings of ``.comment`` in the order in which it met them, and it meets the
start files (crt1.o, crti.o, crtbeginS.o) first: the first word tells where a file was linked, later
ones may have come with static libraries. lld and mold keep no order.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from wheel_ceiling.amounts import joined, listed
from wheel_ceiling.facts.image_table import Row, Voice, image_rows, voice_of
from wheel_ceiling.facts.image_words import called, joint_name, names_of, reason_of
from wheel_ceiling.facts.toolchains import (
    HOST_DISTRIBUTIONS,
    IMAGE_DISTRIBUTION,
    Toolchain,
    hosts_in,
    is_plain_gcc,
)
from wheel_ceiling.model import ElfFacts, Platform, Wheel, WheelName

# Their compilers bring an older C library along: its objects tell nothing of the place.
_WITH_A_SYSROOT = frozenset({"conda", "cross"})
_IMAGE_FAMILIES = frozenset({"manylinux", "musllinux"})
_WITHOUT_ORDER = frozenset({"LLD", "mold"})
_ALPINE = "Alpine"
# Start files of RHEL 8 and newer carry annobin's notes: 167 of 167 files from there, and
# none of 1,986 from older images. devtoolset-11 and gcc-toolset-11 say the same words.
_ANNOBIN = "annobin"
_WITHOUT_ANNOBIN = frozenset({"manylinux1", "manylinux2010", "manylinux2014"})
# Families that are not called as the distribution that they are made of.
_DISTRIBUTION_OF = {
    "manylinux": IMAGE_DISTRIBUTION,
    "Fedora": IMAGE_DISTRIBUTION,
    "Amazon": IMAGE_DISTRIBUTION,
    "musllinux": _ALPINE,
}


class BuildImage(Struct, frozen=True):
    """Where a file was made, by its own words; false where they do not tell."""

    name: str
    """``manylinux2014``, ``Ubuntu 22.04``; of several that fit, all of them or ``… or newer``."""
    family: str
    """``manylinux``, ``musllinux``, ``Ubuntu``, ``Debian``, ``conda``, ``cross``, ``zig``, …"""
    is_host: bool
    """Whether people and CI runners build on it directly."""
    reason: str
    fits: frozenset[str] = frozenset()
    """Every row of the table that the words fit."""

    def __bool__(self) -> bool:
        return bool(self.name)

    @property
    def is_image(self) -> bool:
        """Whether it is an image that was made for building wheels."""
        return self.family in _IMAGE_FAMILIES

    @property
    def text(self) -> str:
        """The name with its reason, or only why there is none."""
        return f"{self.name} ({self.reason})" if self else self.reason

    def is_other_than(self, other: "BuildImage") -> bool:
        """Whether both tell, and cannot mean the same place."""
        if not (self and other) or self.fits & other.fits:
            return False
        without_release = {self.name, other.name} & {self.family, _ALPINE}
        return not (without_release and self.family == other.family)


def image_of_library(facts: ElfFacts, platforms: Sequence[Platform] = ()) -> BuildImage:
    """Return the image that the file speaks of; `platforms` are those of its wheel's tags."""
    if not facts.compilers:
        return _untold("no compiler left its words")
    is_ordered = not any(Toolchain.parse(text).tool in _WITHOUT_ORDER for text in facts.compilers)
    unsigned = _unsigned_start(facts.compilers)
    voices = [voice for text in facts.compilers if (voice := voice_of(text)).rows]
    if not voices or (unsigned and is_ordered):
        return _by_distribution(facts.compilers, unsigned)
    heard, others = _agreeing(_leader(voices), voices)
    foreign = [names_of(voice) for voice in others] + _strangers(facts.compilers, heard)
    if foreign and not is_ordered:
        return _untold(f"words of {names_of(heard[0])} and of {joined(foreign)}, in no order")
    return _told(facts, heard, foreign, platforms)


def images_of_wheel(wheel: Wheel) -> tuple[tuple[ElfFacts, BuildImage], ...]:
    """Return each file that can be loaded, with the image that it speaks of."""
    platforms = wheel.label.targets
    return tuple((facts, image_of_library(facts, platforms)) for facts in wheel.loaded)


def summary_of_images(wheel: Wheel) -> tuple[tuple[BuildImage, int], ...]:
    """Return the images of a wheel with the number of files of each, the most frequent first.

    A file that may be of several is counted with its neighbours where they tell which one. Those
    that tell nothing come last, as one.
    """
    images = [image for _, image in images_of_wheel(wheel)]
    certain = {image.name: image for image in images if len(image.fits) == 1}
    counts: Counter[BuildImage] = Counter()
    for image in images:
        alike = [one for one in certain.values() if one.fits <= image.fits]
        counts[alike[0] if len(alike) == 1 else certain.get(image.name, image)] += 1
    told: Counter[str] = Counter()
    first = {image.name: image for image in reversed(counts)}
    for image, number in counts.items():
        told[image.name] += number
    ordered = sorted(told.items(), key=lambda item: (not item[0], -item[1]))
    return tuple((first[name], number) for name, number in ordered)


def distributions_of_tags(name: WheelName) -> frozenset[str]:
    """Return the distributions that the manylinux images of the wheel's tags are made of."""
    found = (row.family for row in image_rows() for tag in name.targets if row.is_image_of(tag))
    return frozenset({IMAGE_DISTRIBUTION, *found})


def strange_hosts(name: WheelName, compilers: Iterable[str]) -> frozenset[str]:
    """Return the distributions whose own compiler spoke outside of the images of the wheel's tags.

    An image is one release of its distribution: the Debian of manylinux_2_24 is Debian 9.
    """
    own = {row.name for row in image_rows() for tag in name.targets if row.is_image_of(tag)}
    return hosts_in(tuple(text for text in compilers if not voice_of(text).rows & own))


def system_of(text: str, distribution: str) -> str:
    """Return the release of the distribution that the word is of, else just the distribution."""
    known = voice_of(text).rows
    named = {row.system for row in image_rows() if row.name in known and row.family == distribution}
    return named.pop() if len(named) == 1 else distribution


def _untold(reason: str) -> BuildImage:
    return BuildImage("", "", is_host=False, reason=reason)


def _unsigned_start(compilers: Iterable[str]) -> str:
    """Return the first GCC's name where no row and no distribution knows it."""
    first = next((text for text in compilers if text.startswith("GCC:")), "")
    return called(first) if is_plain_gcc(first) and not voice_of(first).rows else ""


def _by_distribution(compilers: Sequence[str], unsigned: str) -> BuildImage:
    """Return what the name of a distribution alone tells."""
    if unsigned:
        return _untold(f"{unsigned}, which no system has signed")
    signed = {text: found for text in compilers if (found := Toolchain.parse(text).distribution)}
    systems = list(dict.fromkeys(signed.values()))
    names = listed(dict.fromkeys(map(called, signed or compilers)), 3)
    if not systems:
        return _untold(f"{names} alone does not tell")
    if len(systems) > 1 or systems == [IMAGE_DISTRIBUTION]:
        return _untold(f"{names} of {joined(systems)}, of no image that is known here")
    name = systems[0]
    return BuildImage(
        name,
        "musllinux" if name == _ALPINE else name,
        is_host=name in HOST_DISTRIBUTIONS,
        reason=f"{names} of a release that is not known here",
        fits=frozenset({name}),
    )


def _leader(voices: Sequence[Voice]) -> Voice:
    """Return the word that tells where the file was linked."""
    brings_libc = {row.name for row in image_rows() if row.family in _WITH_A_SYSROOT}
    compiler = next((voice for voice in voices if not voice.is_libc), voices[0])
    return compiler if compiler.rows <= brings_libc and voices[0].is_libc else voices[0]


def _agreeing(leader: Voice, voices: Sequence[Voice]) -> tuple[list[Voice], list[Voice]]:
    """Part the words into those that can be of one place with the leader, and the others.

    Rust's own library was made with crosstool-NG for many machines, and conda's compilers link an
    older C library in: neither is of another place.
    """
    fits, heard, others = leader.rows, [leader], []
    families = {row.name: row.family for row in image_rows()}
    has_sysroot = {families[name] for name in leader.rows} <= _WITH_A_SYSROOT
    for voice in voices:
        if voice is leader:
            continue
        if fits & voice.rows:
            fits &= voice.rows
            heard.append(voice)
        elif not {families[name] for name in voice.rows} <= {"cross"} and not (
            has_sysroot and voice.is_libc
        ):
            others.append(voice)
    return heard, others


def _strangers(compilers: Iterable[str], heard: Sequence[Voice]) -> list[str]:
    """Return the distributions that no row speaks for, and that are not those of the heard."""
    families = {row.family for row in image_rows() if row.name in heard[0].rows}
    known = {_DISTRIBUTION_OF.get(family, family) for family in families}
    named = (Toolchain.parse(text).distribution for text in compilers if not voice_of(text).rows)
    return list(dict.fromkeys(name for name in named if name and name not in known))


def _told(
    facts: ElfFacts, heard: list[Voice], foreign: list[str], platforms: Sequence[Platform]
) -> BuildImage:
    said = frozenset.intersection(*(voice.rows for voice in heard))
    rows = [row for row in image_rows() if row.name in said and _may_be(row, facts, heard)]
    if not rows:
        asked = facts.ceiling()
        what = f"asks for {asked}" if asked else f"is for {facts.machine}"
        return _untold(f"its words are those of {names_of(heard[0])}, but it {what}")
    of_tag = [tag for row in rows for tag in platforms if row.is_image_of(tag)]
    is_system = not of_tag and all(voice.is_libc for voice in heard)
    family = "manylinux" if of_tag else IMAGE_DISTRIBUTION if is_system else rows[0].family
    named = [tag.tag.removesuffix(f"_{tag.arch}") for tag in of_tag]
    return BuildImage(
        (named or [joint_name(rows, heard, facts.machine)])[0],
        family,
        is_host=family in HOST_DISTRIBUTIONS,
        reason=reason_of(rows, heard, foreign),
        fits=frozenset(named[:1] or (row.name for row in rows)),
    )


def _may_be(row: Row, facts: ElfFacts, heard: Sequence[Voice]) -> bool:
    """Whether nothing else in the file speaks against the row."""
    asked = facts.ceiling().number
    libc_spoke = any(voice.is_libc and row.name in voice.rows for voice in heard)
    return (
        (not row.machines or facts.machine in row.machines)
        and (libc_spoke or not row.libc_always_speaks)
        and (not row.highest or asked <= row.highest)
        and not (row.family == "musllinux" and asked)
        and not (_ANNOBIN in facts.marks and row.name in _WITHOUT_ANNOBIN)
    )
