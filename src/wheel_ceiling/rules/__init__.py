"""Every rule, in the order in which a reader wants to hear of them."""

from wheel_ceiling.rules import (
    abi3_violation,
    ceiling_above_tag,
    ceiling_raised,
    claims_more_than_it_can,
    debug_info_appeared,
    executable_stack,
    floor_raised,
    host_toolchain,
    image_changed,
    library_added,
    library_dropped,
    library_moved,
    library_not_provided,
    library_twice,
    library_unreachable,
    needed_changed,
    python_suffix,
    python_symbol_missing,
    record_mismatch,
    rpath_outside_wheel,
    size_jumped,
    stray_files,
    tag_mismatch,
    toolchain_changed,
    toolchain_disagrees,
    toolchain_silent,
    wheel_dropped,
    wrong_architecture,
    wrong_libc,
)
from wheel_ceiling.rules.rule import Basis, Rule

RULES: tuple[Rule, ...] = (
    # What users cannot install or import.
    ceiling_above_tag.RULE,
    wrong_libc.RULE,
    wrong_architecture.RULE,
    python_suffix.RULE,
    python_symbol_missing.RULE,
    abi3_violation.RULE,
    tag_mismatch.RULE,
    library_not_provided.RULE,
    library_unreachable.RULE,
    executable_stack.RULE,
    claims_more_than_it_can.RULE,
    # Where a file came from.
    host_toolchain.RULE,
    toolchain_disagrees.RULE,
    toolchain_silent.RULE,
    rpath_outside_wheel.RULE,
    library_twice.RULE,
    library_moved.RULE,
    # What became more or less.
    debug_info_appeared.RULE,
    size_jumped.RULE,
    stray_files.RULE,
    record_mismatch.RULE,
    wheel_dropped.RULE,
    library_dropped.RULE,
    library_added.RULE,
    # What is asked of users' systems.
    floor_raised.RULE,
    ceiling_raised.RULE,
    needed_changed.RULE,
    image_changed.RULE,
    toolchain_changed.RULE,
)

__all__ = ["RULES", "Basis", "Rule"]
