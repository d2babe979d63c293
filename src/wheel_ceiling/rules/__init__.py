"""Every rule, in the order in which a reader wants to hear of them."""

from wheel_ceiling.rules import ceiling_above_tag, ceiling_raised
from wheel_ceiling.rules.rule import Basis, Rule

RULES: tuple[Rule, ...] = (
    ceiling_above_tag.RULE,
    ceiling_raised.RULE,
)

__all__ = ["RULES", "Basis", "Rule"]
