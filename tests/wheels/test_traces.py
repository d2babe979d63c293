"""Which paths are found in bytes, and which of them are left alone."""

import time
from random import Random

import pytest

from wheel_ceiling.model import Trace
from wheel_ceiling.wheels.traces import DEBUG_INFO, STRINGS, find_traces, merged

FOUND = {
    # what real wheels hold (the projects are told in the order of the lines)
    b"\0/home/runner/work/ruff/ruff/crates/x/src/range.rs": "pure Rust",
    b"\0/__w/cryptography/cryptography/cryptography-38.0.0": "cryptography 38.0.0",
    b"\0/github/workspace/onnx/common/interned_strings.cc": "onnx 1.15.0",
    b"\0/root/miniconda3/envs/llvmbase/include/llvm/ADT/ilist_iterator.h": "llvmlite",
    b"\0/tmp/tmpr5h68d_c/build/_src/_zmq.c": "pyzmq 26.2.0",
    b"\0/tmp/pip-req-build-f6yht5m8/build/tmp/libxml2/etc/xml/catalog": "lxml 4.9.3",
    b"\0/home/ci/.local/lib/python3.9/site-packages/numpy/_core/include": "opencv",
    b"\0/opt/_internal/cpython-3.10.14/include/python3.10/cpython/abstract.h": "lxml 5.3.1",
    b"\0/project/zmq/backend/cython/_zmq.py": "pyzmq 26.2.0",
    b"\0/io/openjpeg-2.5.0/src/lib/openjp2/thread.c": "Pillow 9.5.0",
    b"\0/opt/hostedtoolcache/go/1.25.5/x64": "pyscn",
    b"\0/Users/ada/ray/src/x.cc": "a Mac",
    b"\0/private/var/folders/ab/cd/T/x.c": "a Mac",
    b"\0/croot/pandas_1/work/x.c": "conda",
    b"\0/nix/store/abc-gcc-12/include/x.h": "Nix",
}
LEFT_ALONE = [
    b"/tmp/.X11-unix/X",
    b"/tmp/krb5cc_",
    b"/tmp/new_folder/local_fs.dat",
    b"/tmp/settings.py",
    b"/var/tmp",
    b"/root/bin",
    b"/home/user/data/file.py",
    b"/usr/local/lib64/engines-3",
    b"numpy/core/src/multiarray/descriptor.c",
    b"libgfortran/io/read.c",
    b"https://example.org/home/ada/x",
    b"../build/tmp/x.c",
    b"github.com/project/defusedxml/x.py",
    b"/home/",
    b"/home/.cargo/registry/src/x.rs",
]


@pytest.mark.parametrize("text", FOUND, ids=lambda text: text[1:40].decode())
def test_a_path_of_a_build_is_found(text: bytes) -> None:
    assert find_traces(b"word" + text + b"\0next", STRINGS) == (Trace(STRINGS, text[1:].decode()),)


@pytest.mark.parametrize("text", LEFT_ALONE, ids=bytes.decode)
def test_what_a_program_itself_uses_is_left_alone(text: bytes) -> None:
    assert find_traces(b"\0" + text + b"\0", STRINGS) == ()


@pytest.mark.parametrize("text", [b"/tmp/libaec-1.0.6/src", b"/root/llvmlite/ffi", b"/build/x"])
def test_in_debug_information_every_folder_is_one_of_the_build(text: bytes) -> None:
    assert find_traces(b"\0" + text + b"\0", DEBUG_INFO) == (Trace(DEBUG_INFO, text.decode()),)


def test_rust_packs_paths_without_anything_between_them() -> None:
    packed = b"called/home/ada/ray/src/lib.rs/home/runner/work/a/a/src/b.rsexpected"

    assert [trace.path for trace in find_traces(packed, STRINGS)] == ["/home/ada/ray/src/lib.rs"]
    assert find_traces(b"\0" + packed[30:], STRINGS)[0].path == "/home/runner/work/a/a/src/b.rs"


def test_one_sample_stands_for_each_leading_folder() -> None:
    text = b"\0/project/a/b.c\0/project/c/d.c\0/home/ada/x/y.c\0/home/eve/x/y.c\0/home/ada/z/y.c\0"

    assert [trace.path for trace in find_traces(text, STRINGS)] == [
        "/project/a/b.c",
        "/home/ada/x/y.c",
        "/home/eve/x/y.c",
    ]


def test_there_are_eight_samples_at_most_and_they_are_short() -> None:
    text = b"".join(b"\0/home/user%c1/%s/x.c" % (97 + n, b"d" * 190) for n in range(20))

    found = find_traces(text.replace(b"user", b"u"), STRINGS)

    assert len(found) == 8
    assert max(len(trace.path) for trace in found) == 160
    assert len(merged((*found, *find_traces(b"\0/project/a/b.c", STRINGS)))) == 8


def test_what_both_parts_of_a_file_hold_is_told_once() -> None:
    first, second = Trace(STRINGS, "/project/a/b.c"), Trace(DEBUG_INFO, "/project/c")

    assert merged((first, second)) == (first,)


@pytest.mark.parametrize(
    "piece", [b"/", b"/home/a", b"/home/a/", b"/tmp/x/y.", b"/__w/", b"\0/io/a.c"]
)
def test_bytes_that_mean_harm_take_no_longer(piece: bytes) -> None:
    data = piece * (4_000_000 // len(piece))

    start = time.process_time()
    find_traces(data, STRINGS)

    assert time.process_time() - start < 3


def test_noise_holds_no_paths() -> None:
    assert find_traces(Random(0).randbytes(1_000_000), STRINGS) == ()
