import pytest

from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheels.elf.files import facts_of
from wheel_ceiling.model import ElfKind

X86_FEATURES, X86_ISA_USED, ARM_FEATURES = 0xC0000002, 0xC0010002, 0xC0000000
GNU = "hash-gnu"
# Real files that show it: Ubuntu's and Debian's compilers, RHEL 8, Alpine 3.12, rust-cross.
MARKS = {
    "nothing but a hash table": (ElfSpec(), {GNU}),
    "an old hash table": (ElfSpec(hash_table="sysv"), {"hash-sysv"}),
    "no hash table": (ElfSpec(hash_table="none"), set()),
    "no dynamic section": (ElfSpec(has_dynamic=False), set()),
    "CET throughout": (ElfSpec(properties=((X86_FEATURES, 3),)), {GNU, "ibt", "shstk"}),
    "one half of CET": (ElfSpec(properties=((X86_FEATURES, 1),)), {GNU, "ibt"}),
    "the ISA that is used": (ElfSpec(properties=((X86_ISA_USED, 1),)), {GNU, "isa-used"}),
    "several properties": (
        ElfSpec(properties=((X86_FEATURES, 2), (X86_ISA_USED, 1))),
        {GNU, "shstk", "isa-used"},
    ),
    "a property of another machine": (ElfSpec(properties=((ARM_FEATURES, 3),)), {GNU}),
    "branch protection": (
        ElfSpec(machine="aarch64", properties=((ARM_FEATURES, 3),)),
        {GNU, "bti", "pac"},
    ),
    "the oldest kernel": (ElfSpec(abi_tag=(0, 2, 6, 32)), {GNU, "linux-2.6.32"}),
    "another system than Linux": (ElfSpec(abi_tag=(1, 2, 6, 32)), {GNU}),
    "a note that is too short": (ElfSpec(abi_tag=(0, 2)), {GNU}),
    "annobin": (ElfSpec(sections={".gnu.build.attributes": b"GA"}), {GNU, "annobin"}),
    "an old GCC": (ElfSpec(sections={".jcr": b"0"}), {GNU, "jcr"}),
    "an old Alpine": (ElfSpec(sections={".ctors": b"0"}), {GNU, "ctors"}),
    "tables of calls": (
        ElfSpec(sections={".plt.got": b"0", ".plt.sec": b"0"}),
        {GNU, "plt.got", "plt.sec"},
    ),
    "glibc's start files": (ElfSpec(undefined=("__gmon_start__",)), {GNU, "gmon"}),
}


@pytest.mark.parametrize("what", MARKS)
def test_marks_are_told_sorted(what: str) -> None:
    spec, marks = MARKS[what]

    assert facts_of(elf_bytes(spec)).marks == tuple(sorted(marks))


def test_object_files_are_not_linked_and_have_none() -> None:
    assert facts_of(elf_bytes(ElfSpec(kind=ElfKind.OBJECT))).marks == ()


def test_more_properties_than_anyone_writes_are_not_read() -> None:
    many = tuple((0xB0000000 + number, 1) for number in range(100))

    assert facts_of(elf_bytes(ElfSpec(properties=(*many, (X86_FEATURES, 3))))).marks == (GNU,)
