"""Real releases from the package index: the bad ones fail for the right reason, ordinary ones pass.

Downloads and facts are kept in the user's cache folder, so that a second run reads nothing twice.
"""

import json
import os
from pathlib import Path

import pytest
from msgspec import Struct
from platformdirs import user_cache_path

from tests.cli.terminal import call

pytestmark = pytest.mark.network
CACHE = user_cache_path("wheel-ceiling", appauthor=False)
# What a user's own shell would ask; empty for the default index.
REAL_INDEX = {
    "PIP_INDEX_URL": os.environ.get("PIP_INDEX_URL", ""),
    "WHEEL_CEILING_CACHE": str(CACHE),
}


class Said(Struct, frozen=True):
    """What one finding says, as the JSON has it."""

    rule: str
    severity: str
    wheel: str
    library: str
    message: str


class Judged(Struct, frozen=True):
    """The exit code and the findings of one check."""

    code: int
    findings: tuple[Said, ...]

    def errors(self, rule: str) -> list[Said]:
        return [said for said in self.findings if (said.rule, said.severity) == (rule, "error")]


def judge(folder: Path, built: str, baseline: str, *globs: str) -> Judged:
    words = ["check", built, "--baseline", baseline, "--format", "json"]
    words += [word for glob in globs for word in ("--wheels", glob)]
    outcome = call(folder, *words, environment=REAL_INDEX)
    document = json.loads(outcome.out)
    names = ("rule", "severity", "wheel", "library", "message")
    found = (Said(*(finding[name] for name in names)) for finding in document["findings"])
    return Judged(outcome.code, tuple(found))


def test_pikepdf_6_0_1_was_packed_with_debug_information(tmp_path: Path) -> None:
    judged = judge(
        tmp_path, "pypi:pikepdf==6.0.1", "pypi:pikepdf==5.6.1", "*cp310*manylinux*x86_64*"
    )

    assert judged.code == 1
    [debug] = judged.errors("debug-info-appeared")
    assert debug.library == "pikepdf.libs/libqpdf-d7869291.so.29.1.0"
    [size] = judged.errors("size-jumped")
    assert "is 19.4 MB, where the baseline is 2.4 MB" in size.message
    assert "libqpdf-d7869291.so.29.1.0 (debug information +62.1 MB)" in size.message
    assert not [said for said in judged.findings if "ceiling" in said.rule]


def test_libclang_16_0_6_asks_for_more_than_its_tag_until_its_second_build(tmp_path: Path) -> None:
    judged = judge(
        tmp_path, "pypi:libclang==16.0.6", "pypi:libclang==14.0.6", "*manylinux2014_aarch64*"
    )

    assert judged.code == 1
    [ceiling] = [said for said in judged.findings if said.rule.startswith("ceiling")]
    assert ceiling.wheel == "libclang-16.0.6-py2.py3-none-manylinux2014_aarch64.whl"
    assert "asks for GLIBC_2.29 because of exp, log, log2 and pow" in ceiling.message


def test_rapidfuzz_2_0_3_was_not_stripped(tmp_path: Path) -> None:
    judged = judge(
        tmp_path,
        "pypi:rapidfuzz==2.0.3",
        "pypi:rapidfuzz==2.0.2",
        "*cp39-cp39-manylinux_2_17_x86_64*",
    )

    assert judged.code == 1
    assert judged.errors("debug-info-appeared")
    assert judged.errors("size-jumped")


def test_pydantic_core_2_13_0_was_built_on_ubuntu(tmp_path: Path) -> None:
    judged = judge(
        tmp_path,
        "pypi:pydantic-core==2.13.0",
        "pypi:pydantic-core==2.12.0",
        "*cp311-cp311-manylinux*x86_64*",
    )

    assert judged.code == 1
    assert "Ubuntu" in judged.errors("host-toolchain")[0].message
    [floor] = judged.errors("floor-raised")
    assert "promises glibc 2.34, where the baseline promised 2.17" in floor.message


