"""The artifact between the two workflows is written by one that nobody trusts."""

import json

import pytest
from msgspec.structs import replace

from tests.build import TODAY, library, wheel
from tests.reports.stories import NEW, OLD
from wheel_ceiling.action.handover import (
    FILENAME,
    decode_handover,
    encode_handover,
)
from wheel_ceiling.check import judge, rejudged
from wheel_ceiling.compare import compare
from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import (
    BuildOutput,
    Inventory,
    NoBaseline,
    Problem,
    Report,
    Settings,
    Verdict,
)
from wheel_ceiling.reports.markdown import render_markdown


def report_of(baseline: Inventory | NoBaseline) -> Report:
    comparison = compare(Inventory("run", NEW), baseline, Settings(today=TODAY))
    report = Report(
        Verdict.PASS, comparison, judge(comparison), problems=(Problem("x.whl", "No.", "Do."),)
    )
    return rejudged(report)


COMPARED = report_of(Inventory("release v1", OLD))
ALONE = report_of(NoBaseline("nothing there", passed_over=("a release",)))
HELD = replace(
    ALONE,
    comparison=replace(
        ALONE.comparison, build=BuildOutput("out/", (library(exports=("a",)), library("b.so")))
    ),
)


@pytest.mark.parametrize("report", [COMPARED, ALONE, HELD], ids=["compared", "alone", "held"])
def test_what_is_handed_over_reads_the_same(report: Report) -> None:
    handed, job = decode_handover(encode_handover(report, "gate"))

    assert job == "gate"
    assert render_markdown(handed) == render_markdown(report)
    assert handed.verdict is report.verdict


def test_what_only_rules_need_stays_behind() -> None:
    heavy = library(exports=("a" * 100,) * 1_000, undefined=("b",), python_symbols=("PyInit_x",))
    comparison = compare(
        Inventory("run", (wheel("a-1-py3-none-any.whl", heavy),)), NoBaseline(""), Settings()
    )
    report = Report(Verdict.PASS, comparison)

    assert len(encode_handover(report, "")) < 5_000


def test_what_the_publisher_finds_out_by_itself_is_not_handed_over() -> None:
    report = replace(COMPARED, preface=("all is well, trust me",))

    handed, _ = decode_handover(encode_handover(report, ""))

    assert handed.preface == ()


def spoiled(**changes: object) -> bytes:
    return json.dumps({**json.loads(encode_handover(COMPARED, "gate")), **changes}).encode()


DAMAGED = {
    "nothing": b"",
    "no JSON": b"\xff\xfe",
    "cut short": encode_handover(COMPARED, "gate")[:-20],
    "another version": spoiled(handover_version=2),
    "a verdict that there is not": spoiled(verdict="fine"),
    "a finding of another shape": spoiled(findings=[{"rule": "x"}]),
    "a text that is a number": spoiled(remarks=[1]),
    "no baseline at all": spoiled(baseline=[]),
    "nested without end": b"[" * 100_000,
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_what_has_another_shape_is_refused(data: bytes) -> None:
    with pytest.raises(CouldNotJudge, match=rf"^The {FILENAME} of the run to publish cannot"):
        decode_handover(data)
