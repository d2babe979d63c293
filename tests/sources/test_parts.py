"""Wheels on servers of which only what is not known is fetched; never another answer for it."""

from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from tests.build import TODAY
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.sources.fake_index import FakeIndex
from tests.wheel_files import wheel_bytes, write_wheel
from wheel_ceiling.check import check
from wheel_ceiling.model import Inventory, Report, Settings, Wheel
from wheel_ceiling.reports.document import render_json
from wheel_ceiling.sources import parts
from wheel_ceiling.sources.inventory import write_inventory
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import World
from wheel_ceiling.tally import Tally

NEW = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
OLD = "ray-2.8.0-cp310-cp310-manylinux2014_x86_64.whl"


def noise(size: int, seed: int) -> bytes:
    return Random(seed).randbytes(size)


def elf(soname: str, size: int = 0) -> bytes:
    return elf_bytes(ElfSpec(soname=soname, exports=(soname,), rodata=noise(size, len(soname))))


BUNDLED = elf("libbundled.so.1", 3_000_000)
OWN, OWN_OF_OLD = elf("own", 400_000), elf("own of old", 400_000)
PYTHON = {f"ray/m{number}.py": f"x = {number}\n".encode() * 20 for number in range(30)}
MEMBERS = {**PYTHON, "ray.libs/libbundled.so.1": BUNDLED, "ray/_own.so": OWN}
OLD_MEMBERS = {**MEMBERS, "ray/_own.so": OWN_OF_OLD}
SETTINGS = Settings(wheels=("dist/",), baseline="pypi:ray==2.8.0", today=TODAY)


@pytest.fixture(autouse=True)
def wheels(index: FakeIndex, world: World) -> None:
    """A new wheel on disk, and on the index the old one, of which one large library is known."""
    write_wheel(world.folder / "dist", NEW, MEMBERS)
    index.put(OLD, wheel_bytes(OLD, OLD_MEMBERS))


def checked(world: World, settings: Settings = SETTINGS) -> tuple[Report, Tally]:
    tally = Tally()
    return check(settings, replace(world, tally=tally)), tally


def baseline_of(report: Report) -> Wheel:
    assert isinstance(report.comparison.baseline, Inventory)
    [wheel] = report.comparison.baseline.wheels
    return wheel


def whole_report(index: FakeIndex, world: World, cache: Path) -> str:
    """The report where no server gives parts."""
    index.gives_parts = False
    report, _ = checked(replace(world, cache=cache))
    index.gives_parts = True
    index.seen.clear()
    return render_json(report)


def size_of_old(index: FakeIndex) -> int:
    return len(index.files[OLD].data)


def test_only_what_is_not_known_is_fetched_and_the_report_is_the_same(
    index: FakeIndex, world: World, tmp_path: Path
) -> None:
    whole = whole_report(index, world, tmp_path / "other")

    report, tally = checked(world)

    assert render_json(report) == whole
    assert all(seen.part for seen in index.file_requests)
    assert tally.bytes < 0.4 * size_of_old(index)
    assert tally.requests == len(index.seen)
    assert str(tally).endswith("2 wheels inspected, 0 known; 1 of 2 libraries unchanged.")
    assert not list(world.cache.glob("unfinished/*"))
    assert not list(world.cache.glob("wheels/*/*"))


def test_a_second_run_fetches_and_inspects_nothing(index: FakeIndex, world: World) -> None:
    first, _ = checked(world)
    index.seen.clear()

    second, tally = checked(world)

    assert render_json(second) == render_json(first)
    assert index.file_requests == []
    assert (tally.inspected, tally.known) == (0, 2)


def test_what_came_in_parts_stands_for_no_wheel_that_is_here(
    index: FakeIndex, world: World
) -> None:
    """Nobody has seen whether its digest is as promised."""
    checked(world)
    index.seen.clear()

    [offer] = open_source("pypi:ray==2.8.0", world).offers
    offer.read()

    assert [seen.part for seen in index.file_requests] == [""]


def test_a_wheel_that_is_here_already_is_not_fetched_in_parts(
    index: FakeIndex, world: World
) -> None:
    [offer] = open_source("pypi:ray==2.8.0", world).offers
    offer.read()
    for facts in world.cache.glob("facts/*/*.json.gz"):
        facts.unlink()
    index.seen.clear()

    checked(world)

    assert index.file_requests == []


def odd_etags(index: FakeIndex) -> None:
    index.etags = ['"a"', '"b"']


def other_parts(index: FakeIndex) -> None:
    index.told_part = f"bytes 0-99/{size_of_old(index)}"


def no_parts(index: FakeIndex) -> None:
    index.gives_parts = False


