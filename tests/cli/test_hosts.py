"""`check --host-binaries`: whose copy is used, and never a pass where that cannot be known."""

from pathlib import Path

import pytest

from tests.cli.terminal import call
from tests.fixtures.shadowing.build import HERE
from tests.wheel_files import write_wheel

NAME = "ray-2.9.0-cp311-abi3-manylinux_2_34_x86_64.whl"


def checked(folder: Path, case: str, *hosts: str) -> tuple[int, str]:
    module = (HERE / case / "module.abi3.so").read_bytes()
    write_wheel(folder / "dist", NAME, {"ray/module.abi3.so": module})
    words = [word for host in hosts for word in ("--host-binaries", host)]
    outcome = call(folder, "check", "--baseline", "none", *words)
    return outcome.code, " ".join(outcome.out.split())


@pytest.mark.parametrize("host", ["debian-python", str(HERE / "hosts" / "needs-zlib")])
def test_what_the_program_takes_over_fails_and_the_report_says_what_was_read(
    host: str, tmp_path: Path
) -> None:
    code, said = checked(tmp_path, "default", host)

    assert code == 1
    assert "names of zlib that ray/module.abi3.so asks the loader for bind to libz.so.1" in said
    assert f"host-binaries: {host[:30]}" in said


def test_what_is_kept_inside_passes(tmp_path: Path) -> None:
    code, said = checked(tmp_path, "hidden", "debian-python")

    assert code == 0
    assert "in the global scope; nothing of this machine is read." in said


def test_a_program_that_cannot_be_read_is_never_a_pass(tmp_path: Path) -> None:
    code, said = checked(tmp_path, "hidden", "debian-python", "bin/no-such-program")

    assert code == 3
    assert "host-binaries: bin/no-such-program does not exist." in said
