import pytest
from packaging.version import Version

from wheel_ceiling.github.occasion import Occasion, TriggeringRun
from wheel_ceiling.sources.tags import tag_being_made, version_being_made, version_of_tag

PROJECTS = frozenset(("demo", "other-demo"))
VERSIONS = (
    ("1.2.3", "1.2.3"),
    ("v1.2.3", "1.2.3"),
    ("V1.2", "1.2"),
    ("1.0-1", "1.0.post1"),
    ("1.0-rc1", "1.0rc1"),
    ("demo-1.2.3", "1.2.3"),
    ("demo-v1.2.3", "1.2.3"),
    ("demo==1.2.3", "1.2.3"),
    ("demo/v1.2.3", "1.2.3"),
    ("packages/demo/1.2.3", "1.2.3"),
    ("Other_Demo@1.2.3", "1.2.3"),
    ("release-1.2.3", "1.2.3"),
    ("release/1.2.3", "1.2.3"),
    ("py-1.2.3rc1", "1.2.3rc1"),
    ("demo1.2", "1.2"),
)
NONE = (
    "nightly",
    "",
    "2026-01-31",
    "rs-1.2.3",
    "demo-cli-1.2.3",
    "another/1.2.3",
    "demo-1.2.x",
    "1.2.3-linux",
    "x" * 300 + "-1.0",
)


@pytest.mark.parametrize(("tag", "version"), VERSIONS)
def test_a_tag_may_be_a_version(tag: str, version: str) -> None:
    assert version_of_tag(tag, PROJECTS) == Version(version)


@pytest.mark.parametrize("tag", NONE)
def test_a_tag_may_be_something_else(tag: str) -> None:
    assert version_of_tag(tag, PROJECTS) is None


def test_without_a_project_any_name_may_stand_in_front() -> None:
    assert version_of_tag("whatever-1.0", frozenset()) == Version("1.0")


def of_run(event: str, branch: str) -> Occasion:
    run = TriggeringRun(5, event, "success", "a" * 40, branch, "octo/demo")
    return Occasion("octo/demo", event="workflow_run", ref="refs/heads/main", triggering=run)


# the occasion, the built version, and the version that is being made
MADE = {
    "a push to a branch": (Occasion("octo/demo", ref="refs/heads/main"), "1.0", None),
    "a push of a tag": (Occasion("octo/demo", ref="refs/tags/v1.0"), "1.0", "1.0"),
    "a tag that is not what was built": (Occasion("octo/demo", ref="refs/tags/v1.1"), "1", "1.1"),
    "a release": (Occasion("octo/demo", release_tag="demo-1.0"), "1.0", "1.0"),
    "another project's tag": (Occasion("octo/demo", ref="refs/tags/x-1.0"), "1.0", None),
    "after the push of a tag": (of_run("push", "v1.0"), "1.0+local", "1.0"),
    "after a push to a branch": (of_run("push", "main"), "1.0", None),
    "after a push to a branch that looks so": (of_run("push", "1.0"), "1.0.3.dev1", None),
    "after a pull request": (of_run("pull_request", "1.0"), "1.0", None),
}


@pytest.mark.parametrize(("occasion", "built", "version"), MADE.values(), ids=MADE)
def test_the_version_that_is_being_made(
    occasion: Occasion, built: str, version: str | None
) -> None:
    made = version_being_made(occasion, PROJECTS, built)

    assert made == (Version(version) if version else None)


def test_a_triggering_push_tells_the_name_of_its_tag() -> None:
    assert tag_being_made(of_run("push", "v1.0")) == "v1.0"
    assert tag_being_made(of_run("pull_request", "v1.0")) == ""