def no_sense(index: FakeIndex) -> None:
    index.told_part = "pages 1-2"


def breaking_off(index: FakeIndex) -> None:
    index.cut[f"/files/{OLD}"] = 2


def refused(status: int) -> object:
    def refuse(index: FakeIndex) -> None:
        index.statuses[f"/files/{OLD}"] = [status]

    return refuse


TROUBLE = {
    "no parts": no_parts,
    "416": refused(416),
    "501": refused(501),
    "404": refused(404),
    "another version": odd_etags,
    "another part": other_parts,
    "no sense": no_sense,
    "breaks off": breaking_off,
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE.keys())
def test_whatever_is_odd_the_whole_wheel_is_fetched(
    index: FakeIndex, world: World, tmp_path: Path, trouble: object
) -> None:
    whole = whole_report(index, world, tmp_path / "other")
    assert callable(trouble)
    trouble(index)

    report, _ = checked(world)

    assert render_json(report) == whole
    assert [seen.part for seen in index.file_requests][-1] == ""
    assert len(list(world.cache.glob("wheels/*/*"))) == 1


def test_parts_of_a_version_are_asked_for_and_no_others(index: FakeIndex, world: World) -> None:
    index.etags = ['"a"']

    checked(world)

    first, *others = index.file_requests
    assert "If-Range" not in first.headers
    assert others
    assert {seen.headers.get("If-Range") for seen in others} == {'"a"'}


def test_a_server_that_gives_no_parts_is_asked_for_one_once(index: FakeIndex, world: World) -> None:
    musl = [name.replace("manylinux2014", "musllinux_1_1") for name in (NEW, OLD)]
    write_wheel(world.folder / "dist", musl[0], MEMBERS)
    index.put(musl[1], wheel_bytes(musl[1], OLD_MEMBERS))
    index.gives_parts = False

    checked(replace(world, workers=1))

    assert sum(bool(seen.part) for seen in index.file_requests) in (1, 2)  # two may be on the way
    assert sum(not seen.part for seen in index.file_requests) == 2


def test_an_index_that_tells_no_size_is_asked_for_it(index: FakeIndex, world: World) -> None:
    index.html = True

    _, tally = checked(world)

    assert index.file_requests[0].part == "bytes=0-0"
    assert all(seen.part for seen in index.file_requests)
    assert tally.bytes < 0.4 * size_of_old(index)


def test_without_a_promised_digest_the_whole_is_fetched(index: FakeIndex, world: World) -> None:
    index.tells_digests = False

    checked(world)

    assert [seen.part for seen in index.file_requests] == [""]


@pytest.mark.parametrize(
    "members",
    [{**MEMBERS, "ray.libs/libbundled.so.1": elf("libother.so", 3_000_000)}, {"ray/_own.so": OWN}],
    ids=["other libraries", "small"],
)
def test_where_little_is_saved_the_whole_is_fetched(
    index: FakeIndex, world: World, members: dict[str, bytes]
) -> None:
    index.put(OLD, wheel_bytes(OLD, members))

    checked(world)

    assert [seen.part for seen in index.file_requests][-1] == ""


def test_a_wheel_whose_record_says_another_digest_is_fetched_whole(
    index: FakeIndex, world: World
) -> None:
    """Size and checksum are those of a known file; RECORD says that it is none."""
    index.put(OLD, wheel_bytes(OLD, OLD_MEMBERS, record="ray.libs/libbundled.so.1,sha256=AAAA,1\n"))

    report, _ = checked(world)

    faults = {(fault.path, fault.kind) for fault in baseline_of(report).record}
    assert ("ray.libs/libbundled.so.1", "wrong-hash") in faults
    assert [seen.part for seen in index.file_requests][-1] == ""


@pytest.mark.parametrize("digest", ["sha256=ä", "sha512=AAAA", "sha256=" + "A" * 1_000])
def test_odd_digests_of_record_make_nothing_known(
    index: FakeIndex, world: World, digest: str
) -> None:
    record = f"ray.libs/libbundled.so.1,{digest},1\n"
    index.put(OLD, wheel_bytes(OLD, OLD_MEMBERS, record=record))

    checked(world)

    assert [seen.part for seen in index.file_requests][-1] == ""


def test_a_record_that_names_a_file_twice_is_left_to_who_reads_the_whole(
    index: FakeIndex, world: World
) -> None:
    index.put(OLD, wheel_bytes(OLD, OLD_MEMBERS, record="a,,\na,,\n"))

    report, _ = checked(world)

    assert ("a", "twice") in {(fault.path, fault.kind) for fault in baseline_of(report).record}
    assert [seen.part for seen in index.file_requests][-1] == ""


