"""Clues in what wheels are built in and by: images, machines, tags, repair, selection."""

import re

from wheel_ceiling.blame.clue import STEPS, Clue, Tie, pattern
from wheel_ceiling.blame.places import Place
from wheel_ceiling.blame.subjects import Subject
from wheel_ceiling.blame.systems import machine_fits, system_fits, tag_fits

_OF_THE_SYSTEM = (
    "ceiling-above-tag",
    "ceiling-raised",
    "floor-raised",
    "host-toolchain",
    "library-not-provided",
    "wrong-libc",
    "wrong-architecture",
)
_OF_THE_REPAIR = (
    "tag-mismatch",
    "ceiling-above-tag",
    "library-not-provided",
    "library-unreachable",
    "library-dropped",
    "library-moved",
    "rpath-outside-wheel",
)
_TAG = r"((?:many|musl)linux(?:_\d{1,3}_\d{1,3}|1|2010|2014)(?:_\w+)?)(?![\w.])"
_CHOOSES_A_TAG = (
    r"--plat\b|plat[-_]name|AUDITWHEEL_PLAT|platform-tag|--compatibility|wheel tags"
    r"|auditwheel"
)
_RENAMES = (
    r"\b(?:mv|rename|sed|cp)\b.*\b(?:many|musl)?linux",
    r"\.replace\(.*linux",
    r"os\.rename\(.*linux",
)
_SERVICES = (
    r"postgres|redis|mysql|mariadb|mongo|rabbitmq|elastic|minio|localstack|memcached|registry:"
    r"|kafka|zookeeper|selenium|nginx|moto"
)
_PYTHON_NUMBER = re.compile(r"3\.(\d{1,2})")


def _leaves_out(was: frozenset[str], now: frozenset[str], subject: Subject) -> bool:
    """Whether a wheel's Python is below the lowest that is asked for."""
    lowest = [int(number[1]) for value in now - was if (number := _PYTHON_NUMBER.match(value))]
    found = [int(match[1]) for one in subject.pythons if (match := _PYTHON_NUMBER.match(one))]
    return any(one < low for one in found for low in lowest)


