"""Clues in how native code is compiled and stripped."""

import re

from wheel_ceiling.blame.clue import Clue, pattern

_FLAGS = pattern(
    r"FLAGS",
    r"\b(?:gcc|g\+\+|clang(?:\+\+)?|cc|c\+\+|ld|nvcc)\b",
    r"extra_(?:compile|link)_args|compile_options|link_options|copts|linkopts",
    r"\b(?:c|cpp|link)_args",
)
_DEBUGGING = ("debug-info-appeared", "size-jumped")
_RUNTIME = re.compile(r"GLIBCXX|CXXABI|GCC_|libstdc\+\+|libgcc")
_RUNTIME_RULES = ("ceiling-above-tag", "ceiling-raised", "library-not-provided")
COMPILING = (
    Clue(
        "strip gone",
        pattern(
            r"(?<![\w.-])strip -{1,2}\w",
            r"(?<![\w.-])(?:llvm-)?strip [^=(]*\.so",
            r"--strip(?:-\w+)?\b",
            r"-Wl,(?:-s|--strip-\w+)\b",
            r"\binstall[/-]strip\b",
            r"\bstrip\s*=\s*(?:true|[\"'](?:symbols|debuginfo))",
            r"INSTALL_DO_STRIP",
        ),
        _DEBUGGING,
        weight=10,
        removed="without it, debug information stays in the libraries",
    ),
    Clue(
        "linker's strip gone",
        re.compile(r"(?<![\w-])-s(?![\w-])"),
        _DEBUGGING,
        weight=9,
        removed="without it, debug information stays in the libraries",
        context=_FLAGS,
    ),
    Clue(
        "strip switched off",
        pattern(
            r"\bstrip\s*[=:]\s*[\"']?(?:false|none|no|off|0)\b",
            r"--no-strip|-Dstrip=false|\bnostrip\b",
        ),
        _DEBUGGING,
        weight=10,
        added="it keeps debug information in the libraries",
    ),
    Clue(
        "debug flag",
        re.compile(r"(?<![\w-])-g(?:[123]|gdb\d?|dwarf(?:-\d)?|split-dwarf)?(?![\w-])"),
        _DEBUGGING,
        weight=9,
        added="it compiles with debug information",
        context=_FLAGS,
    ),
    Clue(
        "debug build",
        pattern(
            r"build[_-]?type\W{1,4}(?:debug|relwithdebinfo|debugoptimized)\b",
            r"--config[= ](?:debug|relwithdebinfo)\b",
            r"(?:-c|--compilation_mode)[= ](?:dbg|fastbuild)\b",
            r"\bdebuginfo=[12]\b|-DCMAKE_BUILD_TYPE=$",
            r"CARGO_PROFILE_\w+_DEBUG\s*[=:]\s*[\"']?(?:true|1|2|full|limited)",
            r"^debug\s*=\s*(?:true|1|2|[\"'](?:full|limited|line-tables-only))",
            r"\b(?:maturin|cargo|build_ext|build_rust)\b.*--(?:debug|profile[= ]dev)\b",
        ),
        _DEBUGGING,
        weight=10,
        added="it makes a debug build",
    ),
    Clue(
        "release build gone",
        pattern(
            r"build[_-]?type\W{1,4}(?:release|minsizerel)\b",
            r"--config[= ](?:release|minsizerel)\b",
            r"(?:-c|--compilation_mode)[= ]opt\b",
            r"\b(?:maturin|cargo|build_rust)\b.*(?:--release|\s-r)\b",
            r"^args\s*:.*--release\b",
        ),
        _DEBUGGING,
        weight=9,
        removed="without it, the build is not optimised for release",
    ),
    Clue(
        "optimisation",
        re.compile(
            r"(?<![\w-])-O([0-3sz]|fast|g)\b|^(?:opt-level|lto|codegen-units)\s*=\s*(\S+)"
            r"|(?<![\w-])-f((?:no-)?lto)\b|INTERPROCEDURAL_OPTIMIZATION\W+(\w+)"
        ),
        ("size-jumped",),
        weight=5,
        added="it changes how much the code is optimised",
    ),
    Clue(
        "processor",
        pattern(
            r"(-march=[\w.+-]+)",
            r"(-m(?:avx|sse|fma|bmi|f16c)[\w.]*)",
            r"(target-cpu[= ][\w.-]+)",
            r"(target-feature[= ][\w.,+-]+)",
        ),
        ("cpu-raised",),
        weight=10,
        added="it compiles for newer processors",
    ),
    Clue(
        "C runtime of Rust",
        re.compile(r"([+-]crt-static)"),
        ("wrong-libc", "library-not-provided"),
        weight=8,
        added="it changes how the C library is linked",
    ),
    Clue(
        "compiler",
        pattern(
            r"\b(?:devtool|gcc-tool|llvm-tool)set-(\d{1,2})",
            r"^(?:export )?(?:- )?(?:CC|CXX)\s*[:=]\s*[\"']?([\w./+-]+)",
            r"\b((?:gcc|g\+\+|clang)-\d{1,2})\b",
        ),
        ("host-toolchain",),
        weight=7,
        added="it changes the compiler",
    ),
    Clue(
        "compiler's runtime",
        pattern(r"\b(?:devtool|gcc-tool)set-(\d{1,2})", r"\b((?:gcc|g\+\+)-\d{1,2})\b"),
        _RUNTIME_RULES,
        weight=7,
        added="it changes the compiler, and with it the C++ library",
        about=_RUNTIME,
    ),
    Clue(
        "conda's compiler",
        pattern(
            r"\b((?:gxx?|gcc)_linux-\w+|setup-m(?:iniconda|icromamba))", r"\b(c(?:xx)?-compiler)"
        ),
        ("host-toolchain", "ceiling-above-tag", "ceiling-raised", "rpath-outside-wheel"),
        weight=7,
        added="it compiles with conda's toolchain",
    ),
    Clue(
        "static runtime gone",
        re.compile(r"-static-lib(?:stdc\+\+|gcc)"),
        _RUNTIME_RULES,
        weight=10,
        removed="without it, the compiler's own libraries are taken from the system",
        about=_RUNTIME,
    ),
)
"""How native code is compiled and stripped."""
