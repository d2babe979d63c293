"""What was found, as the end of a sentence that begins with its cause."""

from wheel_ceiling.blame.subjects import Subject

_CONSEQUENCES = {
    "ceiling-above-tag": "{file} now asks for {asked}",
    "ceiling-raised": "{file} now asks for {asked}",
    "floor-raised": "the wheels now ask for a newer C library by their tag",
    "wrong-libc": "{file} is made for another C library than the tag names",
    "wrong-architecture": "{file} is made for another processor than the tag names",
    "python-suffix": "{file} is named for another Python than the wheel",
    "tag-mismatch": "the tags of the wheels are not right",
    "library-not-provided": "{file} needs {other}, which users may not have",
    "library-unreachable": "{file} cannot find {other} in the wheel",
    "page-alignment": "{file} cannot be loaded where pages are larger",
    "static-tls": "{file} wants a place in the static TLS block",
    "text-relocations": "{file} has text relocations",
    "hardening-lost": "{file} lost a protection of its tables",
    "executable-stack": "{file} now asks for an executable stack",
    "host-toolchain": "a distribution's own compiler made {file}",
    "rpath-outside-wheel": "{file} looks for libraries outside of the wheel",
    "library-twice": "the wheel has {file} twice",
    "library-moved": "{file} lies in another place than before",
    "debug-info-appeared": "{file} now carries debug information",
    "size-jumped": "the wheels have another size than before",
    "stray-files": "the wheels now have files that only a build needs",
    "record-mismatch": "RECORD does not agree with what is in the wheels",
    "wheel-dropped": "wheels that the last release had are missing",
    "library-dropped": "native code that was in the wheels is gone",
    "library-added": "the wheels have native code that they did not have",
    "cpu-raised": "{file} now needs a newer processor",
    "abi3-violation": "{file} uses more than the stable ABI of its tag",
}
EXPLAINED = frozenset(_CONSEQUENCES)
"""The rules whose findings a line can explain."""

_LONGEST_NAME = 80


def consequence(subject: Subject) -> str:
    """Return what was found, without a full stop: names of files are code."""
    name = subject.library.rpartition("/")[2]
    return _CONSEQUENCES[subject.rule].format(
        file=_code(name) or "a file",
        asked=subject.asked or "a newer system",
        other=_code(subject.others[0] if subject.others else "") or "a library",
    )


def _code(name: str) -> str:
    """Return the name as code; nothing where it is none that a person would call it by."""
    is_plain = name.isprintable() and "`" not in name and len(name) <= _LONGEST_NAME
    return f"`{name}`" if name and is_plain else ""
