"""The real ELF files of `tests/fixtures/elf`, and the spec of a written one with everything in."""

from pathlib import Path
from struct import Struct

from msgspec.structs import replace

from tests.elf_bytes import ElfSpec
from tests.elf_spec import DF_BIND_NOW, MACHINES
from wheel_ceiling.model import ElfFacts, VersionNeed
from wheel_ceiling.wheels.elf import read_elf

FOLDER = Path(__file__).parents[2] / "fixtures" / "elf"
REAL_FILES = sorted(path.name.removesuffix(".readelf") for path in FOLDER.glob("*.readelf"))
MACHINE_NAMES = sorted(MACHINES)

NEEDS = (
    VersionNeed("libc.so.6", "GLIBC_2.14", ("memcpy",)),
    VersionNeed("libc.so.6", "GLIBC_2.3.4", ("__snprintf_chk", "getrandom"), ("getrandom",)),
    VersionNeed("libm.so.6", "GLIBC_2.29", ("exp", "pow")),
    VersionNeed("ld-linux-x86-64.so.2", "GLIBC_2.36", ("__tls_get_addr",), (), optional=True),
)
FULL = ElfSpec(
    needed=("libm.so.6", "libc.so.6"),
    soname="libfull.so.1",
    rpath="/opt/rpath",
    runpath="$ORIGIN/../full.libs:/opt/lib",
    version_needs=NEEDS,
    version_definitions=("FULL_1.0", "FULL_2.0"),
    exports=("PyInit_full", "full_start"),
    undefined=("PyGen_Send", "_Py_Dealloc", "other"),
    dynamic_flags=DF_BIND_NOW,
    build_id="00112233445566778899aabbccddeeff00112233",
    comment=("GCC: (GNU) 10.2.1", "Linker: LLD 17.0.6"),
    rodata=b"what never changes\0",
    debug=b"d" * 40,
    static_symbols=3,
    relro=True,
)


def facts_of(spec_or_data: bytes, path: str = "full.so") -> ElfFacts:
    return read_elf(path, memoryview(spec_or_data))


def real(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def full_for(machine: str, **changes: object) -> ElfSpec:
    return replace(FULL, machine=machine, **changes)


def without_section_headers(data: bytes) -> bytes:
    """Zero the fields of the ELF header that lead to the section headers, as sstrip does."""
    order = "<" if data[5] == 1 else ">"
    wide = data[4] == 2
    changed = bytearray(data)
    Struct(order + ("Q" if wide else "I")).pack_into(changed, 40 if wide else 32, 0)
    Struct(order + "HH").pack_into(changed, 60 if wide else 48, 0, 0)
    return bytes(changed)
