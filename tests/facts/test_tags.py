import pytest

from wheel_ceiling.facts.tags import replaces
from wheel_ceiling.model import WheelName
from wheel_ceiling.wheels.names import parse_name

OLD = "a-1-cp310-cp310-manylinux2014_x86_64.whl"
OLD_MAC = "a-1-cp310-cp310-macosx_10_9_x86_64.whl"

REPLACED = [
    ("a-2-cp310-cp310-manylinux_2_17_x86_64.whl", OLD),
    ("a-2-cp310-cp310-manylinux_2_5_x86_64.manylinux1_x86_64.whl", OLD),
    ("a-2-cp39-abi3-manylinux_2_17_x86_64.whl", OLD),
    ("a-2-py3-none-manylinux_2_17_x86_64.whl", OLD),
    ("a-2-cp310-cp310-manylinux_2_17_x86_64.musllinux_1_1_x86_64.whl", OLD),
    ("a-2-cp310-cp310-macosx_11_0_x86_64.whl", OLD_MAC),
    ("a-2-cp310-cp310-macosx_11_0_universal2.whl", OLD_MAC),
    ("a-2-cp310-cp310-win_amd64.whl", "a-1-cp310-cp310-win_amd64.whl"),
    ("a-2-cp313-cp313t-win_amd64.whl", "a-1-cp313-cp313t-win_amd64.whl"),
]
NOT_REPLACED = [
    ("b-2-cp310-cp310-manylinux_2_17_x86_64.whl", OLD),
    ("a-2-cp310-cp310-manylinux_2_28_x86_64.whl", OLD),
    ("a-2-cp310-cp310-manylinux_2_17_aarch64.whl", OLD),
    ("a-2-cp310-cp310-musllinux_1_1_x86_64.whl", OLD),
    ("a-2-cp310-cp310-linux_x86_64.whl", OLD),
    ("a-2-cp311-abi3-manylinux_2_17_x86_64.whl", OLD),
    ("a-2-cp311-cp311-manylinux_2_17_x86_64.whl", OLD),
    ("a-2-cp311-none-manylinux_2_17_x86_64.whl", OLD),
    ("a-2-py3-none-any.whl", OLD),
    ("a-2-cp39-abi3-win_amd64.whl", "a-1-cp313-cp313t-win_amd64.whl"),
    ("a-2-cp39-abi3-win_amd64.whl", "a-1-pp310-pypy310_pp73-win_amd64.whl"),
    ("a-2-cp310-cp310-macosx_11_0_arm64.whl", OLD_MAC),
]


def wheel(filename: str) -> WheelName:
    name = parse_name(filename)
    assert name
    return name


@pytest.mark.parametrize(("new", "old"), REPLACED)
def test_whoever_had_the_old_wheel_can_install_the_new_one(new: str, old: str) -> None:
    assert replaces(wheel(new), wheel(old))


@pytest.mark.parametrize(("new", "old"), NOT_REPLACED)
def test_somebody_who_had_the_old_wheel_cannot_install_the_new_one(new: str, old: str) -> None:
    assert not replaces(wheel(new), wheel(old))
