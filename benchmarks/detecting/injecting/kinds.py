"""Every kind of fault: what its row is called, how it is made, whether it is the incident's."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.detecting.injecting.debugging import as_debug_build, unstripped
from benchmarks.detecting.injecting.dynamic import DT_NEEDED, DT_RPATH, DT_RUNPATH, Dynamic
from benchmarks.detecting.injecting.elf_file import ElfFile
from benchmarks.detecting.injecting.repairs import repair_undone, search_path_lost
from benchmarks.detecting.injecting.sections import (
    Content,
    with_executable_stack,
    with_other_code,
    with_sections,
)
from benchmarks.detecting.injecting.subject import Subject, moved
from benchmarks.detecting.injecting.swaps import (
    all_of,
    of_machine,
    of_python_as_named,
    of_python_renamed,
)
from benchmarks.detecting.injecting.symbols import openssl_names, with_exports, with_newer_need
from benchmarks.detecting.packing import Package

UBUNTU = b"GCC: (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0\0"
PLAIN = b"GCC: (GNU) 13.3.0\0"
NEWER = "GLIBC_2.38"  # Ubuntu 24.04's headers bring it into what calls strtol


class Kind(Struct, frozen=True):
    """One kind of fault."""

    title: str
    inject: Callable[[Subject], Package]
    is_incident: bool = False
    """Whether it is of the family that this program exists for."""
    is_of_stripped: bool = False
    """Whether both sides are stripped first: what was never stripped cannot come unstripped."""
    is_of_another_python: bool = False
    """Whether the wheel of that Python, of the same release, can tell."""
    leaves_a_trace: bool = True
    """Whether anything but the libraries that were built can tell it in every wheel."""


def _victim(change: Callable[[bytes], bytes]) -> Callable[[Subject], Package]:
    return lambda subject: subject.with_victim(change)


def _rebuilt(library: bytes, compiler: bytes) -> bytes:
    ElfFile.parse(library).section(".comment")  # Go's programs have none
    return with_sections(with_other_code(library), {".comment": Content(compiler)})


def _silenced(library: bytes) -> bytes:
    ElfFile.parse(library).section(".comment")
    return with_sections(with_other_code(library), {}, {".comment"})


def _ubuntu(library: bytes) -> bytes:
    return _rebuilt(library, UBUNTU)


def _plain(library: bytes) -> bytes:
    return _rebuilt(library, PLAIN)


def _debug(library: bytes) -> bytes:
    return as_debug_build(with_other_code(library), "/build")


def _unstripped(library: bytes) -> bytes:
    return unstripped(with_other_code(library))


def _newer(library: bytes) -> bytes:
    return with_newer_need(with_other_code(library), NEWER)


def _deeper(subject: Subject) -> str:
    return f"{subject.package.split('/')[0]}/{subject.victim.path}"


def _top(subject: Subject) -> str:
    return subject.victim.path.removeprefix(f"{subject.package}/")


def _build_folder(subject: Subject) -> str:
    return f"build/lib.linux-x86_64-cpython-312/{subject.package}/{subject.victim.name}"


def _moved(place: Callable[[Subject], str], subject: Subject) -> Package:
    path = place(subject)
    return subject.wheel.without(subject.victim.path).with_entry(moved(subject.victim, path))


def _copied(place: Callable[[Subject], str], subject: Subject) -> Package:
    """The built library lies in the wrong place, and another one in the right."""
    path = place(subject)
    return subject.with_victim(with_other_code).with_entry(moved(subject.victim, path))


def _needs(library: str, data: bytes) -> bytes:
    return Dynamic.of(data).with_text(DT_NEEDED, library).written()


def _searches(folder: str, data: bytes) -> bytes:
    """The folder comes before those that are searched already."""
    dynamic = Dynamic.of(data)
    folders = ":".join((folder, *dynamic.texts(DT_RPATH, DT_RUNPATH)))
    return dynamic.without(DT_RPATH, DT_RUNPATH).with_text(DT_RUNPATH, folders).written()


def _leaking(data: bytes) -> bytes:
    return with_exports(data, openssl_names())


def _wrong_record(subject: Subject) -> Package:
    """One digit of the victim's digest differs."""
    (record,) = (one for one in subject.wheel.entries if one.path.endswith(".dist-info/RECORD"))
    rows = record.data.decode().splitlines()
    wrong = [
        row.replace("sha256=", "sha256=A", 1)[: len(row)]
        if row.startswith(subject.victim.path)
        else row
        for row in rows
    ]
    changed = replace(record, data="\n".join([*wrong, ""]).encode())
    return replace(subject.wheel.with_entry(changed), has_right_record=False)


def _dropped(subject: Subject) -> Package:
    return subject.wheel.without(subject.victim.path)


def _place_kinds() -> tuple[Kind, ...]:
    places = (
        ("one folder deeper", _deeper),
        ("at the top level", _top),
        ("under build/lib.*", _build_folder),
    )
    return (
        *(
            Kind(f"wrong path: {name}", partial(_moved, at), is_incident=True)
            for name, at in places
        ),
        *(
            Kind(f"second copy: {name}", partial(_copied, at), is_incident=True)
            for name, at in places
        ),
    )


def _host_kinds() -> tuple[Kind, ...]:
    libraries = ("libssl.so.1.1", "libpython3.11.so.1.0", "libjpeg.so.62")
    folders = ("/usr/lib/x86_64-linux-gnu", "/home/ci/work/build/lib", "../build/lib")
    return (
        *(Kind(f"host NEEDED: {name}", _victim(partial(_needs, name))) for name in libraries),
        *(Kind(f"host RPATH: {name}", _victim(partial(_searches, name))) for name in folders),
    )


KINDS = (
    Kind("newer glibc", _victim(_newer), is_incident=True),
    Kind("other compiler: Ubuntu's words", _victim(_ubuntu), is_incident=True),
    # From one plain GCC to another is what every project does that renews its cross-compiler.
    Kind(
        "other compiler: another plain GCC",
        _victim(_plain),
        is_incident=True,
        leaves_a_trace=False,
    ),
    Kind("compiler string removed", _victim(_silenced), is_incident=True),
    Kind("debug build", _victim(_debug), is_incident=True, is_of_stripped=True),
    Kind("unstripped", _victim(_unstripped), is_incident=True, is_of_stripped=True),
    *_place_kinds(),
    Kind("unrepaired", repair_undone, is_incident=True),
    Kind("wrong machine", of_machine, is_incident=True),
    Kind(
        "wrong Python, named as it is",
        of_python_as_named,
        is_incident=True,
        is_of_another_python=True,
    ),
    Kind("wrong Python, renamed", of_python_renamed, is_incident=True, is_of_another_python=True),
    Kind(
        "libraries of the previous release reused",
        partial(all_of, lambda subject: subject.before),
        is_incident=True,
        leaves_a_trace=False,
    ),
    Kind(
        "libraries of another Python reused",
        partial(all_of, lambda subject: subject.other_python),
        is_incident=True,
        is_of_another_python=True,
    ),
    *_host_kinds(),
    Kind("lost RPATH", search_path_lost),
    Kind("leaked exports", _victim(_leaking)),
    Kind("executable stack", _victim(with_executable_stack)),
    Kind("RECORD wrong", _wrong_record),
    Kind("extension dropped", _dropped),
)
