from tests.build import NAME, OLD_NAME, PATH, library, wheel
from wheel_ceiling.compare import pair_libraries
from wheel_ceiling.facts.growth import FileGrowth, SectionGrowth, file_growth, section_growth
from wheel_ceiling.model import Member, SectionSizes, Wheel


def weighing(filename: str, sizes: dict[str, int], *paths: str) -> Wheel:
    """A wheel whose members have these sizes in the archive; `paths` are its libraries."""
    members = tuple(Member(path, 2 * size, size, 0) for path, size in sizes.items())
    return wheel(filename, *(library(path) for path in paths), members=members)


def test_sections_are_told_by_what_they_are_for_the_greatest_change_first() -> None:
    before = SectionSizes(code=100, data=50, debug=0, symbols=9, other=1)
    after = SectionSizes(code=90, data=50, debug=500, symbols=10, other=1)

    assert section_growth(before, after) == (
        SectionGrowth("debug information", 500),
        SectionGrowth("code", -10),
        SectionGrowth("symbol table", 1),
    )


def test_a_library_is_one_file_in_spite_of_its_hash() -> None:
    old = weighing(OLD_NAME, {"ray.libs/libz-01234567.so.1": 10}, "ray.libs/libz-01234567.so.1")
    new = weighing(NAME, {"ray.libs/libz-89abcdef.so.1": 30}, "ray.libs/libz-89abcdef.so.1")

    [growth] = file_growth(pair_libraries(old, new))

    assert (growth.path, growth.compressed) == ("ray.libs/libz-89abcdef.so.1", 20)
    assert (growth.loaded_before, growth.loaded) == (900_000, 900_000)


def test_files_of_one_side_count_whole_and_unchanged_ones_not_at_all() -> None:
    old = weighing(
        OLD_NAME, {"ray/gone.txt": 7, "ray/same.txt": 5, "ray-2.8.0.dist-info/RECORD": 2}
    )
    new = weighing(NAME, {"ray/new.txt": 9, "ray/same.txt": 5, "ray-2.9.0.dist-info/RECORD": 3})

    growth = file_growth(pair_libraries(old, new))

    assert growth == (
        FileGrowth("ray/new.txt", 9),
        FileGrowth("dist-info/RECORD", 1),
        FileGrowth("ray/gone.txt", -7),
    )


def test_a_new_library_grows_from_nothing_and_a_lost_one_to_nothing() -> None:
    old = weighing(OLD_NAME, {PATH: 5, "ray/libold.so": 4}, PATH, "ray/libold.so")
    new = weighing(NAME, {PATH: 5, "ray/libnew.so": 6}, PATH, "ray/libnew.so")

    first, last = file_growth(pair_libraries(old, new))

    assert (first.path, first.loaded_before, first.loaded) == ("ray/libnew.so", 0, 900_000)
    assert first.sections[0] == SectionGrowth("code", 600_000)
    assert (last.path, last.loaded_before, last.loaded) == ("ray/libold.so", 900_000, 0)
    assert last.sections[0] == SectionGrowth("code", -600_000)
