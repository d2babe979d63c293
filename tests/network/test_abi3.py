"""Real stable-ABI wheels: what we say of them is what abi3audit says."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from platformdirs import user_cache_path

from wheel_ceiling.model import Comparison, Inventory, NoBaseline
from wheel_ceiling.rules.abi3_violation import RULE
from wheel_ceiling.wheels.read import read_wheel

pytestmark = pytest.mark.network
CACHE = user_cache_path("wheel-ceiling", appauthor=False) / "abi3"
PLATFORMS = ("manylinux_2_28", "manylinux_2_17", "manylinux2014", "manylinux2010")
AGREED = [
    "bcrypt==5.0.0",
    "cramjam==2.1.0",
    "cryptography==46.0.0",
    "nh3==0.3.7",
    "protobuf==4.25.0",
    "pynacl==1.6.2",
    "pyzmq==27.3.0",
    "rfc3161-client==1.0.9",
    "safetensors==0.8.0",
    "tokenizers==0.23.3",
    "watchfiles==1.3.0",
]
VIOLATING = {"cramjam==2.1.0", "protobuf==4.25.0"}


@pytest.mark.parametrize("requirement", AGREED)
def test_we_say_what_abi3audit_says(requirement: str) -> None:
    path = downloaded(requirement)
    ours = what_we_say(path)

    assert ours == what_abi3audit_says(path)
    assert bool(ours) is (requirement in VIOLATING)


def test_we_do_not_hold_a_function_against_the_module_that_defines_it() -> None:
    path = downloaded("psutil==5.9.8")
    own = {"PyErr_SetFromOSErrnoWithSyscall"}

    assert not what_we_say(path)
    assert what_abi3audit_says(path) == {
        "_psutil_linux.abi3.so": own,
        "_psutil_posix.abi3.so": own,
    }


def what_we_say(path: Path) -> dict[str, set[str]]:
    """Return the symbols by the name of the file."""
    built = Inventory(path.name, (read_wheel(path),))
    found = RULE.check(Comparison(built, NoBaseline("none")))
    return {
        finding.library.rpartition("/")[2]: {symbol for symbol, _ in finding.evidence}
        for finding in found
    }


class Result(msgspec.Struct):
    """What abi3audit says of one file."""

    non_abi3_symbols: list[str]
    future_abi3_objects: dict[str, str]


class Audited(msgspec.Struct):
    """One file of its report."""

    name: str
    result: Result


class Spec(msgspec.Struct):
    """One wheel of its report."""

    wheel: list[Audited]


class Audit(msgspec.Struct):
    """Its report."""

    specs: dict[str, Spec]


def what_abi3audit_says(path: Path) -> dict[str, set[str]]:
    """Return the same of abi3audit."""
    command = [sys.executable, "-m", "abi3audit", "--report", str(path)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    [spec] = msgspec.json.decode(ran.stdout, type=Audit).specs.values()
    found = {
        one.name: {*one.result.non_abi3_symbols, *one.result.future_abi3_objects}
        for one in spec.wheel
    }
    return {name: symbols for name, symbols in found.items() if symbols}


def downloaded(requirement: str) -> Path:
    """Return the wheel, downloaded once."""
    folder = CACHE / requirement
    if not list(folder.glob("*.whl")):
        platforms = [f"--platform={name}_x86_64" for name in PLATFORMS]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", requirement]
        command += ["--only-binary=:all:", "--python-version=3.12", "--abi=abi3", *platforms]
        subprocess.run([*command, f"--dest={folder}"], check=True)
    [wheel] = folder.glob("*.whl")
    return wheel
