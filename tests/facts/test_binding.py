"""What we say of the modules of `tests/fixtures/shadowing`, beside what ld.so does with them."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.build import library
from tests.facts.binding import bound, shared_object
from tests.facts.loading import needs_glibc
from tests.fixtures.shadowing.build import HERE, HOSTS, MODULES, build
from wheel_ceiling.facts.binding import Process, SharedObject
from wheel_ceiling.model import SharedSymbol

LIBRARIES = {"needs-zlib": ["libz.so.1"], "two-versions": ["libzv.so.1"]}


def program(host: str, folder: Path) -> list[SharedObject]:
    return [shared_object(folder / "hosts" / name) for name in (host, *LIBRARIES.get(host, []))]


def loaded(module: str, folder: Path, scope: Sequence[SharedObject]) -> list[SharedObject]:
    """The module and what it is linked to; a soname that the program has is the program's."""
    known = {one.facts.soname: one for one in scope}
    bundled = MODULES[module].bundled
    return [
        shared_object(folder / module / "module.abi3.so"),
        *(known.get(name) or shared_object(folder / module / name) for name in bundled),
    ]


def predicted(host: str, modules: Sequence[str], folder: Path) -> set[tuple[str, str, str]]:
    scope = program(host, folder)
    process = Process(scope)
    return {
        (
            str(Path(one.owner.facts.path).relative_to(folder)),
            one.symbol.name,
            str(Path(one.target.facts.path).relative_to(folder)),
        )
        for module in modules
        for one in process.load(loaded(module, folder, scope))
    }


def answered(host: str, modules: Sequence[str], folder: Path) -> set[tuple[str, str, str]]:
    files = [folder / module / "module.abi3.so" for module in modules]
    return bound(folder / "hosts" / host, files, folder)


@needs_glibc
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("module", MODULES)
def test_each_symbol_binds_as_we_say(module: str, host: str) -> None:
    assert predicted(host, [module], HERE) == answered(host, [module], HERE)


@needs_glibc
@pytest.mark.parametrize("host", HOSTS)
def test_unique_names_bind_to_the_first_copy_of_all(host: str) -> None:
    modules = ["unique", "unique-again"]

    answer = answered(host, modules, HERE)

    assert predicted(host, modules, HERE) == answer
    assert {target for _, _, target in answer} == {"unique/module.abi3.so"}


@needs_glibc
@pytest.mark.skipif(not shutil.which("g++"), reason="no g++ here to build the modules anew")
def test_modules_that_are_built_here_bind_as_we_say(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    build(tmp_path / "made", tmp_path / "work")

    for host in HOSTS:
        for module in MODULES:
            said = predicted(host, [module], tmp_path / "made")
            assert said == answered(host, [module], tmp_path / "made"), (host, module)


def symbol(**facts: object) -> SharedSymbol:
    return SharedSymbol("crc32", "zlib", is_defined=True, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("definitions", "version", "taken"),
    [
        # Who asks for no version: the oldest, else the only one that is not hidden.
        ([symbol(is_oldest=True)], "", 0),
        ([symbol(version="Z_2"), symbol(version="Z_1", is_oldest=True, is_hidden=True)], "", 1),
        ([symbol(version="Z_3")], "", 0),
        ([symbol(version="Z_3", is_hidden=True)], "", None),
        ([symbol(version="Z_3"), symbol(version="Z_4")], "", None),
        # Who asks for one: that very one, hidden or not, or one without any.
        ([symbol(version="Z_4"), symbol(version="Z_3", is_hidden=True)], "Z_3", 1),
        ([symbol(version="Z_4")], "Z_3", None),
        ([symbol(is_oldest=True)], "Z_3", 0),
        ([symbol(is_hidden=True)], "Z_3", None),
    ],
)
def test_versions_are_matched_as_dl_lookup_does(
    definitions: list[SharedSymbol], version: str, taken: int | None
) -> None:
    one = SharedObject(library(shared_symbols=tuple(definitions)))

    assert one.serves("crc32", version) == (None if taken is None else definitions[taken])
