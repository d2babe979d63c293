"""Files that were understood before: their digest decides, and nothing that is easier to forge."""

import base64
import hashlib
import io
import zlib
from random import Random

import pytest
from msgspec.structs import replace

from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheel_files import wheel_bytes
from tests.wheels.elf.files import FULL
from tests.wheels.files import NAME, read
from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import ElfFacts, Wheel
from wheel_ceiling.wheels.known import KnownFiles, Spared
from wheel_ceiling.wheels.read import read_wheel_file

SMALL = elf_bytes(FULL)
MIDDLE = elf_bytes(ElfSpec(soname="libmiddle.so", rodata=Random(0).randbytes(300_000)))
LARGE = elf_bytes(ElfSpec(soname="liblarge.so", rodata=Random(1).randbytes(5_000_000)))
OTHER = elf_bytes(ElfSpec(soname="libother.so"))
MARK = "seen before"
OLD = "pkg-0.9-cp312-cp312-manylinux_2_17_x86_64.whl"


def known_from(wheel: Wheel) -> KnownFiles:
    """What is known from the wheel, with a mark that no file has by itself."""
    marked = tuple(replace(facts, soname=MARK) for facts in wheel.libraries)
    return KnownFiles.of([replace(wheel, libraries=marked)])


def read_knowing(data: bytes, known: KnownFiles) -> Wheel:
    return read_wheel_file(io.BytesIO(data), NAME, known)


def sonames(wheel: Wheel) -> dict[str, str]:
    return {facts.path: facts.soname for facts in wheel.libraries}


@pytest.mark.parametrize("data", [SMALL, MIDDLE, LARGE], ids=["small", "middle", "large"])
def test_the_same_bytes_are_not_understood_again_wherever_they_lie(data: bytes) -> None:
    known = known_from(read(wheel_bytes(OLD, {"a.so": data}), OLD))

    wheel = read_knowing(wheel_bytes(NAME, {"b/c.so": data, "d.so": OTHER}), known)

    assert sonames(wheel) == {"b/c.so": MARK, "d.so": "libother.so"}
    assert wheel.record == ()


def test_what_is_known_gives_the_facts_that_reading_gives() -> None:
    data = wheel_bytes(NAME, {"a.so": SMALL, "b.so": MIDDLE, "c.so": LARGE, "d.py": b"x = 1"})
    whole = read(data)

    assert read_knowing(data, KnownFiles.of([whole])) == whole


@pytest.mark.parametrize("data", [OTHER, LARGE], ids=["small", "large"])
def test_size_and_checksum_alone_make_no_file_known(data: bytes) -> None:
    """Four bytes give a file any checksum that is wanted."""
    known = known_from(read(wheel_bytes(OLD, {"a.so": SMALL}), OLD))
    forged = KnownFiles(known.facts, frozenset({(len(data), zlib.crc32(data))}))
    packed = wheel_bytes(NAME, {"a.so": data})

    assert read_knowing(packed, forged) == read(packed)


def test_known_bytes_are_still_held_against_record() -> None:
    known = known_from(read(wheel_bytes(OLD, {"a.so": SMALL}), OLD))
    row = f"a.so,sha256={'A' * 43},{len(SMALL)}\n"

    wheel = read_knowing(wheel_bytes(NAME, {"a.so": SMALL}, record=row), known)

    assert ("a.so", "wrong-hash") in [(fault.path, fault.kind) for fault in wheel.record]


def test_known_bytes_that_are_damaged_in_the_zip_are_refused() -> None:
    data = bytearray(wheel_bytes(NAME, {"a.so": LARGE}))
    known = known_from(read(bytes(data)))
    data[len(data) // 2] ^= 0xFF

    with pytest.raises(UnreadableWheel, match=r"a\.so"):
        read_knowing(bytes(data), known)


def test_where_record_asks_for_another_digest_the_file_is_understood() -> None:
    known = known_from(read(wheel_bytes(OLD, {"a.so": SMALL}), OLD))
    digest = hashlib.sha512(SMALL).digest()
    row = f"a.so,sha512={_encoded(digest)},{len(SMALL)}\n"

    wheel = read_knowing(wheel_bytes(NAME, {"a.so": SMALL}, record=row), known)

    assert sonames(wheel) == {"a.so": "libfull.so.1"}
    assert wheel.libraries[0].sha256 == ""
    assert KnownFiles.of([wheel]) == KnownFiles()


def _encoded(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_facts_with_names_are_kept_before_those_without() -> None:
    whole = read(wheel_bytes(NAME, {"a.so": SMALL}))
    [facts] = whole.libraries
    short = replace(whole, libraries=(replace(facts, exports=(), undefined=()),))

    for wheels in ([whole, short], [short, whole]):
        found = KnownFiles.of(wheels).find(facts.sha256, "x/y.so")

        assert isinstance(found, ElfFacts)
        assert (found.path, found.exports) == ("x/y.so", facts.exports)


def test_a_file_is_known_by_digest_and_size() -> None:
    [facts] = read(wheel_bytes(NAME, {"a.so": SMALL})).libraries
    known = KnownFiles.of([read(wheel_bytes(NAME, {"a.so": SMALL}))])

    assert known.has(facts.sha256, facts.size)
    assert not known.has(facts.sha256, facts.size + 1)
    assert not known.has("0" * 64, facts.size)
    assert known.find("0" * 64, "a.so") is None


def test_what_is_spared_is_not_read() -> None:
    data = wheel_bytes(NAME, {"a.so": SMALL, "b.py": b"x = 1"})
    whole = read(data)
    [facts] = whole.libraries
    spared = Spared(len(data), whole.sha256, {"a.so": facts.sha256})
    place = data.index(b"a.so") + 60
    holed = data[:place] + bytes(100) + data[place + 100 :]

    wheel = read_wheel_file(io.BytesIO(holed), NAME, KnownFiles.of([whole]), spared)

    assert wheel == whole
