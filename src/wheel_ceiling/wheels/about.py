"""What a wheel says of itself: the WHEEL, METADATA and RECORD files of its dist-info folder."""

import re

from msgspec import Struct

from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import WheelName
from wheel_ceiling.wheels.archive import Archive
from wheel_ceiling.wheels.directory import Entry
from wheel_ceiling.wheels.names import expand_tags, name_from_metadata
from wheel_ceiling.wheels.record import RecordRow, parse_record

# The largest on the index are far below: 10 MB, 500 KB and 2 KB.
_LONGEST_RECORD = 64 * 1024**2
_LONGEST_METADATA = 4 * 1024**2
_LONGEST_WHEEL_FILE = 256 * 1024
# Compressed Tag lines are the longest that are asked for.
_LONGEST_VALUE = 2_000
_MOST_LINKS = 100

_WHEEL_FILE = re.compile(r"([^/]+\.dist-info)/WHEEL")
# Core metadata, "the email headers format": a name, a colon, a value, and folded lines after it.
_END_OF_LINE = re.compile(r"\r\n|\r|\n")
_END_OF_HEADERS = re.compile(r"\r\n\r\n|\r\r|\n\n")
_NAME = re.compile(r"([!-9;-~]+):")


class Headers(Struct, frozen=True):
    """Fields of WHEEL or METADATA, in the order of the file."""

    fields: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """Return the values of all fields of the name, in whatever case it is written."""
        return [value for known, value in self.fields if known == name.lower()]

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")


def read_headers(text: str) -> Headers:
    """Return the fields up to the first empty line; what is no field ends them too."""
    end = _END_OF_HEADERS.search(text)
    fields: list[tuple[str, str]] = []
    for line in _END_OF_LINE.split(text[: end.start()] if end else text):
        if line[:1] in (" ", "\t") and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value}\n{line}".strip()[:_LONGEST_VALUE])
        elif found := _NAME.match(line):
            fields.append((found[1].lower(), line[found.end() :].strip()[:_LONGEST_VALUE]))
        else:
            break
    return Headers(tuple(fields))


class About(Struct, frozen=True):
    """The dist-info folder, as far as it matters here."""

    folder: str
    wheel: Headers
    metadata: Headers
    rows: tuple[RecordRow, ...]
    has_record: bool

    @property
    def tags(self) -> tuple[str, ...]:
        """The Tag lines of WHEEL, compressed sets expanded."""
        return expand_tags(self.wheel.all("Tag"))

    @property
    def root_is_purelib(self) -> bool:
        return self.wheel.first("Root-Is-Purelib").lower() == "true"

    @property
    def generator(self) -> str:
        return self.wheel.first("Generator")

    @property
    def name(self) -> str:
        return self.metadata.first("Name")

    @property
    def version(self) -> str:
        return self.metadata.first("Version")

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses of the project, without what they are called."""
        found = [self.metadata.first("Home-Page"), self.metadata.first("Download-URL")]
        found += [line.partition(",")[2].strip() for line in self.metadata.all("Project-URL")]
        return tuple(dict.fromkeys(link for link in found[:_MOST_LINKS] if link))

    def label(self, filename: str) -> WheelName:
        """Return the name that the wheel would have by its own word."""
        return name_from_metadata(filename, self.name, self.version, self.tags)


def read_about(archive: Archive) -> About:
    """Return what the one dist-info folder says; raises UnreadableWheel where there is not one."""
    by_path = {entry.path: entry for entry in archive.entries}
    found = [match[1] for path in by_path if (match := _WHEEL_FILE.fullmatch(path))]
    if len(found) != 1:
        count = "more than one" if found else "no"
        raise UnreadableWheel(
            f"{archive.filename} has {count} dist-info folder with a WHEEL file, so it is no wheel "
            "that pip would install.",
            "Build it with a wheel builder, such as `python -m build`.",
        )
    folder = found[0]
    record = by_path.get(f"{folder}/RECORD")
    return About(
        folder,
        _headers(archive, by_path.get(f"{folder}/WHEEL"), _LONGEST_WHEEL_FILE),
        _headers(archive, by_path.get(f"{folder}/METADATA"), _LONGEST_METADATA),
        parse_record(_text(archive, record, _LONGEST_RECORD)),
        record is not None,
    )


def _text(archive: Archive, entry: Entry | None, most: int) -> str:
    return archive.read(entry, most).decode("utf-8", "replace") if entry else ""


def _headers(archive: Archive, entry: Entry | None, most: int) -> Headers:
    return read_headers(_text(archive, entry, most))