def test_networkit_11_1_does_not_find_its_own_library(tmp_path: Path) -> None:
    judged = judge(
        tmp_path,
        "pypi:networkit==11.1",
        "pypi:networkit==11.0.1",
        "*cp312-cp312-manylinux*x86_64*",
    )

    assert judged.code == 1
    assert "libnetworkit.so" in judged.errors("library-unreachable")[0].message


def test_pysam_0_16_0_is_told_where_its_loader_looks(tmp_path: Path) -> None:
    judged = judge(
        tmp_path,
        "pypi:pysam==0.16.0",
        "pypi:pysam==0.15.4",
        "*cp38-cp38-manylinux*x86_64*",
    )

    assert judged.code == 1
    message = judged.errors("library-unreachable")[0].message
    assert "the loader looks for pysam./libchtslib" in message


def test_numpy_1_19_1_cannot_be_loaded_on_arm_with_large_pages(tmp_path: Path) -> None:
    judged = judge(
        tmp_path, "pypi:numpy==1.19.1", "pypi:numpy==1.19.2", "*cp38-cp38-manylinux*aarch64*"
    )

    assert judged.code == 1
    assert "cannot be loaded where pages have 64 KB" in judged.errors("page-alignment")[0].message


CTRANSLATE2 = ("pypi:ctranslate2==4.5.0", "--wheels", "*cp312*manylinux*x86_64*")


def test_ctranslate2_does_not_differ_from_itself(tmp_path: Path) -> None:
    source, *only = CTRANSLATE2
    outcome = call(tmp_path, "diff", source, source, *only, environment=REAL_INDEX)

    assert outcome.code == 0
    assert outcome.out.startswith("Nothing differs")


def test_what_ctranslate2_really_has_is_told_without_a_baseline(tmp_path: Path) -> None:
    words = ("check", *CTRANSLATE2, "--baseline", "none")
    outcome = call(tmp_path, *words, environment=REAL_INDEX)

    assert outcome.code == 0
    assert "asks for an executable stack" in outcome.out
    assert "the working directory" in " ".join(outcome.out.split())


ORDINARY = (
    ("numpy", "2.2.0", "2.2.1", "*cp312-cp312-manylinux*x86_64*"),
    ("lxml", "5.3.0", "5.3.1", "*cp312-cp312-*linux*"),
    ("orjson", "3.10.13", "3.10.14", "*cp312-cp312-*linux*"),
    ("cryptography", "44.0.0", "44.0.1", "*linux*x86_64*"),
    ("pyzmq", "26.2.0", "26.2.1", "*cp312*linux*"),
    ("grpcio", "1.69.0", "1.70.0", "*cp312-cp312-*linux*x86_64*"),
    ("pillow", "11.0.0", "11.1.0", "*cp312-cp312-*linux*"),
    ("scipy", "1.14.1", "1.15.0", "*cp312-cp312-manylinux*x86_64*"),
    ("aiohttp", "3.11.10", "3.11.11", "*cp312-cp312-*linux*"),
    ("msgpack", "1.0.8", "1.1.0", "*cp312-cp312-*linux*"),
)


@pytest.mark.parametrize("release", ORDINARY, ids=[release[0] for release in ORDINARY])
def test_an_ordinary_release_does_not_fail(
    release: tuple[str, str, str, str], tmp_path: Path
) -> None:
    name, before, after, glob = release

    judged = judge(tmp_path, f"pypi:{name}=={after}", f"pypi:{name}=={before}", glob)

    assert judged.code == 0, [said for said in judged.findings if said.severity == "error"]


def test_a_second_run_reads_nothing_twice(tmp_path: Path) -> None:
    """The facts of downloaded wheels are kept: without the wheels the answer is the same."""
    own = {**REAL_INDEX, "WHEEL_CEILING_CACHE": str(tmp_path / "cache")}
    words = ("show", "pypi:markupsafe==2.1.5", "--wheels", "*cp312*manylinux*x86_64*")
    first = call(tmp_path, *words, environment=own)
    for wheel in (tmp_path / "cache" / "wheels").rglob("*.whl"):
        wheel.unlink()

    second = call(tmp_path, *words, environment=own)

    assert first.code == second.code == 0
    assert first.out == second.out
    assert not list((tmp_path / "cache" / "wheels").rglob("*.whl"))