def test_a_missing_file_is_told_by_directory_and_record_alone(
    index: FakeIndex, world: World
) -> None:
    data = wheel_bytes(OLD, {**OLD_MEMBERS, "ray/gone.py": b"x"})
    place = data.rindex(b"ray/gone.py")
    assert place > 0
    renamed = data.replace(b"ray/gone.py", b"ray/here.py", 2)
    index.put(OLD, renamed)

    report, _ = checked(world)

    faults = {(fault.path, fault.kind) for fault in baseline_of(report).record}
    assert ("ray/here.py", "unlisted") in faults or ("ray/gone.py", "missing") in faults
    assert all(seen.part for seen in index.file_requests)


def test_a_wheel_with_problems_is_fetched_whole(index: FakeIndex, world: World) -> None:
    broken = b"\x7fELF" + bytes(100)
    index.put(OLD, wheel_bytes(OLD, {**OLD_MEMBERS, "ray/broken.so": broken}))

    report, _ = checked(world)

    assert baseline_of(report).problems
    assert [seen.part for seen in index.file_requests][-1] == ""


def test_what_is_no_zip_at_its_end_is_fetched_whole(index: FakeIndex, world: World) -> None:
    index.put(OLD, wheel_bytes(OLD, OLD_MEMBERS)[:-100])

    report, _ = checked(world)

    assert report.problems
    assert [seen.part for seen in index.file_requests][-1] == ""


def test_a_wheel_with_a_directory_beyond_its_end_is_read_in_parts(
    index: FakeIndex, world: World
) -> None:
    many = {f"ray/n{number:04}{'x' * 40}.py": b"" for number in range(900)}
    index.put(OLD, wheel_bytes(OLD, {**OLD_MEMBERS, **many}))

    _, tally = checked(world)

    assert all(seen.part for seen in index.file_requests)
    assert tally.bytes < 0.5 * size_of_old(index)


@pytest.mark.parametrize("size", [1_000, 9 * 1024**3])
def test_a_size_beyond_the_bounds_is_no_matter_of_parts(
    index: FakeIndex, world: World, size: int
) -> None:
    """The index tells none, and the server this one."""
    index.html = True
    index.told_part = f"bytes 0-0/{size}"

    report, _ = checked(world)

    assert [seen.part for seen in index.file_requests] == ["bytes=0-0", ""]
    assert baseline_of(report).size == size_of_old(index)


def test_a_wheel_that_has_too_much_to_say_of_itself_is_fetched_whole(
    index: FakeIndex, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_MOST_FOR_ABOUT", 1_000)
    many = {f"ray/n{number:04}{'x' * 40}.py": b"" for number in range(900)}
    index.put(OLD, wheel_bytes(OLD, {**OLD_MEMBERS, **many}))

    checked(world)

    assert [seen.part for seen in index.file_requests][-1] == ""


def test_musl_wheels_come_in_parts_too_if_names_are_known(index: FakeIndex, world: World) -> None:
    """What was read has names; what an inventory tells has none, and they decide here."""
    new, old = (name.replace("manylinux2014", "musllinux_1_1") for name in (NEW, OLD))
    write_wheel(world.folder / "musl", new, MEMBERS)
    index.put(old, wheel_bytes(old, OLD_MEMBERS))
    settings = replace(SETTINGS, wheels=("musl/",))
    [built] = checked(world, settings)[0].comparison.built.wheels
    assert all(seen.part for seen in index.file_requests)
    write_inventory(Inventory("musl/", (built,)), "pass", world.folder / "musl.json")
    index.seen.clear()

    checked(replace(world, cache=world.folder / "other"), replace(settings, wheels=("musl.json",)))

    assert [seen.part for seen in index.file_requests][-1] == ""


def test_what_was_built_is_never_fetched_in_parts(
    index: FakeIndex, world: World, tmp_path: Path
) -> None:
    """Its RECORD may say whatever it wants of a library with another's size and checksum."""
    old = tmp_path / "old.json"
    [offer] = open_source("pypi:ray==2.8.0", world).offers
    write_inventory(Inventory("old", (offer.read(),)), "pass", old)
    record = f"ray.libs/libbundled.so.1,sha256={'A' * 43},{len(BUNDLED)}\n"
    index.put(NEW, wheel_bytes(NEW, {**MEMBERS, "ray-2.9.0.dist-info/RECORD": record.encode()}))
    settings = replace(SETTINGS, wheels=("pypi:ray==2.9.0",), baseline=str(old))
    index.seen.clear()

    report, _ = checked(replace(world, cache=tmp_path / "fresh"), settings)

    assert not any(seen.part for seen in index.file_requests)
    assert any(finding.rule == "record-mismatch" for finding in report.findings)
