"""The facts of a wheel as JSON: the shape first, then how it is filled."""

from typing import Annotated

from msgspec import Meta

from wheel_ceiling.facts.images import summary_of_images
from wheel_ceiling.model import Wheel
from wheel_ceiling.reports.document.closure_facts import NO_CLOSURE, Closure, describe_closure
from wheel_ceiling.reports.document.library_facts import (
    Ceilings,
    LibraryFacts,
    Shape,
    Texts,
    Trace,
    describe_ceilings,
    describe_library,
    describe_traces,
)


class ImageCount(Shape, frozen=True):
    """An image, and how many files of the wheel speak of it."""

    name: str
    files: int


class Fault(Shape, frozen=True):
    """One disagreement between RECORD and the archive."""

    path: str
    kind: str


class File(Shape, frozen=True):
    """One file of the wheel, as the archive's directory has it."""

    path: str
    size: int
    compressed_size: int
    crc: Annotated[str, Meta(description="CRC-32 in hexadecimal.")]
    modified: Annotated[str, Meta(description="Local time, ISO 8601; empty for 1980-01-01.")]


class WheelFacts(Shape, frozen=True):
    """The facts of one wheel."""

    filename: str
    name: str
    version: str
    tags: Texts
    declared_tags: Annotated[Texts, Meta(description="The Tag lines of WHEEL, expanded.")]
    floor: Annotated[str, Meta(description="The lowest glibc that a tag promises.")]
    ceiling: Ceilings
    size: int
    sha256: str
    generator: str
    root_is_purelib: bool
    links: Annotated[Texts, Meta(description="Home page and project links of METADATA.")]
    images: Annotated[
        tuple[ImageCount, ...],
        Meta(description="The most frequent first; files that tell none last."),
    ]
    record_faults: tuple[Fault, ...]
    sbom: Annotated[Texts, Meta(description="Package URLs of systems' packages in SBOM files.")]
    traces: Annotated[tuple[Trace, ...], Meta(description="Those in text files.")]
    file_count: int
    files: Annotated[tuple[File, ...], Meta(description="Only in what `show` writes.")]
    libraries: tuple[LibraryFacts, ...]
    closure: Annotated[Closure, Meta(description="Only in what `show` writes.")]


def describe(wheel: Wheel, *, has_names: bool) -> WheelFacts:
    """Return the facts of a wheel, those of its libraries by path."""
    families = sorted({version.family for one in wheel.loaded for version in one.ceilings})
    libraries = sorted(wheel.libraries, key=lambda library: library.path)
    return WheelFacts(
        filename=wheel.filename,
        name=wheel.metadata_name or wheel.label.project,
        version=wheel.metadata_version or wheel.label.version,
        tags=wheel.label.tags,
        declared_tags=wheel.declared_tags,
        floor=wheel.label.floor.text,
        ceiling=describe_ceilings(wheel.ceiling(family) for family in families),
        size=wheel.size,
        sha256=wheel.sha256,
        generator=wheel.generator,
        root_is_purelib=wheel.root_is_purelib,
        links=wheel.links,
        images=tuple(ImageCount(image.name, number) for image, number in summary_of_images(wheel)),
        record_faults=tuple(Fault(fault.path, fault.kind) for fault in wheel.record),
        sbom=wheel.sbom,
        traces=describe_traces(wheel.traces),
        file_count=len(wheel.members),
        files=_files(wheel) if has_names else (),
        libraries=tuple(
            describe_library(library, wheel.label.targets, has_names=has_names)
            for library in libraries
        ),
        closure=describe_closure(wheel) if has_names else NO_CLOSURE,
    )


def _files(wheel: Wheel) -> tuple[File, ...]:
    return tuple(
        File(member.path, member.size, member.compressed_size, f"{member.crc:08x}", member.modified)
        for member in wheel.members
    )
