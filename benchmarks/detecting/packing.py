"""Wheels taken apart and put together again, so that only what is meant to differ does."""

import base64
import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

ELF_MAGIC = b"\x7fELF"
_When = tuple[int, int, int, int, int, int]


class Entry(Struct, frozen=True):
    """One file of a wheel, with what the zip directory says of it."""

    path: str
    data: bytes
    when: _When = (2020, 1, 1, 0, 0, 0)
    mode: int = 0o644

    @property
    def name(self) -> str:
        """The file name without its folders."""
        return self.path.rpartition("/")[2]

    @property
    def is_elf(self) -> bool:
        return self.data.startswith(ELF_MAGIC)


class Package(Struct, frozen=True):
    """A wheel in memory; `write` gives it a RECORD that is right."""

    filename: str
    entries: tuple[Entry, ...]
    has_right_record: bool = True
    """Whether `write` makes RECORD anew; false for one that is meant to be wrong."""

    @classmethod
    def read(cls, wheel: Path) -> Self:
        """Return the files of a wheel; folders of their own, which some zips list, are left out."""
        with zipfile.ZipFile(wheel) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            return cls(
                wheel.name,
                tuple(
                    Entry(info.filename, archive.read(info), info.date_time, mode_of(info))
                    for info in infos
                ),
            )

    @property
    def libraries(self) -> tuple[Entry, ...]:
        """Every ELF file, in the order of the zip."""
        return tuple(entry for entry in self.entries if entry.is_elf)

    def entry(self, path: str) -> Entry:
        """Return the file at the path; raises KeyError if there is none."""
        for entry in self.entries:
            if entry.path == path:
                return entry
        raise KeyError(path)

    def with_entry(self, entry: Entry) -> Self:
        """Return the wheel with the file in it, in the place of the one of its path if any."""
        if entry.path not in {old.path for old in self.entries}:
            return replace(self, entries=(*self.entries, entry))
        changed = (entry if old.path == entry.path else old for old in self.entries)
        return replace(self, entries=tuple(changed))

    def with_data(self, path: str, data: bytes) -> Self:
        """Return the wheel with other bytes in the file at the path; KeyError if there is none."""
        return self.with_entry(replace(self.entry(path), data=data))

    def without(self, *paths: str) -> Self:
        """Return the wheel without the files."""
        kept = tuple(entry for entry in self.entries if entry.path not in paths)
        return replace(self, entries=kept)

    def renamed(self, new_path: Callable[[str], str]) -> Self:
        """Return the wheel with each file at the path that the function gives it."""
        moved = tuple(replace(entry, path=new_path(entry.path)) for entry in self.entries)
        return replace(self, entries=moved)

    def retagged(self, filename: str) -> Self:
        """Return the wheel under another file name, its WHEEL file saying the same tags."""
        python, abi, platforms = filename.removesuffix(".whl").split("-")[-3:]
        tags = [f"Tag: {python}-{abi}-{platform}" for platform in sorted(platforms.split("."))]
        (about,) = (entry for entry in self.entries if entry.path.endswith(".dist-info/WHEEL"))
        lines = [line for line in about.data.decode().splitlines() if line]
        kept = [line for line in lines if not line.startswith("Tag:")]
        text = "\n".join([*kept, *tags, ""])
        return replace(self.with_data(about.path, text.encode()), filename=filename)

    def write(self, folder: Path) -> Path:
        """Write the wheel into the folder, which is made if need be, and return its path."""
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / self.filename
        entries = _recorded(self.entries) if self.has_right_record else self.entries
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for entry in entries:
                info = zipfile.ZipInfo(entry.path, entry.when)
                info.external_attr = entry.mode << 16
                archive.writestr(info, entry.data, zipfile.ZIP_DEFLATED, 1)
        return target


def mode_of(info: zipfile.ZipInfo) -> int:
    """Return the permissions of a member; those of an ordinary file where none are said."""
    return info.external_attr >> 16 or 0o644


def _recorded(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the files with RECORD written anew; a wheel without one stays without."""
    files = tuple(entries)
    own = [entry for entry in files if entry.path.endswith(".dist-info/RECORD")]
    if not own:
        return files
    others = [entry for entry in files if entry is not own[0]]
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerows((one.path, f"sha256={digest(one.data)}", len(one.data)) for one in others)
    rows.writerow((own[0].path, "", ""))
    return (*others, replace(own[0], data=text.getvalue().encode()))


def digest(data: bytes) -> str:
    """Return the sha256 as RECORD spells it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
