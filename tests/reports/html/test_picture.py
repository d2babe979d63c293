from msgspec.structs import replace

from tests.build import NAME, comparison, library, wheel
from wheel_ceiling.model import Report, Verdict, Wheel
from wheel_ceiling.reports.html import render_html
from wheel_ceiling.reports.html.picture import MOST_BOXES, Box, Picture, draw_closure

SUFFIX = "cpython-310-x86_64-linux-gnu.so"


def module(name: str, *needed: str, rpath: str = "$ORIGIN/../ray.libs") -> object:
    return library(f"ray/{name}.{SUFFIX}", needed=(*needed, "libc.so.6"), rpath=(rpath,))


def bundled(name: str, *needed: str) -> object:
    wanted = (*needed, "libc.so.6")
    return library(f"ray.libs/{name}", soname=name, needed=wanted, rpath=("$ORIGIN",))


def holding(*libraries: object) -> Wheel:
    return wheel(NAME, *libraries)  # type: ignore[arg-type]


CHAIN = holding(
    module("_raylet", "libb.so", "libc.so"), bundled("libb.so", "libc.so"), bundled("libc.so")
)


def by_label(picture: Picture) -> dict[str, Box]:
    return {box.label: box for box in picture.boxes}


def test_what_is_needed_stands_to_the_right_of_all_that_need_it() -> None:
    boxes = by_label(draw_closure(CHAIN))

    lefts = {label: box.left for label, box in boxes.items()}
    assert sorted(lefts, key=lefts.__getitem__)[1:] == ["libb.so", "libc.so"]
    assert len(set(lefts.values())) == 3


def test_a_line_leads_from_box_to_box_and_says_by_which_way() -> None:
    picture = draw_closure(CHAIN)

    assert len(picture.lines) == 3
    assert {line.kind for line in picture.lines} == {"found"}
    assert "libb.so by $ORIGIN/../ray.libs" in {line.title for line in picture.lines}
    assert all(line.start[0] < line.end[0] for line in picture.lines)


def test_the_system_alone_is_nothing_to_draw() -> None:
    assert not draw_closure(holding(module("_raylet")))


def test_modules_with_the_same_needs_stand_in_one_box() -> None:
    many = [module(f"_part{number}", "libb.so") for number in range(9)]
    picture = draw_closure(holding(*many, bundled("libb.so")))

    [crowd] = [box for box in picture.boxes if box.kind == "root"]
    assert crowd.label.endswith(" + 8")
    assert crowd.title.endswith("and 8 others with the same needs")


def test_what_is_not_found_is_told_apart_from_what_is_not_there() -> None:
    lost = module("_raylet", "libb.so", "libfoo.so.1", rpath="$ORIGIN/elsewhere")
    picture = draw_closure(holding(lost, bundled("libb.so")))

    kinds = {box.label: box.kind for box in picture.boxes}
    assert (kinds["libb.so"], kinds["libfoo.so.1"]) == ("lost", "outside")
    assert any("looked for in" in line.title for line in picture.lines)


def test_libraries_that_need_each_other_are_drawn_all_the_same() -> None:
    circle = holding(
        module("_raylet", "liba.so"), bundled("liba.so", "libb.so"), bundled("libb.so", "liba.so")
    )
    picture = draw_closure(circle)

    assert {"liba.so", "libb.so"} <= set(by_label(picture))
    assert len(picture.lines) == 3


def test_a_circle_that_nothing_starts_is_drawn() -> None:
    circle = holding(bundled("liba.so", "libb.so"), bundled("libb.so", "liba.so"))

    assert len(draw_closure(circle).boxes) == 2


def test_too_many_files_are_counted_instead() -> None:
    crowd = [bundled(f"lib{number}.so") for number in range(MOST_BOXES)]
    names = [f"lib{number}.so" for number in range(MOST_BOXES)]
    picture = draw_closure(holding(module("_raylet", *names), *crowd))

    assert picture
    assert (picture.boxes, picture.left_out) == ((), MOST_BOXES + 1)


def page(*wheels: Wheel) -> str:
    return render_html(Report(Verdict.PASS, comparison(wheels)))


def test_the_page_shows_the_picture_with_whole_paths_as_titles() -> None:
    html = page(CHAIN)

    assert html.count("<svg ") == 1
    assert "<title>ray.libs/libb.so</title>" in html


def test_wheels_with_the_same_picture_share_it() -> None:
    other = NAME.replace("cp310-cp310", "cp310-abi3")
    twin = replace(CHAIN, label=wheel(other).label)

    assert page(CHAIN, twin).count("<svg ") == 1


def test_the_page_says_where_a_large_picture_is_to_be_seen() -> None:
    names = [f"lib{number}.so" for number in range(MOST_BOXES)]
    large = holding(module("_raylet", *names), *map(bundled, names))

    assert "show --tree" in page(large)


def test_names_in_a_picture_are_never_markup() -> None:
    html = page(holding(module("_raylet", "<b>.so"), bundled("<b>.so")))

    assert "<b>" not in html
    assert "&lt;b&gt;.so" in html
