import pytest
from packaging.version import Version

from wheel_ceiling.sources.index import ListedWheel
from wheel_ceiling.sources.releases import Release, by_version, closest, greatest, last_release
from wheel_ceiling.wheels.names import parse_name


def listed(*versions: str) -> list[Release]:
    names = [parse_name(f"x-{version}-py3-none-any.whl") for version in versions]
    return by_version(ListedWheel(name, "https://host/x.whl") for name in names if name)


CASES = (
    # what is there, what was built, what is chosen, why
    (("1.9", "1.10"), "", "1.10", "1.10 is the greatest final release with wheels."),
    (("1.4", "2.0"), "1.4.3", "1.4", "not above the built 1.4.3"),
    (("1.4", "1.5"), "1.5", "1.5", "not above the built 1.5"),
    (("1.4", "1.5"), "1.5.0.dev12+gabc", "1.4", "not above the built 1.5.0.dev12+gabc"),
    (("1.4", "1.5"), "1.5+local", "1.5", "not above the built 1.5+local"),
    (("1.4", "1.5+cu118"), "1.5", "1.5+cu118", "not above the built 1.5"),
    (("1.4", "1.5rc1"), "1.5", "1.4", "final release"),
    (("1.4", "1.5.post1"), "1.6", "1.5.post1", "final release"),
    (("1.4.dev1", "1.5rc1"), "1.6", "1.5rc1", "No release is final. 1.5rc1 is the greatest pre"),
    (("1.4.dev1", "1.5rc1"), "1.5.dev1", "1.4.dev1", "No release is final."),
    (("2.0", "3.0"), "1.0", "3.0", "at or below the built 1.0; 3.0 is the greatest there is."),
    (("0.9rc1", "2.0"), "1.0", "2.0", "No final release with wheels is at or below"),
    (("1!1.0", "2.0"), "", "1!1.0", "greatest final"),
    (("1.0", "2.0"), "not a version", "2.0", "2.0 is the greatest final release with wheels."),
)


@pytest.mark.parametrize(("there", "built", "chosen", "why"), CASES)
def test_the_last_release(there: tuple[str, ...], built: str, chosen: str, why: str) -> None:
    choice = last_release(listed(*there), built)

    assert str(choice.release.version) == chosen
    assert why in choice.reason


def test_spellings_of_one_version_are_one_release() -> None:
    assert [len(release.wheels) for release in listed("1.0", "1.0.0", "2")] == [2, 1]


def test_the_greatest_version_is_not_the_last_in_the_alphabet() -> None:
    assert greatest(["1.9", "1.10", "junk"]) == "1.10"
    assert greatest(["junk"]) == ""


@pytest.mark.parametrize(
    ("wanted", "around"),
    [("2.5", "1, 2, 3, 4"), ("0.1", "1, 2"), ("9", "3, 4"), ("3.0.1", "2, 3, 4")],
)
def test_the_closest_versions(wanted: str, around: str) -> None:
    assert closest(listed("1", "2", "3", "4"), Version(wanted)) == around
