import pytest

from tests.wheel_files import wheel_bytes
from tests.wheels.files import read
from wheel_ceiling.model import WheelName
from wheel_ceiling.wheels.names import expand_tags, name_from_metadata, parse_name

LEGACY = "debug-baseballmetrics-0.1.0-py3-none-manylinux1_x86_64.whl"

NAMES = {
    "numpy-2.2.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl": WheelName(
        "numpy-2.2.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "numpy",
        "2.2.1",
        "",
        ("cp311",),
        ("cp311",),
        ("manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    ),
    "libclang-16.0.6-1-py2.py3-none-manylinux2014_aarch64.whl": WheelName(
        "libclang-16.0.6-1-py2.py3-none-manylinux2014_aarch64.whl",
        "libclang",
        "16.0.6",
        "1",
        ("py2", "py3"),
        ("none",),
        ("manylinux2014_aarch64",),
    ),
    "Zope.Interface-5.0-1abc-py3-none-any.whl": WheelName(
        "Zope.Interface-5.0-1abc-py3-none-any.whl",
        "zope-interface",
        "5.0",
        "1abc",
        ("py3",),
        ("none",),
        ("any",),
    ),
    "a-1.0.post1+local.2-py3-none-any.whl": WheelName(
        "a-1.0.post1+local.2-py3-none-any.whl",
        "a",
        "1.0.post1+local.2",
        "",
        ("py3",),
        ("none",),
        ("any",),
    ),
}


@pytest.mark.parametrize("filename", NAMES)
def test_a_valid_name_is_taken_apart(filename: str) -> None:
    assert parse_name(filename) == NAMES[filename]


INVALID = [
    "",
    "wheel.whl",
    "notes.txt",
    "a-1.0-py3-none.whl",
    "a-not.a.version-py3-none-any.whl",
    "a-1.0-x1-py3-none-any.whl",
    "a-1.0-py3-none-any.zip",
    "../a-1.0-py3-none-any.whl",
    "a\nb-1.0-py3-none-any.whl",
    f"a-1.0-{'py3.' * 2000}-none-any.whl",
    LEGACY,
]


@pytest.mark.parametrize("filename", INVALID)
def test_a_name_that_pip_would_refuse_is_no_name(filename: str) -> None:
    assert parse_name(filename) is None


def test_a_wheel_of_an_invalid_name_is_called_what_it_calls_itself() -> None:
    data = wheel_bytes(
        "debug_baseballmetrics-0.1.0-py3-none-manylinux1_x86_64.whl", {"debug.py": b""}
    )

    wheel = read(data, LEGACY)

    assert not wheel.filename_is_valid
    assert wheel.label == WheelName(
        LEGACY,
        "debug-baseballmetrics",
        "0.1.0",
        "",
        ("py3",),
        ("none",),
        ("manylinux1_x86_64",),
    )


def test_the_version_of_metadata_is_put_in_its_normal_form() -> None:
    assert name_from_metadata("x.whl", "a", "1.0.RC1", ()).version == "1.0rc1"
    assert name_from_metadata("x.whl", "a", "one", ()).version == "one"


TAGS = {
    "one": (["cp312-cp312-any"], ("cp312-cp312-any",)),
    "two lines": (["py2-none-any", "py3-none-any"], ("py2-none-any", "py3-none-any")),
    "a compressed line of maturin": (
        ["cp37-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64"],
        ("cp37-abi3-manylinux2014_x86_64", "cp37-abi3-manylinux_2_17_x86_64"),
    ),
    "all parts compressed": (
        ["py2.py3-none.abi3-a.b"],
        tuple(
            sorted(f"{p}-{a}-{t}" for p in ("py2", "py3") for a in ("none", "abi3") for t in "ab")
        ),
    ),
    "no tag": (["x"], ("x",)),
    "blanks": ([" py3-none-any\r"], ("py3-none-any",)),
    "none": ([], ()),
}


@pytest.mark.parametrize("what", TAGS)
def test_tag_lines_are_expanded(what: str) -> None:
    lines, tags = TAGS[what]

    assert expand_tags(lines) == tags


def test_tags_that_would_multiply_without_end_are_bounded() -> None:
    many = ".".join(f"p{n}" for n in range(30))

    assert len(expand_tags([f"{many}-{many}-{many}"] * 100)) == 1_000
    assert expand_tags([f"{many}.more-none-any"]) == (f"{many}.more-none-any",)


def test_a_name_made_of_many_tags_is_bounded() -> None:
    tags = tuple(f"a{n}-b{n}-c{n}" for n in range(1_000))

    assert len(name_from_metadata("x.whl", "a", "1", tags).tags) == 30**3
