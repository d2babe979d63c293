"""Versions that a library wants and symbols that it gives, changed at the bytes."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from msgspec.structs import replace

from benchmarks.detecting.injecting.dynamic import (
    DT_GNU_HASH,
    DT_HASH,
    DT_SYMTAB,
    DT_VERNEED,
    DT_VERNEEDNUM,
    DT_VERSYM,
    Dynamic,
)
from benchmarks.detecting.injecting.elf_file import EM_S390, ElfFile, NotApplicable, overwritten

_SYMBOL = {64: "IBBHQQ", 32: "IIIBBH"}
_GLOBAL_FUNCTION = 0x12  # STB_GLOBAL << 4 | STT_FUNC
_VER_NDX_GLOBAL = 1
_BUCKETS = 64


def with_newer_need(library: bytes, version: str) -> bytes:
    """Return the library wanting its highest version of libc as this one.

    Raises NotApplicable where it wants none with a number (musl, static programs).
    """
    dynamic = Dynamic.of(library)
    elf = dynamic.elf
    wanted = [(_number(name), place) for name, place in _libc_needs(dynamic) if _number(name)]
    if not wanted:
        raise NotApplicable("it asks for no version of glibc")
    _, place = max(wanted)
    longer, string = dynamic.with_string(version)
    _, flags, other, _, following = struct.unpack_from(elf.order + "IHHII", library, place)
    need = struct.pack(elf.order + "IHHII", elf_hash(version), flags, other, string, following)
    changed = overwritten(library, place, need)
    return replace(longer, elf=ElfFile.parse(changed)).written()


def _libc_needs(dynamic: Dynamic) -> Iterator[tuple[str, int]]:
    """Yield each version wanted from libc.so.6, and where its entry stands."""
    elf, count = dynamic.elf, dynamic.value(DT_VERNEEDNUM)
    place = elf.offset_of(dynamic.value(DT_VERNEED)) if count else 0
    for _ in range(count):
        _, entries, file, first, following = struct.unpack_from(
            elf.order + "HHIII", elf.data, place
        )
        entry = place + first
        for _ in range(entries):
            name, step = struct.unpack_from(elf.order + "8xII", elf.data, entry)
            if dynamic.text(file) == "libc.so.6":
                yield dynamic.text(name), entry
            entry += step
        place += following


def _number(version: str) -> tuple[int, ...]:
    family, _, number = version.partition("_")
    parts = number.split(".")
    return tuple(map(int, parts)) if family == "GLIBC" and all(map(str.isdigit, parts)) else ()


def with_exports(library: bytes, names: Sequence[str]) -> bytes:
    """Return the library giving these functions to everybody, too."""
    dynamic = Dynamic.of(library)
    elf = dynamic.elf
    by_address = {one.address: one for one in elf.sections if one.type}
    if dynamic.value(DT_SYMTAB) not in by_address or not dynamic.value(DT_VERSYM):
        raise NotApplicable("its symbol table has no section, or no versions")
    old = elf.content(by_address[dynamic.value(DT_SYMTAB)])
    text = elf.section(".text")
    rows = bytearray(old)
    for count, name in enumerate(names):
        dynamic, string = dynamic.with_string(name)
        address = text.address + 16 * count % max(16, text.size)
        rows += _symbol(elf, string, elf.sections.index(text), address)
    size = struct.calcsize(elf.order + _SYMBOL[elf.bits])
    start = elf.offset_of(dynamic.value(DT_VERSYM))
    versions = elf.data[start : start + 2 * (len(old) // size)]
    versions += struct.pack(elf.order + "H", _VER_NDX_GLOBAL) * len(names)
    strings = (
        dynamic.text(struct.unpack_from(elf.order + "I", rows, place)[0])
        for place in range(0, len(rows), size)
    )
    hashes = _hash_table(elf, list(strings))
    tables = {DT_SYMTAB: bytes(rows), DT_VERSYM: versions, DT_HASH: hashes}
    # The older kind of hash table is easier to make, and every loader knows it.
    return dynamic.without(DT_GNU_HASH).written(tables)


def _symbol(elf: ElfFile, name: int, section: int, address: int) -> bytes:
    if elf.bits == 64:
        fields = (name, _GLOBAL_FUNCTION, 0, section, address, 16)
    else:
        fields = (name, address, 16, _GLOBAL_FUNCTION, 0, section)
    return struct.pack(elf.order + _SYMBOL[elf.bits], *fields)


def _hash_table(elf: ElfFile, names: Sequence[str]) -> bytes:
    """Return DT_HASH's table (gABI: Hash Table); s390x is alone in having entries of 8 bytes."""
    buckets = [0] * _BUCKETS
    chains = [0] * len(names)
    for number, name in enumerate(names):
        if name:
            bucket = elf_hash(name) % _BUCKETS
            chains[number], buckets[bucket] = buckets[bucket], number
    word = "Q" if elf.header.machine == EM_S390 and elf.bits == 64 else "I"
    numbers = [_BUCKETS, len(names), *buckets, *chains]
    return struct.pack(f"{elf.order}{len(numbers)}{word}", *numbers)


def elf_hash(name: str) -> int:
    """Return the hash of the gABI, by which versions and symbols are found."""
    value = 0
    for byte in name.encode():
        value = (value << 4) + byte
        high = value & 0xF0000000
        value = (value ^ high >> 24) & ~high & 0xFFFFFFFF
    return value


def openssl_names() -> tuple[str, ...]:
    """Return several hundred names of functions that libcrypto and libssl give."""
    return tuple(_combined())


def _combined() -> Iterable[str]:
    ciphers = ("aes", "aria", "camellia")
    modes = ("cbc", "cfb1", "cfb8", "cfb128", "ctr", "ecb", "ofb")
    for cipher, bits, mode in product(ciphers, ("128", "192", "256"), modes):
        yield f"EVP_{cipher}_{bits}_{mode}"
    things = ("X509", "X509_CRL", "X509_REQ", "X509_NAME", "X509_ALGOR", "X509_ATTRIBUTE")
    more = ("PKCS7", "PKCS12", "OCSP_REQUEST", "OCSP_RESPONSE", "ASN1_STRING", "ASN1_TIME")
    for thing, verb in product(things + more, ("new", "free", "it", "dup")):
        yield f"{thing}_{verb}"
    for thing, verb in product(("SSL", "SSL_CTX", "SSL_SESSION"), ("new", "free", "up_ref")):
        yield f"{thing}_{verb}"
    digests = ("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "RIPEMD160", "WHIRLPOOL")
    for digest, verb in product(digests, ("Init", "Update", "Final")):
        yield f"{digest}_{verb}"
