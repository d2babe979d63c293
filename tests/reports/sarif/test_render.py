import gzip
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.build import NAME, comparison, library, wheel
from tests.cli.terminal import TODAY
from tests.reports.sarif.log import fingerprints, log_of
from tests.reports.stories import (
    CLEAN,
    EVIL_PATH,
    HOSTILE,
    MANY,
    NO_BASELINE,
    ONE_ERROR,
    RAISED,
    STORIES,
    TOO_LONG,
    UNJUDGED,
    WAIVED,
    above_tag,
    filename,
)
from wheel_ceiling import __version__
from wheel_ceiling.check import check
from wheel_ceiling.model import Report, Settings, Suspect, Verdict, Waiver
from wheel_ceiling.reports.sarif import render_sarif
from wheel_ceiling.reports.sarif.render import MOST_RESULTS
from wheel_ceiling.sources.world import World

DEMO = Path(__file__).parents[3] / "demo" / "wheels"
IMAGE = Suspect(
    ".github/workflows/build wheels.yml", 7, "    container: ubuntu:22.04", "It is another image."
)
GONE = Suspect("Dockerfile", 3, "FROM quay.io/pypa/manylinux2014", "It was it.", is_removed=True)


@pytest.mark.parametrize("story", STORIES)
def test_code_scanning_takes_every_story(story: str) -> None:
    log = log_of(STORIES[story])

    assert log.text.endswith("}\n")
    assert len(set(fingerprints(log))) == len(log.results)


def test_the_demo_leads_with_the_diagnoses() -> None:
    report = check(
        Settings(wheels=(str(DEMO / "built"),), baseline=str(DEMO / "baseline"), today=TODAY),
        World.of({}, DEMO),
    )

    log = log_of(report)

    rules = [result["ruleId"] for result in log.results]
    assert rules[:3] == ["silent-rebuild", "leaked-host-artifact", "ceiling-above-tag"]
    assert log.messages[0].startswith("ray/_raylet.so looks like a silent rebuild: ")
    assert "GLIBC_2.29 because of exp, log and pow (libm)" in log.messages[2]
    assert "a second copy" in log.messages[0].lower()
    assert [result["level"] for result in log.results][:3] == ["error"] * 3


def test_the_program_names_itself_and_its_rules_whatever_was_found() -> None:
    driver = json.loads(render_sarif(CLEAN))["runs"][0]["tool"]["driver"]

    assert (driver["name"], driver["semanticVersion"]) == ("wheel-ceiling", __version__)
    assert [rule["id"] for rule in driver["rules"]] == [rule["id"] for rule in log_of(RAISED).rules]


def test_nothing_found_is_a_run_with_no_results() -> None:
    run = json.loads(render_sarif(CLEAN))["runs"][0]

    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert run["properties"] == {
        "verdict": "pass",
        "baseline": "Compared with ray 2.8.0 from the package index (the last release).",
    }


def test_one_finding_in_four_wheels_is_one_alert_that_counts_and_names_them() -> None:
    result = log_of(RAISED).of("ceiling-above-tag")

    names = [filename(python) for python in ("cp310", "cp311", "cp312", "cp39")]
    assert result["message"]["text"] == (
        "ray/_raylet.so asks for GLIBC_2.29 because of exp, log, pow; its tag promises 2.17 "
        f"(manylinux_2_17). In all 4 wheels: {', '.join(names)}. Build in the manylinux image that "
        "the tag names, or repair the wheel with auditwheel so that it gets the tag that it "
        "deserves."
    )
    assert result["properties"]["wheels"] == names
    assert result["locations"][0]["logicalLocations"] == [
        {"name": "_raylet.so", "fullyQualifiedName": f"{name}/ray/_raylet.so", "kind": "module"}
        for name in names
    ]


def test_sixty_wheels_are_counted_and_no_more_than_five_named() -> None:
    names = [f"ray-2.9.0-cp3{number}-cp3{number}-linux_x86_64.whl" for number in range(60)]
    report = Report(
        Verdict.FAIL,
        comparison([wheel(name) for name in names]),
        findings=tuple(above_tag(name) for name in names[:59]),
    )

    [message] = log_of(report).messages

    assert " In 59 wheels: " in message
    assert message.count(".whl") == 5
    assert " and 54 more. " in message


