"""Whatever is done to the bytes, only what is meant to be raised is raised.

More of the same, for as long as one likes: `python -m tests.wheels.test_fuzz SECONDS`.
"""

import sys
import time
from contextlib import suppress
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.elf_bytes import elf_bytes
from tests.wheel_files import wheel_bytes, zip_bytes
from tests.wheels.elf.files import REAL_FILES, facts_of, full_for, real
from tests.wheels.files import FOLDER, NAME, TEXT, read
from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import Wheel
from wheel_ceiling.wheels.elf import DamagedElf

ELF_FILES = [
    *(
        elf_bytes(full_for(machine, hash_table=table, section_headers=headers))
        for machine in ("x86_64", "i686", "s390x")
        for table in ("gnu", "sysv")
        for headers in (True, False)
    ),
    *(real(name) for name in REAL_FILES),
]
WHEEL = wheel_bytes(NAME, {"pkg.py": TEXT, "lib.so": ELF_FILES[0], "empty": b""})
# Numbers that lie at the edges of what fields may hold.
EDGES = [bytes(n) for n in (1, 2, 4, 8)] + [b"\xff" * n for n in (1, 2, 4, 8)]
EDGES += [b"\x80", b"\x01", b"\0\0\0\x80", b"\x7f\xff", b"\x10\0\0\0"]

edits = st.lists(
    st.tuples(st.integers(0, 1 << 16), st.sampled_from(EDGES) | st.binary(max_size=8)),
    min_size=1,
    max_size=12,
)


def edited(data: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    changed = bytearray(data)
    for place, replacement in changes:
        start = place % len(changed)
        changed[start : start + len(replacement)] = replacement
    return bytes(changed)


def read_anything(data: bytes) -> Wheel | None:
    """Read the wheel; nothing but UnreadableWheel may come of it."""
    try:
        return read(data)
    except UnreadableWheel as refused:
        message = refused.message
    assert message.startswith(NAME)
    assert message.isprintable()
    return None


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ELF_FILES), edits)
def test_edited_elf_files_are_told_or_refused(
    data: bytes, changes: list[tuple[int, bytes]]
) -> None:
    with suppress(DamagedElf):
        assert facts_of(b"\x7fELF" + edited(data, changes)[4:]).size >= len(data)


@settings(max_examples=200, deadline=None)
@given(edits, st.integers(0, 1 << 16))
def test_edited_and_cut_wheels_are_read_or_refused(
    changes: list[tuple[int, bytes]], length: int
) -> None:
    wheel = read_anything(edited(WHEEL, changes))
    if wheel is not None:
        assert all(problem.message.isprintable() for problem in wheel.problems)
    read_anything(edited(WHEEL, changes)[: length % len(WHEEL)])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_may_stand_in_the_dist_info_folder(
    wheel: bytes, metadata: bytes, record: bytes
) -> None:
    about = {"WHEEL": wheel, "METADATA": metadata, "RECORD": record}

    found = read(zip_bytes({f"{FOLDER}/{name}": data for name, data in about.items()}))

    assert {problem.path for problem in found.problems} <= {f"{FOLDER}/{name}" for name in about}
    assert {fault.path for fault in found.record} >= {f"{FOLDER}/WHEEL"}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_name_may_be_given(filename: str) -> None:
    assert read(WHEEL, filename).filename == filename


def fuzz(seconds: float, seed: int) -> None:
    """Do the same with edits by the dozen, and tell what took longest."""
    random, slowest, rounds = Random(seed), 0.0, 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        changes = [
            (random.randrange(1 << 16), random.choice([*EDGES, random.randbytes(4)]))
            for _ in range(random.choice((1, 2, 3, 8, 40)))
        ]
        data = b"\x7fELF" + edited(random.choice(ELF_FILES), changes)[4:]
        start = time.monotonic()
        with suppress(DamagedElf):
            facts_of(data)
        read_anything(edited(WHEEL, changes))
        slowest, rounds = max(slowest, time.monotonic() - start), rounds + 1
    sys.stdout.write(f"{rounds} rounds, none longer than {slowest:.3f} s\n")


if __name__ == "__main__":
    fuzz(float(sys.argv[1]), seed=int(time.time()))
