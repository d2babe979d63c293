import base64
import csv
import hashlib
import io
from collections.abc import Mapping

import pytest

from tests.wheel_files import wheel_bytes, zip_bytes
from tests.wheels.files import FOLDER, NAME, TEXT, read
from wheel_ceiling.model import RecordFault
from wheel_ceiling.wheels.record import parse_record

RECORD = f"{FOLDER}/RECORD"


def digest(algorithm: str, data: bytes) -> str:
    made = hashlib.new(algorithm, data).digest()
    return f"{algorithm}={base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def right_rows(members: Mapping[str, bytes], algorithm: str = "sha256") -> list[list[str]]:
    """The rows of members and of what `wheel_bytes` adds to them."""
    wheel, metadata = _about()
    files = {**members, f"{FOLDER}/WHEEL": wheel, f"{FOLDER}/METADATA": metadata}
    rows = [[path, digest(algorithm, data), str(len(data))] for path, data in files.items()]
    return [*rows, [RECORD, "", ""]]


def _about() -> tuple[bytes, bytes]:
    tag = "-".join(NAME.removesuffix(".whl").split("-")[-3:])
    wheel = f"Wheel-Version: 1.0\nGenerator: wheel_files\nRoot-Is-Purelib: false\nTag: {tag}\n"
    return wheel.encode(), b"Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n"


def text_of(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def faults(members: Mapping[str, bytes], record: str) -> tuple[RecordFault, ...]:
    return read(wheel_bytes(NAME, members, record=record)).record


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512", "sha3_256", "blake2b"])
def test_a_right_record_has_no_fault_whatever_the_algorithm(algorithm: str) -> None:
    members = {"pkg.py": TEXT, "empty.py": b"", "large.bin": bytes(5_000_000)}

    assert faults(members, text_of(right_rows(members, algorithm))) == ()


ODD_NAMES = ["a,b.py", 'a"b.py', "a b.py", "größe.py", "line\nfeed.py", "ff\x0cfeed.py", "'.py"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_that_csv_must_quote_are_found(name: str) -> None:
    members = {name: TEXT}

    assert faults(members, text_of(right_rows(members))) == ()


MEMBERS = {"pkg.py": TEXT, "other.py": b"y = 2\n"}
ROWS = right_rows(MEMBERS)
FIRST, REST = ROWS[0], ROWS[1:]

# what is wrong with the row of pkg.py -> (the rows in its place, the kind of fault)
FAULTS: dict[str, tuple[list[list[str]], str]] = {
    "another hash": ([["pkg.py", digest("sha256", b"other"), "300"]], "wrong-hash"),
    "another size": ([[*FIRST[:2], "299"]], "wrong-size"),
    "MD5": ([["pkg.py", digest("md5", TEXT), "300"]], "wrong-hash"),
    "SHA-1": ([["pkg.py", digest("sha1", TEXT), "300"]], "wrong-hash"),
    "an algorithm of no name": ([["pkg.py", "sha999=abc", "300"]], "wrong-hash"),
    "the hash of another algorithm": (
        [["pkg.py", digest("sha256", TEXT).replace("sha256", "sha512"), "300"]],
        "wrong-hash",
    ),
    "no hash": ([["pkg.py", "", "300"]], "no-hash"),
    "no equals sign": ([["pkg.py", "abcdef", "300"]], "no-hash"),
    "no row": ([], "unlisted"),
    "two rows": ([FIRST, FIRST], "twice"),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_wrong_row_is_a_fault(what: str) -> None:
    rows, kind = FAULTS[what]

    assert faults(MEMBERS, text_of([*rows, *REST])) == (RecordFault("pkg.py", kind),)


def test_a_row_of_no_member_is_a_fault() -> None:
    rows = [["gone.py", digest("sha256", b""), "0"], *ROWS]

    assert faults(MEMBERS, text_of(rows)) == (RecordFault("gone.py", "missing"),)


def test_no_record_is_one_fault() -> None:
    assert read(wheel_bytes(NAME, MEMBERS, without=["RECORD"])).record == (
        RecordFault(RECORD, "no-record"),
    )


@pytest.mark.parametrize("record", ["", "\n\n\n", ",,\n"])
def test_an_empty_record_lists_nothing(record: str) -> None:
    kinds = {fault.kind for fault in faults(MEMBERS, record)}

    assert kinds == {"unlisted"}


@pytest.mark.parametrize("name", ["RECORD.jws", "RECORD.p7s"])
def test_signatures_need_no_row_and_may_have_one_without_a_hash(name: str) -> None:
    signed = {**MEMBERS, f"{FOLDER}/{name}": b"signature"}

    assert faults(signed, text_of(ROWS)) == ()
    assert faults(signed, text_of([*ROWS, [f"{FOLDER}/{name}", "", ""]])) == ()


UNUSUAL_AND_RIGHT = {
    "no size": [[*FIRST[:2], ""], *REST],
    "only two columns": [FIRST[:2], *REST],
    "more columns": [[*FIRST, "more"], *REST],
    "padding": [[FIRST[0], FIRST[1] + "=", FIRST[2]], *REST],
    "a dot in front": [[f"./{FIRST[0]}", *FIRST[1:]], *REST],
    "a folder": [["folder/", "", ""], *ROWS],
    "carriage returns": [FIRST, *REST],
}


@pytest.mark.parametrize("what", UNUSUAL_AND_RIGHT)
def test_a_row_that_is_unusual_and_right_is_no_fault(what: str) -> None:
    text = text_of(UNUSUAL_AND_RIGHT[what])
    ending = "\r\n" if what == "carriage returns" else "\n"

    assert faults(MEMBERS, text.replace("\n", ending)) == ()


def test_two_members_of_one_path_are_a_fault() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = _with_member_twice()

    assert RecordFault("pkg.py", "twice") in read(data).record
    assert len([member for member in read(data).members if member.path == "pkg.py"]) == 2


def _with_member_twice() -> bytes:
    import zipfile

    out = io.BytesIO(wheel_bytes(NAME, {"pkg.py": TEXT}))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("pkg.py", TEXT)
    return out.getvalue()


HOSTILE = {
    "a NUL": b"pkg.py\0,sha256=a,1\n",
    "a field longer than csv reads": b"x" * 200_000 + b",sha256=a,1\n",
    "a quote without end": b'"pkg.py,sha256=a,1\n' * 50,
    "no UTF-8": b"pkg\xff.py,sha256=a,1\n",
    "a size of a thousand digits": f"pkg.py,{FIRST[1]},{'9' * 5000}\n".encode(),
    "a size in other digits": f"pkg.py,{FIRST[1]},²\n".encode(),
    "a size that is no number": f"pkg.py,{FIRST[1]},many\n".encode(),
    "a hash that is no ASCII": "pkg.py,sha256=größe,300\n".encode(),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_record_is_only_a_fault(what: str) -> None:
    wheel, metadata = _about()
    about = {f"{FOLDER}/WHEEL": wheel, f"{FOLDER}/METADATA": metadata, RECORD: HOSTILE[what]}

    found = read(zip_bytes({**MEMBERS, **about})).record

    assert "pkg.py" in {fault.path for fault in found}


def test_rows_behind_one_that_is_too_long_are_read() -> None:
    rows = parse_record("x" * 200_000 + ",sha256=a,1\npkg.py,sha256=a,1\n")

    assert [row.path for row in rows] == ["pkg.py"]