SURROUNDINGS = (
    Clue(
        "manylinux image",
        pattern(_TAG),
        _OF_THE_SYSTEM,
        weight=9,
        added="it changes the image that the wheels are built in{to}",
        removed="the wheels are no longer built in this image",
        context=pattern(
            r"image|container|^FROM|docker|podman|quay\.io|pypa/|^ARG|^- |many?linux\w*\s?[:=]"
        ),
        unless=pattern(_CHOOSES_A_TAG, *_RENAMES),
        fits=system_fits,
    ),
    Clue(
        "image",
        pattern(
            r"^(?:- )?(?:\w*_)?(?:container|image)\s*:\s*([^#{]*[\w$][^#]*)",
            r"\bdocker run\b.* ([\w.-]+(?:/[\w.-]+)*:[\w.-]+)(?: |$)",
            r"^CIBW_(?:MANY|MUSL)LINUX_\w+_IMAGE\s*[:=]\s*(\S+)",
            r"^(?:many|musl)linux-\w+-image\s*=\s*(\S+)",
        ),
        _OF_THE_SYSTEM,
        weight=8,
        added="it changes the image that the wheels are built in{to}",
        removed="what ran in this image now runs somewhere else",
        places=(*STEPS, Place.PROJECT),
        unless=pattern(_TAG, _SERVICES),
        fits=system_fits,
    ),
    Clue(
        "base image",
        pattern(
            r"^FROM (?:--platform=\S+ )?([^\s@]+)",
            r"^ARG \w*(?:IMAGE|BASE)\w*=([^\s@]+)",
        ),
        _OF_THE_SYSTEM,
        weight=8,
        added="it changes the image that the wheels are built in{to}",
        places=(Place.DOCKER,),
        unless=pattern(_TAG),
        fits=system_fits,
    ),
    Clue(
        "machine",
        pattern(
            r"^(?:- )?(?:runs-on|vmImage)\s*:\s*(.+)",
            r"\b((?:ubuntu)-\d\d\.\d\d(?:-arm)?)\b",
        ),
        _OF_THE_SYSTEM,
        weight=5,
        added="it changes the machine that the job runs on{to}",
        places=(Place.CI,),
        fits=machine_fits,
    ),
    Clue(
        "target",
        pattern(
            r"--platform[= ](linux/\w+)",
            r"^(?:- )?target\s*[:=]\s*(.+)",
            r"--target[= ](\S+-linux-\w+)",
            r"^(?:CIBW_)?archs\w*\s*[:=]\s*(.+)",
            r"^_PYTHON_HOST_PLATFORM\s*[:=]\s*(.+)",
        ),
        ("wrong-architecture", "wrong-libc", "wheel-dropped"),
        weight=8,
        added="it changes the systems that are built for",
    ),
    Clue(
        "maturin's manylinux",
        pattern(r"^manylinux\s*:\s*[\"']?(\w+)"),
        _OF_THE_SYSTEM,
        weight=10,
        added="it changes the manylinux that the wheels are built in and tagged for",
        places=(Place.CI,),
        fits=system_fits,
    ),
    Clue(
        "tag",
        pattern(_TAG),
        ("floor-raised", "ceiling-above-tag", "tag-mismatch", "wrong-libc"),
        weight=10,
        added="it changes the tag that the wheels get",
        context=pattern(_CHOOSES_A_TAG),
        unless=pattern(*_RENAMES),
        fits=tag_fits,
    ),
    Clue(
        "renamed by hand",
        pattern(*_RENAMES),
        ("ceiling-above-tag", "tag-mismatch", "library-not-provided", "record-mismatch"),
        weight=10,
        added="it renames wheels, and nothing checks what the new name promises",
        context=pattern(r"whl|wheel|linux_"),
    ),
    Clue(
        "repair gone",
        pattern(r"\bauditwheel repair\b", r"\brepair-wheel-command\b", r"\brepair_wheel\b"),
        _OF_THE_REPAIR,
        weight=10,
        removed="without it, nobody puts the libraries that are needed into the wheels and gives "
        "them their tag",
    ),
    Clue(
        "repair switched off",
        pattern(r"(?:CIBW_REPAIR_WHEEL_COMMAND\w*|repair-wheel-command)\s*[:=]\s*[\"']{0,2}$"),
        _OF_THE_REPAIR,
        weight=10,
        added="it switches the repair of the wheels off",
    ),
    Clue(
        "left out of the repair",
        pattern(r"--exclude[= ][\"']?([\w.*+-]+)"),
        ("library-not-provided", "library-unreachable", "library-dropped"),
        weight=10,
        added="it leaves this library out of the wheels",
        context=pattern(r"auditwheel|repair"),
        tie=Tie.OTHER_LIBRARY,
    ),
    Clue(
        "repair",
        pattern(
            r"\bauditwheel\b.*\brepair\b(.+)",
            r"CIBW_REPAIR_WHEEL_COMMAND\w*\s*[:=]\s*(.+)",
            r"repair-wheel-command\s*=\s*(.+)",
        ),
        (*_OF_THE_REPAIR, "library-added", "record-mismatch"),
        weight=6,
        added="it changes how the wheels are repaired",
    ),
    Clue(
        "builder gone",
        pattern(r"\bcibuildwheel\b(?!==)", r"maturin-action", r"\bdocker run\b"),
        (*_OF_THE_SYSTEM[:4], "tag-mismatch", "library-not-provided"),
        weight=8,
        removed="without it, the wheels are built on the machine itself",
        places=STEPS,
    ),
    Clue(
        "builder",
        pattern(
            r"\bcibuildwheel(?:@v?|[=~>]=\s?|\s*:\s*[\"']?v?)(\d{1,3}\.\d{1,3}|[0-9a-f]{40})",
        ),
        ("floor-raised", "wheel-dropped", "ceiling-above-tag", "ceiling-raised"),
        weight=6,
        added="it takes another cibuildwheel, which chooses other images and Pythons",
    ),
    Clue(
        "before the build",
        pattern(
            r"^CIBW_BEFORE_(?:ALL|BUILD)\w*\s*[:=]\s*(.+)", r"^before-(?:all|build)\s*=\s*(.+)"
        ),
        (
            "library-not-provided",
            "library-unreachable",
            "library-added",
            "library-dropped",
            "library-twice",
            "stray-files",
        ),
        weight=5,
        added="it changes what happens before the wheels are built",
        removed="this no longer happens before the wheels are built",
    ),
    Clue(
        "choice of wheels",
        pattern(
            r"^CIBW_(?:BUILD|SKIP|ENABLE|PLATFORM)\s*[:=]\s*(.+)",
            r"^(?:build|skip|enable)\s*=\s*(.+)",
        ),
        ("wheel-dropped",),
        weight=9,
        added="it changes which wheels are built",
        removed="this no longer says which wheels are built",
        context=pattern(r"CIBW_|tool\.cibuildwheel"),
    ),
    Clue(
        "Pythons",
        re.compile(r"(?<![\d.])(3\.\d{1,2})(?![\d.])|\b(cp3\d{1,2})"),
        ("wheel-dropped",),
        weight=8,
        removed="this Python is no longer built for",
        places=(Place.CI, Place.SCRIPT),
        tie=Tie.PYTHON,
    ),
    Clue(
        "lowest Python",
        pattern(r"^(?:requires-python|python_requires)\s*=\s*[\"']>=\s*(3\.\d{1,2})"),
        ("wheel-dropped",),
        weight=9,
        added="it leaves out older Pythons, for which no wheel is built any more",
        places=(Place.PROJECT,),
        fits=_leaves_out,
    ),
)
"""What the wheels are built in, and by what."""
