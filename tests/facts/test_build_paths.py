import pytest

from wheel_ceiling.facts.build_paths import coarse, kind_of_place, masked

PLACES = {
    # pydantic-core 2.13.0, built on the runner itself
    "/home/runner/.cargo/registry/src/x/num-bigint-0.4.4/src/lib.rs": "a GitHub runner",
    "/__w/cryptography/cryptography/src/lib.rs": "a container on GitHub",
    "/github/workspace/onnx/common/interned_strings.cc": "a container on GitHub",
    "/opt/hostedtoolcache/go/1.25.5/x64/src": "a GitHub runner",
    "/__w/1/s/debugpy/src": "an Azure Pipelines agent",
    "/home/vsts/work/1/s/x.c": "an Azure Pipelines agent",
    "/builds/group/project/x.c": "a GitLab runner",
    "/home/circleci/project/x.c": "a CircleCI job",
    "/home/travis/build/x.c": "a Travis worker",
    "/var/jenkins_home/workspace/x.c": "a Jenkins agent",
    "/var/lib/buildkite-agent/builds/x.c": "a Buildkite agent",
    "/codebuild/output/src1/x.c": "an AWS CodeBuild job",
    "/home/conda/feedstock_root/build_artifacts/x.c": "conda's build folder",
    "/root/miniconda3/envs/llvmbase/include/x.h": "an installation of conda",
    "/home/linuxbrew/.linuxbrew/Cellar/x.h": "Homebrew",
    "/nix/store/0a-gcc/include/x.h": "Nix's store",
    "/tmp/pip-req-build-t6l1i6j1/src/x.c": "a temporary folder",
    "/private/var/folders/a/b/x.c": "a temporary folder",
    "/root/.pyenv/versions/3.11.7": "root's home directory",
    "/root/llvmlite/ffi": "root's home directory",
    "/home/ada/src/ray": "a home directory",
    "/Users/ada/src/ray": "a home directory",
    "/build/Release/x.h": "a build folder",
}
OF_AN_IMAGE = [
    "/opt/_internal/cpython-3.12.11/include/python3.12/object.h",
    "/opt/rh/devtoolset-10/root/usr/bin/gcc",
    "/project/numpy/random/_philox.pyx",
    "/io/gdal-3.9.2/x.cpp",
    "/host/tmp/libpq.build",
    "/root/.cargo/registry/src/x.rs",
    "/github/home/.cargo/registry/src/x.rs",
    "/home/buildozer/aports/main/musl/src/musl-1.2.5",
]


@pytest.mark.parametrize("path", PLACES)
def test_a_path_tells_what_sort_of_place_it_is_in(path: str) -> None:
    assert kind_of_place(path) == PLACES[path]


@pytest.mark.parametrize("path", [*OF_AN_IMAGE, "/usr/include/stdio.h"])
def test_images_and_systems_are_nobodys_place(path: str) -> None:
    assert not kind_of_place(path)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/ada/ray/python", "/home/…/ray/python"),
        ("/Users/ada.l/ray", "/Users/…/ray"),
        ("/home/runner/work/ray", "/home/runner/work/ray"),
        ("/root/ray", "/root/ray"),
    ],
)
def test_people_are_masked_and_services_are_not(path: str, shown: str) -> None:
    assert masked(path) == shown


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/ada/ray/python/x.c", "/home/…/ray/…"),
        ("/tmp/pip-req-build-t6l1i6j1/src/x.c", "/tmp/…"),
        ("/root/llvmlite/ffi", "/root/llvmlite/ffi"),
    ],
)
def test_the_coarse_path_is_the_same_in_the_next_build(path: str, shown: str) -> None:
    assert coarse(path) == shown
