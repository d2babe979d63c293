import json

import pytest
from jsonschema import Draft202012Validator, ValidationError
from msgspec.structs import replace

from tests.build import NAME, comparison, inventory, library, member, needs, wheel
from tests.reports.stories import (
    BLAMED,
    DROPPED,
    HOSTILE,
    NEW,
    NO_BASELINE,
    OLD,
    OWN_GATE,
    RAISED,
    STORIES,
    UNJUDGED,
    UNPACKED,
    WAIVED,
    above_tag,
    compared,
    filename,
)
from wheel_ceiling.model import (
    ExportedFamily,
    Inventory,
    RecordFault,
    Report,
    SectionSizes,
    Settings,
    Verdict,
    VersionNeed,
    WantedFamily,
)
from wheel_ceiling.reports.document import (
    SCHEMA_ID,
    SCHEMA_VERSION,
    render_json,
    render_show_json,
    report_schema,
)
from wheel_ceiling.wheels.names import parse_name

SCHEMA = json.loads(report_schema())
REPORTS = Draft202012Validator({**SCHEMA, "anyOf": [{"$ref": "#/$defs/ReportDocument"}]})
SHOWS = Draft202012Validator({**SCHEMA, "anyOf": [{"$ref": "#/$defs/ShowDocument"}]})
FULL = library(
    exports=("b", "a"),
    export_count=2,
    undefined=("pow", "PyList_New"),
    python_symbols=("PyList_New",),
    sections=SectionSizes(code=1, data=2, debug=3, symbols=4, other=5),
    version_needs=(
        *needs({"GLIBC_2.29 libm.so.6": ["pow"], "GLIBC_2.17 libc.so.6": ["memcpy"]}),
        VersionNeed("libc.so.6", "GLIBC_2.29", ("weakling",), ("weakling",)),
        VersionNeed("libc.so.6", "GLIBC_PRIVATE", ("secret",)),
    ),
)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == SCHEMA_ID == f"urn:wheel-ceiling:report:{SCHEMA_VERSION}"


@pytest.mark.parametrize("story", STORIES)
def test_every_story_is_as_the_schema_says(story: str) -> None:
    text = render_json(STORIES[story])

    REPORTS.validate(json.loads(text))
    assert text.endswith("}\n")


@pytest.mark.parametrize("story", STORIES)
def test_what_show_writes_is_as_the_schema_says(story: str) -> None:
    SHOWS.validate(json.loads(render_show_json(STORIES[story].comparison.built)))


