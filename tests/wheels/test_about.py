import pytest

from tests.wheel_files import wheel_bytes, zip_bytes
from tests.wheels.files import FOLDER, NAME, TEXT, read
from wheel_ceiling.model import Wheel

MEMBERS = {"pkg.py": TEXT}


def with_about(wheel: bytes, metadata: bytes) -> Wheel:
    return read(zip_bytes({f"{FOLDER}/WHEEL": wheel, f"{FOLDER}/METADATA": metadata, **MEMBERS}))


def test_what_the_wheel_says_of_itself_is_told() -> None:
    links = ["Home-page: https://a.example", "Project-URL: Source, https://b.example/x,y"]
    links += ["Download-URL: https://c.example", "Project-URL: Again, https://a.example"]
    wheel = read(wheel_bytes(NAME, MEMBERS, headers=links, tags=["py2.py3-none-any"]))

    assert wheel.metadata_name == "pkg"
    assert wheel.metadata_version == "1.0"
    assert wheel.declared_tags == ("py2-none-any", "py3-none-any")
    assert wheel.generator == "wheel_files"
    assert wheel.root_is_purelib is False
    assert wheel.links == ("https://a.example", "https://c.example", "https://b.example/x,y")


@pytest.mark.parametrize("said", ["true", "True", " TRUE "])
def test_a_pure_root_is_told(said: str) -> None:
    assert with_about(f"Root-Is-Purelib: {said}\n".encode(), b"").root_is_purelib


def test_headers_of_other_case_and_folded_ones_are_understood() -> None:
    wheel = with_about(b"TAG: py3-none-any\n", b"name: pkg\nversion:\n 1.0\n")

    assert wheel.declared_tags == ("py3-none-any",)
    assert wheel.metadata_name == "pkg"
    assert wheel.metadata_version == "1.0"


@pytest.mark.parametrize("end", ["\n\n", "\r\n\r\n"])
def test_the_description_is_not_taken_for_headers(end: str) -> None:
    wheel = with_about(b"", f"Name: pkg{end}Name: other\nHome-page: https://x".encode())

    assert wheel.metadata_name == "pkg"
    assert wheel.links == ()


ODD = {
    "empty": b"",
    "no header": b"just text",
    "a broken header": b"Name pkg\n: : :\nVersion",
    "no UTF-8": b"Name: p\xff\nVersion: \xfe\n",
    "NUL": b"Name: a\0b\n",
    "only a blank line": b"\n\n",
    "a colon": b":",
}


@pytest.mark.parametrize("what", ODD)
def test_odd_metadata_is_read_as_far_as_it_goes(what: str) -> None:
    wheel = with_about(ODD[what], ODD[what])

    assert wheel.problems == ()
    assert len(wheel.members) == 3


def test_a_folded_description_is_read_in_little_time() -> None:
    """Adding each of a million lines to one value would take hours."""
    folded = b"Description: x\n" + b"        |x\n" * 200_000 + b"Version: 2.0\n"

    assert with_about(b"", folded).metadata_version == "2.0"


def test_no_metadata_is_no_name() -> None:
    wheel = read(wheel_bytes(NAME, MEMBERS, without=["METADATA"]))

    assert wheel.metadata_name == ""
    assert wheel.label.project == "pkg"


def test_what_is_told_is_bounded() -> None:
    metadata = b"Name: " + b"n" * 100_000 + b"\n" + b"Project-URL: x, https://y\n" * 10_000

    wheel = with_about(b"Generator: " + b"g" * 100_000 + b"\n", metadata)

    assert len(wheel.metadata_name) == 2_000
    assert len(wheel.generator) == 2_000
    assert wheel.links == ("https://y",)
