"""What each symptom means, whom it meets, which rule looks for it and what to do, in sentences."""

from msgspec import Struct

from wheel_ceiling.facts.symptoms import Cause


class Meaning(Struct, frozen=True):
    """What is said of a symptom whatever the wheels are."""

    what: str
    fix: str
    rules: tuple[str, ...] = ()
    """Those that find its cause in a wheel."""


MEANINGS = {
    Cause.VERSION: Meaning(
        "The loader found a library that is older than the file asks for, and refused the file.",
        "Build the file in the manylinux image that the wheel's tag promises, or give the wheel "
        "the tag that it deserves (`auditwheel repair`). Users need a newer system until then.",
        ("ceiling-above-tag", "claims-more-than-it-can", "wrong-libc"),
    ),
    Cause.SYMBOL: Meaning(
        "The file wants a function or variable that nothing in the process has.",
        "Build the file for the very Python and the very libraries that the wheel is for.",
        ("python-symbol-missing", "abi3-violation", "ceiling-above-tag", "library-unreachable"),
    ),
    Cause.MISSING_LIBRARY: Meaning(
        "The loader looked for a library and found it nowhere: neither on the system nor on the "
        "file's own search path (RPATH, RUNPATH).",
        "Let `auditwheel repair` put the library into the wheel, or link it statically.",
        ("library-not-provided", "library-unreachable", "wrong-libc"),
    ),
    Cause.CLASS: Meaning(
        "A 32-bit process cannot load a 64-bit file, nor a 64-bit process a 32-bit one. The class "
        "that is named is that of the file: ELFCLASS32 is 32-bit.",
        "Build the file for the wheel's own architecture, from a clean tree.",
        ("wrong-architecture",),
    ),
    Cause.EXECUTABLE_STACK: Meaning(
        "The file asks for an executable stack (PT_GNU_STACK). glibc grants it to no library that "
        "is loaded later since 2.41, and SELinux and containers may refuse it before that.",
        "Add a .note.GNU-stack section to the assembly files, or link with -Wl,-z,noexecstack. "
        "Users can clear the flag with `patchelf --clear-execstack` until then.",
        ("executable-stack",),
    ),
    Cause.NO_ELF: Meaning(
        "The file is called a library and is none, or was cut: a pointer of Git LFS, a linker "
        "script, a text in a link's place, or another system's library.",
        "Look at what the packing step copies: fetch what Git LFS keeps, and copy links as files.",
        ("record-mismatch",),
    ),
    Cause.STATIC_TLS: Meaning(
        "The file keeps thread-local variables in the block that every thread gets at its start "
        "(DF_STATIC_TLS), and there is no room left in it for files that are loaded later.",
        "Compile without -ftls-model=initial-exec. Users can import the module first, or set "
        "GLIBC_TUNABLES=glibc.rtld.optional_static_tls=65536 (glibc 2.32).",
    ),
    Cause.ALIGNMENT: Meaning(
        "The file's segments are aligned for smaller pages than the system has: Apple silicon, "
        "some ARM servers and POWER have pages of 16 or 64 KiB. A damaged file says the same.",
        "Link with -Wl,-z,max-page-size=65536; old versions of patchelf (before 0.18) lose the "
        "alignment.",
    ),
    Cause.CPU: Meaning(
        "The file was compiled for a newer processor than this one (-march=native, x86-64-v3).",
        "Compile for the oldest processor that the tag promises, and choose faster code at run "
        "time.",
        ("cpu-raised",),
    ),
    Cause.PACKED_RELOCATIONS: Meaning(
        "The file's relocations are packed (DT_RELR), and it does not say so by asking for "
        "GLIBC_ABI_DT_RELR; glibc refuses such a file, and one before 2.36 cannot read it at all.",
        "Link with -Wl,-z,nopack-relative-relocs, or with a linker that adds the version.",
        ("claims-more-than-it-can",),
    ),
    Cause.NO_INIT: Meaning(
        "The file has the name of a Python module, and no function that makes that module: it is "
        "another library under this name, or the function was hidden or stripped.",
        "Look at which file the packing step copied, and at version scripts and -fvisibility.",
    ),
    Cause.NO_MODULE: Meaning(
        "Python looked for the module under the names that it knows, and there was no such file: "
        "it is missing, or its name says that it is for another Python or machine.",
        "Build the module for the wheel's own Python, and see that the packing step takes it "
        "along.",
        ("python-suffix",),
    ),
    Cause.NO_NAME: Meaning(
        "The package is there, and has neither a module of that name that this Python would load "
        "nor anything else of that name.",
        "See that the packing step takes the module along, built for the wheel's own Python; if "
        "it is no module, look at which version of the package is installed.",
        ("python-suffix",),
    ),
    Cause.NO_INTERPRETER: Meaning(
        "The program is there; the loader that starts it is not: a program for musl on a system "
        "with glibc, the other way round, or one for another machine.",
        "Build the program in the image that the wheel's tag promises, or link it statically.",
        ("wrong-libc", "wrong-architecture"),
    ),
    Cause.NOT_SUPPORTED: Meaning(
        "None of the wheel's tags is one that this pip accepts here: another Python, another "
        "machine, an older glibc than the tag promises, musl in place of glibc; or a pip from "
        "before that kind of tag (20.3 for manylinux_2_28 and its like).",
        "Let users choose the wheel by `pip install NAME`, or upgrade pip; `pip debug --verbose` "
        "lists the tags that it accepts.",
        ("tag-mismatch",),
    ),
    Cause.NOT_EXECUTABLE: Meaning(
        "The kernel does not know what to do with the program: it is for another machine, or no "
        "program at all.",
        "Build the program for the wheel's own architecture.",
        ("wrong-architecture",),
    ),
}
