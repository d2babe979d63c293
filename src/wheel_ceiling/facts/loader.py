"""How the dynamic loader would look for the libraries of an installed wheel, by its own rules.

Nothing is asked of this machine: only what the wheel brings along can be found. From ld.so(8),
gABI chapter 5 ("Shared Object Dependencies"), glibc's elf/dl-load.c (`_dl_map_object`,
`decompose_rpath`) and musl's ldso/dynlink.c (`load_library`, `fixup_rpath`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from posixpath import dirname, isabs, normpath

from msgspec import Struct

from wheel_ceiling.facts.libraries import python_suffix
from wheel_ceiling.model import ElfFacts, ElfKind, Libc, Wheel

# Where installers put the parts of a wheel; only how far they are apart matters here.
_PREFIX = "/prefix"
_SITE = f"{_PREFIX}/lib/python/site-packages"
_PLACES = {"platlib": _SITE, "purelib": _SITE, "data": _PREFIX, "scripts": f"{_PREFIX}/bin"}
_HERE = "/working-directory"
# The libraries of a wheel share few search paths.
_MOST_REMEMBERED = 4_000
_DATA = re.compile(rf"[^/]+\.data/({'|'.join(_PLACES)})/(.+)")
_ORIGIN = re.compile(r"\$(?:ORIGIN(?!\w)|\{ORIGIN\})")
_TOKEN = re.compile(r"\$(?:(ORIGIN|LIB|PLATFORM)(?!\w)|\{(ORIGIN|LIB|PLATFORM)\})")
_MODULE_MAKERS = frozenset({"PyModule_Create2", "PyModuleDef_Init"})

# What $LIB stands for: `slibdir` of each distribution's glibc; Debian's has its own name in it.
_MULTIARCH = {
    "i686": "i386-linux-gnu",
    "armv7l": "arm-linux-gnueabihf",
    "ppc64le": "powerpc64le-linux-gnu",
}
_NARROW = frozenset({"i686", "armv7l"})
# What $PLATFORM stands for: AT_PLATFORM of the kernel, which glibc 2.26 to 2.36 refines on x86_64
# (sysdeps/x86/cpu-features.c). Other machines have more than could be listed.
_PLATFORMS = {"x86_64": ("x86_64", "haswell", "xeon_phi"), "aarch64": ("aarch64",)}


def installed_at(path: str) -> str:
    """Return where a member is once installed (binary format, "The .data directory")."""
    match = _DATA.fullmatch(path)
    return f"{_PLACES[match[1]]}/{match[2]}" if match else f"{_SITE}/{path}"


def shown_place(place: str) -> str:
    """Return a place as people would say it: from the folder of packages, if it lies there."""
    for folder, name in ((_SITE, ""), (_PREFIX, "<prefix>/"), (_HERE, "./")):
        if place.startswith(f"{folder}/"):
            return name + place.removeprefix(f"{folder}/")
    return place


def leads_to_working_directory(entry: str) -> bool:
    """Whether an entry of RPATH or RUNPATH depends on where the user happens to stand.

    An empty one is the working directory itself (dl-load.c, `fillin_rpath`).
    """
    return not isabs(entry) and not _ORIGIN.match(entry)


def starts_alone(item: ElfFacts) -> bool:
    """Whether Python imports it or a user runs it: nothing is loaded before."""
    return (
        item.kind is ElfKind.EXECUTABLE
        or bool(python_suffix(item.name))
        or (not item.name.startswith("lib") and bool(_MODULE_MAKERS & set(item.python_symbols)))
    )


class Loaded(Struct, frozen=True):
    """One object of a process, and the object on whose request it was loaded."""

    facts: ElfFacts
    loader: "Loaded | None" = None

    def chain(self) -> "Iterator[Loaded]":
        link: Loaded | None = self
        while link is not None:
            yield link
            link = link.loader


class Hit(Struct, frozen=True):
    """Where the search for a library ends; without a path nothing of the wheel is found."""

    path: str = ""
    entry: str = ""
    """The entry of RPATH or RUNPATH that leads there, as the file spells it."""
    owner: str = ""
    """The file whose entry it is: the asking one, or one that it inherits from."""
    is_sure: bool = True
    """Whether it is so on every system: $LIB and $PLATFORM have another meaning on each."""


class Site:
    """The installed wheel: its files by the places and the names under which they are met."""

    def __init__(self, wheel: Wheel) -> None:
        targets = wheel.label.targets
        self.is_musl = any(target.libc is Libc.MUSL for target in targets)
        self.files = wheel.loaded
        self.by_path = {item.path: item for item in self.files}
        self._at = {installed_at(item.path): item for item in self.files}
        self._named: dict[tuple[str, str], list[ElfFacts]] = {}
        for item in self.files:
            for name in {item.name, item.soname} - {""}:
                self._named.setdefault((name, item.machine), []).append(item)
        self.lookups = 0

    def carriers(self, needed: str, machine: str) -> list[ElfFacts]:
        """Return the files of the wheel that bear the name, wherever they lie."""
        return self._named.get((needed.rpartition("/")[2], machine), [])

    def search(self, one: Loaded, needed: str) -> Hit:
        """Return the first file that fits; one for another machine is passed over.

        (dl-load.c, `open_verify`.)
        """
        unsure = Hit()
        for owner, entry, places in self._tries(one, needed):
            self.lookups += 1
            found = [self._at[place] for place in places if place in self._at]
            fitting = [file for file in found if file.machine == one.facts.machine]
            is_sure = len(fitting) == len(places) > 0 and len({file.path for file in fitting}) == 1
            if fitting and not unsure.path:
                unsure = Hit(fitting[0].path, entry, owner.facts.path, is_sure=False)
            if is_sure:
                return Hit(fitting[0].path, entry, owner.facts.path)
            if not places:
                unsure = Hit(unsure.path, unsure.entry, unsure.owner, is_sure=False)
        return unsure

    def places(self, one: Loaded, needed: str) -> tuple[str, ...]:
        """Return where the loader looks, in its order, before it asks the system."""
        tries = self._tries(one, needed)
        found = (place for _, entry, places in tries for place in places or (f"{entry}/{needed}",))
        return tuple(dict.fromkeys(map(shown_place, found)))

    def search_path(self, one: Loaded) -> tuple[tuple[Loaded, str], ...]:
        """Return the entries in order, each with the object that it is relative to.

        glibc: RUNPATH serves its own object only, and where there is one, RPATH is not looked at;
        else RPATH is inherited from the whole chain of loaders. musl: both are inherited alike,
        and where one entry has a token that it does not know, all of that file are ignored.
        """
        if self.is_musl:
            own = ((up, up.facts.runpath or up.facts.rpath) for up in one.chain())
            known = ((up, e) for up, e in own if "$" not in _ORIGIN.sub("", "".join(e)))
            return tuple((up, entry) for up, entries in known for entry in entries)
        if one.facts.runpath:
            return tuple((one, entry) for entry in one.facts.runpath)
        inherited = (up for up in one.chain() if not up.facts.runpath)
        return tuple((up, entry) for up in inherited for entry in up.facts.rpath)

    def _tries(self, one: Loaded, needed: str) -> Iterator[tuple[Loaded, str, tuple[str, ...]]]:
        """Yield each entry with the places that it may mean; a name with a slash is a place."""
        if "/" in needed:
            yield one, needed, _meanings(needed, one.facts)
            return
        for owner, entry in self.search_path(one):
            folders = _meanings(entry, owner.facts)
            yield owner, entry, tuple(normpath(f"{folder}/{needed}") for folder in folders)


def _meanings(entry: str, owner: ElfFacts) -> tuple[str, ...]:
    """Return the places that an entry may mean; none where $PLATFORM cannot be listed.

    The working directory is a place where nothing of the wheel can be counted on. Other words
    behind a dollar sign are left as they are (dl-load.c, `is_dst`).
    """
    return _meant(entry, owner.path, owner.machine)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _meant(entry: str, path: str, machine: str) -> tuple[str, ...]:
    words = [match[1] or match[2] for match in _TOKEN.finditer(entry)]
    pieces = _TOKEN.split(entry)[::3]  # two groups stand between them
    texts = (
        "".join(piece + word for piece, word in zip(pieces, (*choice, ""), strict=True))
        for choice in product(*(_word(word, path, machine) for word in words))
    )
    return tuple(normpath(text if isabs(text) else f"{_HERE}/{text}") for text in texts)


def _word(word: str, path: str, machine: str) -> tuple[str, ...]:
    if word == "ORIGIN":
        return (dirname(installed_at(path)),)
    if word == "PLATFORM":
        return _PLATFORMS.get(machine, ())
    multiarch = f"lib/{_MULTIARCH.get(machine, f'{machine}-linux-gnu')}"
    return ("lib", multiarch) if machine in _NARROW else ("lib64", "lib", multiarch)
