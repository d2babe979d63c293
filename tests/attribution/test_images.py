import pytest

from tests.attribution.cases import ARCHITECTURES, version
from wheel_ceiling.attribution.images import image_for, zig_for


@pytest.mark.parametrize(
    ("limit", "machine", "image"),
    [
        ("2.17", "x86_64", "manylinux2014"),
        ("2.18", "aarch64", "manylinux2014"),
        ("2.27", "x86_64", "manylinux2014"),
        ("2.28", "x86_64", "manylinux_2_28"),
        ("2.33", "s390x", "manylinux_2_28"),
        ("2.41", "x86_64", "manylinux_2_34"),
        ("2.41", "aarch64", "manylinux_2_39"),
        ("2.34", "armv7l", "manylinux_2_31"),
        ("2.35", "armv7l", "manylinux_2_35"),
        ("2.40", "riscv64", "manylinux_2_39"),
        ("2.5", "x86_64", "manylinux2014"),
        ("2.31", "riscv64", "manylinux_2_39"),
        ("2.38", "loongarch64", ""),
        ("2.17", "mips64", ""),
    ],
)
def test_the_newest_image_that_fits_is_chosen_else_the_oldest(
    limit: str, machine: str, image: str
) -> None:
    place = image_for(version(limit), machine)

    assert place.name == image
    assert bool(place) is bool(image)


@pytest.mark.parametrize(
    ("limit", "machine", "target"),
    [
        ("2.28", "x86_64", "x86_64-linux-gnu.2.28"),
        ("2.5", "x86_64", "x86_64-linux-gnu.2.17"),
        ("2.18", "aarch64", "aarch64-linux-gnu.2.17"),
        ("2.28", "aarch64", "aarch64-linux-gnu.2.28"),
        ("2.17", "riscv64", "riscv64-linux-gnu.2.27"),
        ("2.17", "mips64", ""),
    ],
)
def test_zig_has_stubs_from_2_17_on(limit: str, machine: str, target: str) -> None:
    assert zig_for(version(limit), machine).name == target


def test_zig_links_for_every_machine() -> None:
    assert all(zig_for(version("2.41"), machine) for machine in ARCHITECTURES)
