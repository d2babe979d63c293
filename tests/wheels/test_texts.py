"""Text files that builds write, and bills of materials."""

import json

import pytest

from tests.wheel_files import wheel_bytes
from tests.wheels.files import FOLDER, NAME, read
from wheel_ceiling.model import Trace, Wheel

PATH = b'prefix = "/home/ada/ray/lib/python"\n'
SBOM = f"{FOLDER}/sboms/auditwheel.cdx.json"
UBUNTU = "pkg:deb/ubuntu/libgomp1@12.3.0-1ubuntu1~22.04?arch=amd64"
CRATE = "pkg:cargo/arrayvec@0.7.7"


def holding(path: str, data: bytes) -> Wheel:
    return read(wheel_bytes(NAME, {path: data}))


def components(*purls: str | None) -> bytes:
    listed = [{"type": "library", "name": "x", "purl": purl} for purl in purls]
    return json.dumps({"bomFormat": "CycloneDX", "components": [*listed, {"name": "y"}]}).encode()


@pytest.mark.parametrize(
    "path",
    [
        "pkg/__config__.py",
        "pkg/_version.py",
        "pkg/config.py",
        "pkg/_build_info.py",
        "pkg/util/_build_config.py",
        "pkg/lib/libx.la",
        "pkg/lib/pkgconfig/x.pc",
        "pkg/lib/cmake/x/xConfig.cmake",
        "pkg/lib/cmake/x/x-targets-release.cmake",
        "_sysconfigdata__linux_x86_64-linux-gnu.py",
        f"{FOLDER}/direct_url.json",
    ],
)
def test_what_builds_write_is_looked_through(path: str) -> None:
    assert holding(path, PATH).traces == (Trace(path, "/home/ada/ray/lib/python"),)


@pytest.mark.parametrize("path", ["pkg/main.py", "pkg/config.py.txt", "pkg/README.md"])
def test_what_people_write_is_not(path: str) -> None:
    assert holding(path, PATH).traces == ()


def test_a_large_file_is_not_looked_through() -> None:
    assert holding("pkg/config.py", PATH + bytes(256 * 1024)).traces == ()


def test_a_wheel_has_fifty_samples_at_most() -> None:
    many = {f"pkg/p{number}/config.py": PATH for number in range(60)}

    assert len(read(wheel_bytes(NAME, many)).traces) == 50


def test_packages_of_a_system_are_kept_and_crates_are_not() -> None:
    wheel = holding(SBOM, components(UBUNTU, CRATE, None, UBUNTU))

    assert wheel.sbom == (UBUNTU,)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"components": 1}',
        b'{"components": [1]}',
        b"[" * 100_000,
        b'{"x": ' * 100_000,
        b'{"components": [' + b'{"components": [' * 100_000,
    ],
)
def test_a_bill_of_materials_that_is_none_says_nothing(data: bytes) -> None:
    assert holding(SBOM, data).sbom == ()


def test_a_bill_of_materials_lies_in_its_own_folder() -> None:
    assert holding("pkg/sboms/x.json", components(UBUNTU)).sbom == ()


def test_long_lists_are_cut() -> None:
    many = [f"pkg:deb/ubuntu/{'x' * 400}{number}@1" for number in range(600)]

    wheel = holding(SBOM, components(*[f"pkg:deb/ubuntu/p{n}@1" for n in range(600)]))

    assert len(wheel.sbom) == 500
    assert {len(purl) for purl in holding(SBOM, components(*many)).sbom} == {300}