@pytest.mark.parametrize("spoilt", [{"extra": 1}, {"verdict": "fine"}, {"schema_version": 2}])
def test_another_key_or_word_is_refused(spoilt: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        REPORTS.validate({**json.loads(render_json(DROPPED)), **spoilt})


def test_a_missing_key_is_refused() -> None:
    document = json.loads(render_json(DROPPED))
    del document["findings"]

    with pytest.raises(ValidationError):
        REPORTS.validate(document)


def test_verdict_exit_code_and_settings_are_told() -> None:
    sides = replace(
        compared(NEW, OLD), settings=Settings(only=("*cp39*",), fail_on="never", max_glibc=(2, 17))
    )

    document = json.loads(render_json(Report(Verdict.UNJUDGED, sides)))

    assert (document["verdict"], document["exit_code"]) == ("unjudged", 3)
    assert document["settings"] == {"fail_on": "never", "max_glibc": "2.17", "only": ["*cp39*"]}
    assert document["program"]["name"] == "wheel-ceiling"


def test_a_library_has_every_fact() -> None:
    report = Report(Verdict.PASS, comparison(wheel(NAME, FULL)))

    facts = json.loads(render_json(report))["built"]["wheels"][0]["libraries"][0]

    assert facts["ceiling"] == {"GLIBC": "2.29"}
    assert facts["ceiling_symbols"] == {
        "GLIBC": [
            {"symbol": "pow", "library": "libm.so.6", "weak": False},
            {"symbol": "weakling", "library": "libc.so.6", "weak": True},
        ]
    }
    assert facts["nodes_without_number"] == ["GLIBC_PRIVATE"]
    assert facts["version_needs"][0] == {
        "library": "libc.so.6",
        "version": "GLIBC_2.17",
        "symbols": ["memcpy"],
        "weak": [],
        "optional": False,
    }
    assert (facts["debug_size"], facts["symtab_size"]) == (3, 4)
    assert facts["exports"] == {"count": 2, "names": []}
    assert facts["undefined"] == {"count": 2, "names": []}
    assert facts["python_symbols"] == ["PyList_New"]


def test_only_show_names_every_symbol() -> None:
    facts = json.loads(render_show_json(inventory(wheel(NAME, FULL))))["wheels"][0]["libraries"][0]

    assert facts["exports"] == {"count": 2, "names": ["a", "b"]}
    assert facts["undefined"] == {"count": 2, "names": ["PyList_New", "pow"]}


def test_only_show_has_the_graph_of_the_libraries() -> None:
    module = replace(FULL, path="ray/_raylet.so", needed=("libfoo.so",), rpath=("$ORIGIN/lib",))
    carrying = wheel(NAME, replace(module, runpath=()), library("ray/lib/libfoo.so", needed=()))

    shown = json.loads(render_show_json(inventory(carrying)))["wheels"][0]["closure"]
    reported = render_json(Report(Verdict.PASS, comparison(carrying)))

    assert shown == {
        "roots": ["ray/_raylet.so"],
        "edges": [
            {
                "requester": "ray/_raylet.so",
                "needed": "libfoo.so",
                "outcome": "found",
                "target": "ray/lib/libfoo.so",
                "entry": "$ORIGIN/lib",
                "owner": "ray/_raylet.so",
                "places": [],
                "root": "ray/_raylet.so",
            }
        ],
    }
    [facts] = json.loads(reported)["built"]["wheels"]
    assert facts["closure"] == {"roots": [], "edges": []}


def test_a_wheel_has_its_promise_and_its_faults() -> None:
    faulty = wheel(
        NAME, FULL, extra=(member("ray/x.py"),), record=(RecordFault("ray/x.py", "wrong-hash"),)
    )

    facts = json.loads(render_show_json(inventory(faulty)))["wheels"][0]

    assert (facts["name"], facts["version"], facts["floor"]) == ("ray", "2.9.0", "2.17")
    assert facts["tags"] == facts["declared_tags"] == ["cp310-cp310-manylinux2014_x86_64"]
    assert facts["ceiling"] == {"GLIBC": "2.29"}
    assert facts["file_count"] == 2
    assert facts["record_faults"] == [{"path": "ray/x.py", "kind": "wrong-hash"}]


def test_pairs_say_what_changed() -> None:
    pair = json.loads(render_json(RAISED))["pairs"][0]

    assert pair["built"] == filename("cp310")
    assert pair["baseline"] == filename("cp310", "2.8.0")
    assert pair["changes"] == [{"what": "size", "was": "16400000 bytes", "now": "48900000 bytes"}]
    raylet, jemalloc = pair["libraries"]
    assert {"what": "GLIBC ceiling", "was": "2.17", "now": "2.29"} in raylet["changes"]
    assert jemalloc["changes"] == []


def test_wheels_and_libraries_without_a_counterpart_are_listed() -> None:
    document = json.loads(render_json(Report(Verdict.PASS, compared(NEW[:2], OLD[1:3]))))

    assert document["added"] == [filename("cp39")]
    assert document["dropped"] == [filename("cp311", "2.8.0")]


def test_the_baseline_says_why() -> None:
    found, none = (json.loads(render_json(one))["baseline"] for one in (DROPPED, NO_BASELINE))

    assert found["source"] == "pypi:ray==2.8.0"
    assert found["reason"] == "the last release"
    assert filename("cp39", "2.8.0") in found["wheels"]
    assert none["source"] == "none"
    assert none["passed_over"] == ["wheel-ceiling.json is not there"]
    assert not none["on_purpose"]


def test_findings_stand_alone_with_evidence_and_waiver() -> None:
    raised, above = json.loads(render_json(WAIVED))["findings"]

    assert raised["waived"] is None
    assert above["evidence"] == {"GLIBC_2.29 of libm.so.6": "exp, log, pow"}
    assert above["waived"] == {
        "rule": "ceiling-above-tag",
        "library": "ray/_raylet.so",
        "reason": "The raylet only runs in our own images",
        "until": "2026-12-31",
    }


def test_evidence_with_one_name_twice_loses_nothing() -> None:
    finding = replace(above_tag(), evidence=(("libm", "exp"), ("libm", "pow")))
    report = replace(DROPPED, findings=(finding,))

    assert json.loads(render_json(report))["findings"][0]["evidence"] == {"libm": "exp; pow"}


def test_diagnoses_name_their_evidence() -> None:
    assert json.loads(render_json(RAISED))["diagnoses"][0] == {
        "kind": "silent-rebuild",
        "confidence": "strong",
        "wheel": filename("cp39"),
        "library": "ray/_raylet.so",
        "cause": "a second copy lies at ray/ray/_raylet.so, unpacked one directory too deep",
        "evidence": ["ceiling-above-tag", "debug-info-appeared", "toolchain-changed"],
    }


def test_what_stands_on_top_and_who_is_suspected_is_told() -> None:
    blamed, clean = (json.loads(render_json(one)) for one in (BLAMED, DROPPED))

    assert blamed["preface"] == [OWN_GATE]
    assert [suspect["removed"] for suspect in blamed["suspects"]] == [False, False, True]
    assert blamed["suspects"][0] == {
        "path": "ci/build/build-manylinux-wheel.sh",
        "line": 22,
        "removed": False,
        "text": "  tar -xzf /tmp/ray-cache.tgz -C python/ray/ray/",
        "why": "it puts files where the package is packed from, and the wheel has `_raylet.so` "
        "twice.",
        "url": UNPACKED.url,
    }
    assert (clean["preface"], clean["suspects"]) == ([], [])


def test_problems_say_what_to_do() -> None:
    assert json.loads(render_json(UNJUDGED))["problems"][1] == {
        "wheel": "",
        "path": "",
        "message": "The package index did not answer in time.",
        "hint": "Try again in a while.",
    }


def test_the_order_of_reading_makes_no_difference() -> None:
    forth = Report(Verdict.PASS, compared(NEW, OLD))
    back = Report(Verdict.PASS, compared(NEW[::-1], OLD[::-1]))

    assert render_json(forth) == render_json(back)


def test_names_that_are_no_unicode_get_a_question_mark() -> None:
    odd = replace(HOSTILE, remarks=("half a \udc80 pair, and é",))

    document = json.loads(render_json(odd))

    assert document["remarks"] == ["half a ? pair, and é"]
    REPORTS.validate(document)


def test_names_survive_as_they_are() -> None:
    paths = {finding["library"] for finding in json.loads(render_json(HOSTILE))["findings"]}

    assert "pkg/a|b`c`\n<img src=x onerror=alert(1)>/@octocat#1\x1b[31m\u202ecod.so" in paths


def test_wheels_known_by_name_only_are_named() -> None:
    label = parse_name(NAME)
    assert label is not None

    document = json.loads(render_show_json(Inventory("old.json", unread=(label,))))

    assert document["unread"] == [NAME]


def test_well_known_libraries_are_told_by_what_is_given_and_wanted() -> None:
    one = replace(
        FULL,
        exported_families=(ExportedFamily("zlib", 4, ("crc32",), 3, 2, 1),),
        wanted_families=(WantedFamily("OpenSSL", 7, 5),),
    )

    facts = json.loads(render_show_json(inventory(wheel(NAME, one))))["wheels"][0]["libraries"][0]

    assert facts["exported_families"] == [
        {
            "library": "zlib",
            "count": 4,
            "samples": ["crc32"],
            "interposable": 3,
            "versioned": 2,
            "unique": 1,
        }
    ]
    assert facts["wanted_families"] == [{"library": "OpenSSL", "count": 7, "unversioned": 5}]
