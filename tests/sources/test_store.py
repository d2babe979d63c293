import gzip
from pathlib import Path

import pytest

from tests.build import NAME, library, wheel
from wheel_ceiling.sources.store import Store, reader_digest

LIBRARY = library(exports=("a",), undefined=("b",), export_count=1)
WHEEL = wheel(NAME, LIBRARY, sha256="ab" * 32)


def facts_file(store: Store) -> Path:
    [path] = store.folder.glob(f"facts/{reader_digest()}/{WHEEL.sha256}.json.gz")
    return path


def test_facts_are_kept_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)

    store.keep_facts(WHEEL)

    assert store.facts(WHEEL.sha256, NAME) == WHEEL


def test_the_same_facts_are_the_same_bytes(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_facts(WHEEL)
    first = facts_file(store).read_bytes()

    store.keep_facts(WHEEL)

    assert facts_file(store).read_bytes() == first


@pytest.mark.parametrize(
    ("sha256", "filename"), [("cd" * 32, NAME), (WHEEL.sha256, NAME.replace("2.9.0", "2.9.1"))]
)
def test_facts_of_another_file_or_name_are_not_served(
    tmp_path: Path, sha256: str, filename: str
) -> None:
    store = Store(tmp_path)
    store.keep_facts(WHEEL)

    assert store.facts(sha256, filename) is None


@pytest.mark.parametrize("length", [0, 1, 5, 100, -1])
def test_damaged_facts_count_as_absent(tmp_path: Path, length: int) -> None:
    store = Store(tmp_path)
    store.keep_facts(WHEEL)
    path = facts_file(store)
    path.write_bytes(path.read_bytes()[:length])

    assert store.facts(WHEEL.sha256, NAME) is None


def test_facts_that_lead_too_deep_count_as_absent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_facts(WHEEL)
    facts_file(store).write_bytes(gzip.compress(b'{"label":' * 3_000))

    assert store.facts(WHEEL.sha256, NAME) is None


def test_facts_under_a_wrong_name_are_not_served(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_facts(WHEEL)
    facts_file(store).rename(facts_file(store).with_name(f"{'cd' * 32}.json.gz"))

    assert store.facts("cd" * 32, NAME) is None


def test_the_reader_is_known_by_its_code() -> None:
    assert reader_digest() == reader_digest()
    assert len(reader_digest()) == 20
