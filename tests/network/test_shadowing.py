"""Real wheels and who takes their copies over: what is said, and what ld.so does in this Python."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.host_profiles import PROFILES, SYMBOLS, debian_tables
from tests.cli.terminal import call
from tests.facts.loading import needs_glibc
from tests.network.test_cpython_exports import NO_APT
from tests.network.test_real_releases import CACHE, REAL_INDEX, judge
from wheel_ceiling.facts.binding import Process, SharedObject
from wheel_ceiling.facts.embedded import recognise
from wheel_ceiling.facts.loader import Site
from wheel_ceiling.facts.shadowing import local_scope
from wheel_ceiling.model import ElfFacts
from wheel_ceiling.sources.host_programs import open_hosts
from wheel_ceiling.sources.world import World
from wheel_ceiling.wheels.read import read_wheel

pytestmark = pytest.mark.network
_BOUND = re.compile(r"binding file (\S+) \[0\] to (\S+) \[0\]: \w+ symbol `([^']+)'")
_IMPORT = "import ctypes, sys; ctypes.CDLL(sys.argv[1])"
HERE = f"cp3{sys.version_info.minor}"


def test_triton_2_0_0_gives_llvm_away(tmp_path: Path) -> None:
    judged = judge(tmp_path, "pypi:triton==2.0.0", "none", "*cp310*x86_64*")
    [leak] = [said for said in judged.findings if said.rule == "exports-leaked"]

    assert leak.severity == "warning"
    assert "triton/_C/libtriton.so exports 31,824 symbols of LLVM, such as LLVMAdd" in leak.message

    shown = call(
        tmp_path,
        *("show", "pypi:triton==2.0.0", "--wheels", "*cp310*x86_64*", "--format", "json"),
        environment=REAL_INDEX,
    )
    libraries = json.loads(shown.out)["wheels"][0]["libraries"]
    [library] = [one for one in libraries if one["path"].endswith("libtriton.so")]
    # The published count is of the names with llvm:: in them.
    assert sum("4llvm" in name for name in library["exports"]["names"]) == 24_704
    [family] = library["exported_families"]
    assert family["unique"] == 1_231
    assert family["interposable"] == 15_597


def test_cryptography_2_0_1_leaked_openssl_and_made_the_stack_executable(tmp_path: Path) -> None:
    judged = judge(
        tmp_path, "pypi:cryptography==2.0.1", "pypi:cryptography==2.0", "*cp36m*manylinux1_x86_64*"
    )

    [leak] = judged.errors("exports-leaked")
    assert "exports 3,202 symbols of OpenSSL" in leak.message
    assert "executable-stack" in {said.rule for said in judged.findings}


def test_uwsgi_takes_that_openssl_over(tmp_path: Path) -> None:
    outcome = call(
        tmp_path,
        *("check", "pypi:cryptography==2.0.1", "--wheels", "*cp36m*manylinux1_x86_64*"),
        *("--baseline", "none", "--host-binaries", "uwsgi"),
        environment=REAL_INDEX,
    )

    assert outcome.code == 1
    assert "2,121 of the 2,192 names of OpenSSL" in " ".join(outcome.out.split())


def test_psycopg2_binary_2_9_11_has_a_hash_in_every_soname(tmp_path: Path) -> None:
    judged = judge(tmp_path, "pypi:psycopg2-binary==2.9.11", "none", "*cp311*manylinux2014_x86_64*")

    assert not [said for said in judged.findings if said.rule == "symbols-shadowed"]


@needs_glibc
@pytest.mark.parametrize(
    ("requirement", "module"),
    [
        ("lxml==5.3.1", "lxml/etree"),
        ("psycopg2-binary==2.9.11", "psycopg2/_psycopg"),
        ("cffi==1.17.1", "_cffi_backend"),
        ("pyarrow==18.1.0", "pyarrow/_parquet"),
    ],
)
def test_real_modules_bind_as_we_say(requirement: str, module: str, tmp_path: Path) -> None:
    path = fetched(requirement, tmp_path)
    wheel = read_wheel(path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "site")
    python = os.path.realpath(sys.executable)
    [program] = open_hosts([python], World(tmp_path / "cache")).programs
    scope = [SharedObject(one) for one in program.libraries]
    [root] = [one for one in wheel.loaded if one.path.startswith(f"{module}.cpython-")]

    ours = predicted(root, Site(wheel), scope)
    done = subprocess.run(
        [python, "-S", "-E", "-c", _IMPORT, str(tmp_path / "site" / root.path)],
        env={"LD_DEBUG": "bindings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ours
    assert ours == told(done.stderr, tmp_path / "site")


def fetched(requirement: str, folder: Path) -> Path:
    """Have a wheel for this Python in the cache, and a link to it under its own name."""
    words = ("show", requirement, "--wheels", f"*{HERE}-manylinux*x86_64*", "--format", "json")
    wheel = json.loads(call(folder, *words, environment=REAL_INDEX).out)["wheels"][0]
    filename, sha256 = str(wheel["filename"]), str(wheel["sha256"])
    link = folder / filename
    link.symlink_to(CACHE / "wheels" / sha256[:2] / f"{sha256}.whl")
    return link


def predicted(root: ElfFacts, site: Site, scope: list[SharedObject]) -> set[tuple[str, str, str]]:
    objects = {one.path: SharedObject(one) for one in site.files}
    sonames = frozenset(one.facts.soname for one in scope) - {""}
    return {
        (
            one.owner.facts.path,
            one.symbol.name,
            os.path.realpath(one.target.facts.path)
            if one.target in scope
            else one.target.facts.path,
        )
        for one in Process(scope).load(local_scope(root, site, objects, sonames))
    }


def told(text: str, site: Path) -> set[tuple[str, str, str]]:
    """What ld.so says of well-known names that the wheel's files ask for."""
    found = _BOUND.findall(text)
    known = {found[number] for number, _ in recognise(name for _, _, name in found)}
    return {
        (within(owner, site), name, within(target, site))
        for owner, target, name in known
        if owner.startswith(f"{site}/")
    }


def within(path: str, site: Path) -> str:
    real = os.path.realpath(path)
    return real.removeprefix(f"{os.path.realpath(site)}/")


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason=NO_APT)
def test_the_profiles_are_what_debian_ships() -> None:
    profiles, symbols = debian_tables()

    assert profiles == PROFILES.read_bytes()
    assert symbols == SYMBOLS.read_bytes()