def test_a_finding_without_a_subject_in_its_message_gets_one() -> None:
    message = log_of(ONE_ERROR).of("ceiling-raised")["message"]["text"]

    assert message.startswith("ray/_raylet.so asks for GLIBC_2.29, the last release for ")
    assert f" In {NAME}. Check that the library " in message


def test_a_finding_on_a_whole_wheel_is_placed_on_the_wheel() -> None:
    result = log_of(STORIES["dropped"]).of("wheel-dropped")

    name = filename("cp312", "2.8.0")
    assert result["message"]["text"].count(name) == 1
    assert result["locations"][0]["logicalLocations"] == [
        {"name": name, "fullyQualifiedName": name, "kind": "package"}
    ]


def test_an_alert_stands_at_the_changed_line_that_explains_it() -> None:
    result = log_of(replace(ONE_ERROR, suspects=(GONE, IMAGE))).of("ceiling-above-tag")

    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": ".github/workflows/build%20wheels.yml"},
        "region": {"startLine": 7, "startColumn": 1, "endLine": 7, "endColumn": 28},
    }
    assert [(one["id"], one["message"]) for one in result["relatedLocations"]] == [
        (1, {"text": "It was it."}),
        (2, {"text": "It is another image."}),
    ]


@pytest.mark.parametrize("suspects", [(), (GONE,)], ids=["NO_SUSPECT", "REMOVED_LINE"])
def test_an_alert_without_a_line_stands_at_the_top_of_the_project_file(
    suspects: tuple[Suspect, ...],
) -> None:
    result = log_of(replace(ONE_ERROR, suspects=suspects)).of("ceiling-above-tag")

    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "pyproject.toml"},
        "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1},
    }


def test_an_accepted_finding_is_a_suppressed_note_with_its_reason() -> None:
    log = log_of(replace(WAIVED, suspects=(IMAGE,)))

    result = log.of("ceiling-above-tag")
    assert result["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "The raylet only runs in our own images (until 2026-12-31).",
        }
    ]
    assert result["message"]["text"].endswith(
        f" In {NAME}. Accepted: The raylet only runs in our own images (until 2026-12-31)."
    )
    assert result["level"] == "note"
    assert result["properties"]["severity"] == "error"
    assert "relatedLocations" not in result
    assert log.results[-1] == result
    assert "suppressions" not in log.of("ceiling-raised")


def test_where_everything_is_accepted_every_result_is_suppressed() -> None:
    waiver = Waiver("*", "It is meant")
    findings = tuple(replace(finding, waivers=(waiver,)) for finding in RAISED.findings)

    log = log_of(replace(RAISED, verdict=Verdict.PASS, findings=findings, diagnoses=()))

    assert log.results
    assert all(result["suppressions"] for result in log.results)
    assert {result["level"] for result in log.results} == {"note"}


def test_a_finding_that_is_accepted_in_one_wheel_only_is_told_of_the_others() -> None:
    accepted = replace(above_tag(filename("cp39")), waivers=(Waiver("ceiling-above-tag", "Meant"),))

    log = log_of(replace(RAISED, findings=(accepted, above_tag(filename("cp310"))), diagnoses=()))

    [result] = log.results
    assert "suppressions" not in result
    assert result["properties"]["wheels"] == [filename("cp310")]


def test_problems_are_alerts_and_say_that_the_run_did_not_succeed() -> None:
    log = log_of(replace(UNJUDGED, findings=(), suspects=(IMAGE,)))

    assert not log.is_successful
    assert [result["ruleId"] for result in log.results] == ["could-not-judge"] * 2
    assert {result["level"] for result in log.results} == {"error"}
    assert log.messages[0] == ("The package index did not answer in time. Try again in a while.")
    assert log.notifications[1] == ("error", log.messages[0])
    assert all("relatedLocations" not in result for result in log.results)
    assert "logicalLocations" not in log.results[0]["locations"][0]


def test_remarks_and_preface_are_told_of_the_run() -> None:
    log = log_of(replace(NO_BASELINE, preface=("This pull request changes its own gate.",)))

    assert log.is_successful
    assert log.notifications == [
        ("warning", "This pull request changes its own gate."),
        (
            "note",
            "ray-2.9.0-cp310-cp310-win_amd64.whl has no ELF files: it is not judged for glibc.",
        ),
        (
            "note",
            "ray-2.9.0-cp311-cp311-win_amd64.whl has no ELF files: it is not judged for glibc.",
        ),
    ]


