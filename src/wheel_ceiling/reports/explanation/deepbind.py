"""The page of the last resort: a module imported so that it finds its own names first."""

from wheel_ceiling.reports.explanation.page import Code, Heading, Items, Page, Text


def deepbind_page(name: str) -> Page:
    """Return the shim for a module or package, and what it costs."""
    package = name.partition(".")[0]
    return (
        Heading(f"Import {name} with its own symbols first", 1, (name,)),
        Text(
            f"Put this where {name} is imported first: at the top of {package}/__init__.py, or in "
            "your program before any other import of it.",
            (name, package),
        ),
        Code(tuple(shim(name).splitlines())),
        Heading("What it does"),
        Text(
            "With RTLD_DEEPBIND the loader looks for a name in the module and in what is loaded "
            "with it, before it looks in the program (dlopen(3)). So nothing that the program is "
            "linked to takes the module's own copy of a library over. The flags are put back "
            "whatever happens, since they hold for every import of the process."
        ),
        Heading("What it costs"),
        Items(
            (
                Text(
                    "Who replaces malloc by LD_PRELOAD or in the program (jemalloc, tcmalloc, "
                    "mimalloc) is passed over where the module brings or needs libc's: memory "
                    "that one allocator gave out may be freed by the other."
                ),
                Text(
                    "Sanitizers refuse it: a program built with -fsanitize=address stops at such "
                    "an import (google/sanitizers #611)."
                ),
                Text("musl has no RTLD_DEEPBIND, nor has macOS: there the shim does nothing."),
                Text(
                    "C++ objects, exceptions and locales that go from one copy of libstdc++ to "
                    "another do not know each other; unique symbols (STB_GNU_UNIQUE) are shared "
                    "all the same."
                ),
                Text(
                    "It counts for the first import alone: what is loaded already stays as it is "
                    "bound, and so does a library of the same soname."
                ),
            )
        ),
        Heading("What is better"),
        Text(
            "Keep the names inside the module when it is built: `wheel-ceiling explain "
            "symbols-shadowed` says how."
        ),
    )


def shim(name: str) -> str:
    """Return the lines of Python."""
    return f"""\
import importlib
import os
import sys


def _import_with_own_symbols_first(name):
    if not hasattr(os, "RTLD_DEEPBIND"):  # musl, macOS, Windows
        return
    before = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_NOW | os.RTLD_LOCAL | os.RTLD_DEEPBIND)
    try:
        importlib.import_module(name)
    finally:
        sys.setdlopenflags(before)


_import_with_own_symbols_first("{name}")
"""
