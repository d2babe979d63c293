"""The programs that the user names, and what of them is read."""

import shutil
from pathlib import Path

import pytest

from tests.elf_bytes import ElfSpec, elf_bytes
from tests.fixtures.shadowing.build import HERE
from wheel_ceiling.model import Hosts
from wheel_ceiling.sources.host_programs import open_hosts
from wheel_ceiling.sources.world import World

HOSTS = HERE / "hosts"


def opened(folder: Path, *names: str) -> Hosts:
    return open_hosts(names, World(folder / "cache", folder=folder))


def put(path: Path, **facts: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(elf_bytes(ElfSpec(**facts)))  # type: ignore[arg-type]
    return path


def files(hosts: Hosts) -> list[str]:
    assert not hosts.problems
    [program] = hosts.programs
    return [item.path for item in program.libraries]


def test_a_profile_is_read_from_no_file(tmp_path: Path) -> None:
    hosts = opened(tmp_path, "debian-python")

    assert files(hosts) == ["libz.so.1", "libexpat.so.1"]
    assert hosts.programs[0].told.endswith("nothing of this machine is read.")


def test_a_program_is_read_with_what_its_rpath_leads_to() -> None:
    hosts = opened(HERE, "hosts/needs-zlib")

    assert files(hosts) == ["hosts/needs-zlib", str(HOSTS / "libz.so.1")]
    [program] = hosts.programs
    assert program.machine == "x86_64"
    assert any(one.name == "crc32" for one in program.libraries[1].shared_symbols)
    assert program.told == (
        "host-binaries: hosts/needs-zlib was read, as it was named, and 1 library that it needs: "
        f"{HOSTS / 'libz.so.1'}."
    )


def test_a_program_that_needs_nothing_but_glibc_says_so() -> None:
    [program] = opened(HERE, "hosts/plain").programs

    assert program.told.endswith("; it needs nothing but glibc.")


def test_what_it_needs_may_be_named_too(tmp_path: Path) -> None:
    put(tmp_path / "bin/tool", needed=("libodd.so.1", "libc.so.6"))
    put(tmp_path / "odd/libodd.so.1", soname="libodd.so.1", needed=("libodd.so.1",))

    hosts = opened(tmp_path, "bin/tool", "odd/libodd.so.1")

    assert not hosts.problems
    assert [len(program.libraries) for program in hosts.programs] == [2, 1]


def test_an_unpacked_image_has_standard_folders_of_its_own(tmp_path: Path) -> None:
    put(tmp_path / "root/usr/bin/tool", needed=("libone.so.1", "libtwo.so.2"))
    put(tmp_path / "root/usr/lib/x86_64-linux-gnu/libone.so.1", needed=("libtwo.so.2",))
    put(tmp_path / "root/lib64/libtwo.so.2", machine="aarch64")
    (tmp_path / "root/lib").mkdir()
    (tmp_path / "root/lib/libtwo.so.2").write_text("GROUP ( libtwo.so.3 )")
    put(tmp_path / "root/usr/lib/libtwo.so.2")

    assert files(opened(tmp_path, "root/usr/bin/tool")) == [
        "root/usr/bin/tool",
        str(tmp_path / "root/usr/lib/x86_64-linux-gnu/libone.so.1"),
        str(tmp_path / "root/usr/lib/libtwo.so.2"),
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no-such-program", "host-binaries: no-such-program does not exist."),
        ("script", "host-binaries: script is no ELF file."),
        ("needs-more", "host-binaries: libnobody-has.so.9, which "),
        ("damaged", "host-binaries: 'damaged' is a damaged ELF file"),
    ],
)
def test_what_cannot_be_read_is_a_problem(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "script").write_text("#!/bin/sh\n")
    (tmp_path / "damaged").write_bytes(b"\x7fELF" + b"\xff" * 60)
    put(tmp_path / "needs-more", needed=("libnobody-has.so.9",))

    hosts = opened(tmp_path, name, "pypy")

    [problem] = hosts.problems
    assert problem.message.startswith(message)
    assert problem.hint
    assert [program.name for program in hosts.programs] == ["pypy"]


def test_a_chain_without_end_is_cut(tmp_path: Path) -> None:
    for number in range(510):
        put(tmp_path / f"lib{number}.so", runpath="$ORIGIN", needed=(f"lib{number + 1}.so",))

    [problem] = opened(tmp_path, "lib0.so").problems

    assert "needs more than 500 files" in problem.message


def test_only_what_is_named_is_read(tmp_path: Path) -> None:
    for name in ("needs-zlib", "libz.so.1"):
        shutil.copy(HOSTS / name, tmp_path / name)

    assert files(opened(tmp_path, "libz.so.1")) == ["libz.so.1"]