def test_hostile_names_are_one_line_without_links_and_homes() -> None:
    log = log_of(HOSTILE)

    assert EVIL_PATH not in log.text
    assert "\\u001b" not in log.text
    assert "\u202e" not in log.text
    assert "/home/ada" not in log.text
    assert "/home/\u2026/src/lib" in log.text
    assert "](" not in "".join(log.messages)
    assert all(message.isprintable() for message in log.messages)


def test_half_a_surrogate_pair_is_written_as_an_escape() -> None:
    report = replace(ONE_ERROR, findings=(above_tag(path="ray/\udcff.so"),))

    [message] = log_of(report).messages

    assert message.startswith("ray/\\udcff.so asks for ")


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a:b/c.yml", "a%3Ab/c.yml"),
        ("/etc/passwd", "etc/passwd"),
        ("caf\u00e9#1?.toml", "caf%C3%A9%231%3F.toml"),
        ("\udcff", "%3F"),
    ],
    ids=["SCHEME", "ABSOLUTE", "UNICODE", "SURROGATE"],
)
def test_a_hostile_path_of_the_repository_is_a_relative_reference(path: str, uri: str) -> None:
    suspect = replace(IMAGE, path=path, line=0)

    result = log_of(replace(ONE_ERROR, suspects=(suspect,))).of("ceiling-above-tag")

    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": uri},
        "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 28},
    }


@pytest.mark.parametrize(
    ("rule", "told"), [("of-tomorrow", "of-tomorrow"), ("", "unknown")], ids=["STRANGE", "EMPTY"]
)
def test_a_rule_of_another_version_is_described_as_such(rule: str, told: str) -> None:
    log = log_of(replace(ONE_ERROR, findings=(replace(above_tag(), rule=rule),)))

    assert log.of(told)["level"] == "error"
    assert log.rules[-1]["id"] == told
    assert log.rules[-1]["shortDescription"] == {"text": f"A rule of another version: {told}."}


def test_what_is_said_of_waivers_has_a_rule_of_its_own() -> None:
    finding = replace(above_tag(), rule="unused-waiver", wheel="", library="", message="It is so.")

    result = log_of(replace(ONE_ERROR, findings=(finding,))).of("unused-waiver")

    assert result["message"]["text"].startswith("It is so. ")
    assert "wheels" not in result["properties"]


def test_more_results_than_are_shown_are_counted() -> None:
    findings = tuple(above_tag(path=f"ray/{number:05}.so") for number in range(MOST_RESULTS + 7))
    text = render_sarif(replace(ONE_ERROR, findings=findings))

    [run] = json.loads(text)["runs"]
    assert len(run["results"]) == MOST_RESULTS
    assert run["invocations"][0]["toolExecutionNotifications"] == [
        {
            "level": "warning",
            "message": {"text": "7 more results were left out: code scanning shows 5000."},
        }
    ]
    assert len(gzip.compress(text.encode())) < 10_000_000


def test_many_places_and_much_evidence_are_cut() -> None:
    names = [f"ray-2.9.0-cp3{number}-cp3{number}-linux_x86_64.whl" for number in range(150)]
    evidence = tuple((f"fact {number % 25}", f"word {number}") for number in range(60))
    report = Report(
        Verdict.FAIL,
        comparison([wheel(name, library()) for name in names]),
        findings=tuple(replace(above_tag(name), evidence=evidence) for name in names),
        remarks=tuple(f"Remark {number}." for number in range(300)),
    )

    log = log_of(report)

    [result] = log.results
    assert len(result["locations"][0]["logicalLocations"]) == 100
    assert result["properties"]["evidence"] == {f"fact {n}": f"word {n}" for n in range(20)}
    assert len(log.notifications) == 200


def test_evidence_that_is_said_twice_of_one_thing_is_joined() -> None:
    finding = replace(above_tag(), evidence=(("RPATH", "/opt"), ("RPATH", "/srv")))

    result = log_of(replace(ONE_ERROR, findings=(finding,))).of("ceiling-above-tag")

    assert result["properties"]["evidence"] == {"RPATH": "/opt; /srv"}


def test_each_file_has_an_alert_of_its_own() -> None:
    assert len(log_of(TOO_LONG).results) == len(MANY)


def test_the_order_of_the_findings_does_not_matter() -> None:
    turned = replace(RAISED, findings=RAISED.findings[::-1], diagnoses=RAISED.diagnoses[::-1])

    assert render_sarif(turned) == render_sarif(RAISED)
