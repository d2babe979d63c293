"""Whose folder a path of a build machine is in, and how it may be shown.

From the documentation of the services and images that are named: where GitHub's runners, Azure's,
GitLab's, CircleCI's, Travis', Jenkins', Buildkite's and CodeBuild's agents check out; where
cibuildwheel mounts a project and manylinux keeps its Pythons; conda-build's folders.
"""

import re

# Folders of the containers that wheels are meant to be built in, and of the packages that their
# images are made of (Alpine's builders work as `buildozer`). root's caches of
# Rust, conan and Bazel are a container's more often than a person's.
_OF_AN_IMAGE = re.compile(
    r"/(?:opt/(?:_internal|python|rh)|project|io|host|github/home/\.\w+|home/buildozer"
    r"|root/\.(?:cargo|rustup|conan2?|cache))(?:/|$)"
)
# In the order in which they are asked: the narrower ones first.
_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "conda's build folder",
            r"/home/conda/|/croot/|.*/(?:conda-bld|feedstock_root)/|.*(?:_build_env|_placehold)",
        ),
        (
            "an installation of conda",
            r".*/(?:(?:mini|ana)conda\d?|(?:mini|mamba)forge\d?)/|/opt/conda",
        ),
        ("an Azure Pipelines agent", r"/(?:__w/\d+/|home/vsts/|Users/vsts/)"),
        # Where a runner mounts its checkout in a job's or an action's own container.
        ("a container on GitHub", r"/(?:__w|github)/"),
        ("a GitHub runner", r"/(?:home/runner/|Users/runner/|opt/hostedtoolcache/)"),
        ("a GitLab runner", r"/(?:builds/|home/gitlab-runner/)"),
        ("a CircleCI job", r"/home/circleci/"),
        ("a Travis worker", r"/home/travis/"),
        ("a Jenkins agent", r"/(?:home/jenkins/|var/jenkins_home|var/lib/jenkins)"),
        ("a Buildkite agent", r"/var/lib/buildkite-agent"),
        ("an AWS CodeBuild job", r"/codebuild/"),
        ("Homebrew", r"/home/linuxbrew/"),
        ("Nix's store", r"/nix/store/"),
        ("a temporary folder", r"/(?:tmp|var/tmp|var/folders|private/(?:tmp|var))/"),
        ("root's home directory", r"/root/"),
        ("a home directory", r"/(?:home|Users)/"),
        ("a build folder", r"/(?:build|workspace)/"),
    )
)
# Folders whose content has another name each time.
_MADE_ANEW = ("tmp", "var", "private", "nix")
_HOME = re.compile(r"(/(?:home|Users)/)([^/]+)")
# Accounts of services, images and build farms: nobody's name.
_NOBODY = frozenset(
    {
        *("runner", "root", "conda", "travis", "circleci", "vsts", "builder", "build", "jenkins"),
        *("gitlab-runner", "linuxbrew", "buildozer", "ci", "docker", "mock", "iojs", "ubuntu"),
        *("ec2-user", "vagrant", "manylinux", "buildkite-agent", "runneradmin"),
    }
)


def kind_of_place(path: str) -> str:
    """Return what sort of place it is; nothing for folders of the images that wheels are for."""
    if _OF_AN_IMAGE.match(path):
        return ""
    return next((kind for kind, pattern in _KINDS if pattern.match(path)), "")


def masked(path: str) -> str:
    """Return the path without the name of a person: ``/home/…/src``."""
    return _HOME.sub(lambda match: match[1] + masked_name(match[2]), path)


def coarse(path: str) -> str:
    """Return the beginning of the path that stays from build to build, masked."""
    parts = masked(path).split("/")
    depth = 1 if parts[1] in _MADE_ANEW else 3
    return "/".join(parts[: depth + 1]) + ("/…" if len(parts) > depth + 1 else "")


def masked_name(account: str) -> str:
    """Return the account if it is nobody's name, else an ellipsis."""
    return account if account.lower() in _NOBODY else "…"
