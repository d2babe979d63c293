from collections.abc import Callable
from pathlib import Path

from scripts.rules_page import rules_page
from wheel_ceiling.rules import RULES

PAGE = Path(__file__).parents[2] / "docs/rules.md"


def test_the_committed_page_is_what_the_rules_say(golden: Callable[[Path, str], None]) -> None:
    golden(PAGE, rules_page())


def test_the_page_has_a_row_and_a_section_for_each_rule() -> None:
    page = rules_page()

    for rule in RULES:
        assert f"| [{rule.id}](#{rule.id}) |" in page
        assert f"\n## {rule.id}\n" in page
        assert rule.fix in page
    assert page.count("\n### Why it matters\n") == len(RULES)
