"""What is asked of numbers: targets and gates, in one file for replay and every audit."""

from everyhue.audit.rules.families import audited_families, family_among
from everyhue.audit.rules.gate import Gate
from everyhue.audit.rules.read import read_rules
from everyhue.audit.rules.rules import DEFAULT, Rules
from everyhue.audit.rules.statuses import exit_code, overall_status

__all__ = [
    "DEFAULT", "Gate", "Rules", "audited_families", "exit_code", "family_among", "overall_status",
    "read_rules",
]  # fmt: skip
