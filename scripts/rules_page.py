"""Print docs/rules.md: what every rule says of itself, and nothing else.

python scripts/rules_page.py > docs/rules.md
"""

import sys
from collections.abc import Iterable

from wheel_ceiling.rules import RULES, Rule

_INTRODUCTION = """# Rules

Written by `scripts/rules_page.py` from the rules themselves; change the rule, not this page.

An *error* fails the check, a *warning* shows, a *note* is a detail. A rule that is *absolute*
judges what was built, whatever the last release did. One that is *new* says nothing of what the
baseline had already, and warns at most where there is nothing to hold against. One that is
*comparing* needs a baseline. What was meant is accepted in the settings, by rule and with a reason:

```toml
[[tool.wheel-ceiling.allow]]
rule = "floor-raised"
reason = "RHEL 8 is no longer served since version 3."
```
"""


def rules_page(rules: Iterable[Rule] = RULES) -> str:
    """Return the page: a table of all rules, then the page of each."""
    listed = tuple(rules)
    rows = ["| rule | severity | basis | what it says |", "|---|---|---|---|", *map(_row, listed)]
    return "\n".join([_INTRODUCTION, *rows, "", *map(_section, listed)])


def _row(rule: Rule) -> str:
    return f"| [{rule.id}](#{rule.id}) | {_severities(rule)} | {rule.basis} | {rule.title} |"


def _severities(rule: Rule) -> str:
    return ", ".join(rule.severities)


def _section(rule: Rule) -> str:
    page = rule.doc.strip().replace("\n## ", "\n### ")
    return f"""## {rule.id}

*{_severities(rule)}; {rule.basis}*

{page}

### What to do

{rule.fix}
"""


if __name__ == "__main__":
    sys.stdout.write(rules_page())
