"""How every audit is told: words, charts, tables of verdicts, and the files of a report."""

from everyhue.audit.telling.calibrated import ScoreLine, calibration_chart
from everyhue.audit.telling.card import Facts, Stated, model_card, read_card
from everyhue.audit.telling.crossed import crossed_map
from everyhue.audit.telling.facts import facts
from everyhue.audit.telling.gaps import gap_words
from everyhue.audit.telling.gates import gate_section, listed_rows
from everyhue.audit.telling.glossary import glossary
from everyhue.audit.telling.groups import group_tables, spread_table
from everyhue.audit.telling.intervals import interval_chart
from everyhue.audit.telling.junit import junit
from everyhue.audit.telling.omitted import omitted_section
from everyhue.audit.telling.sections import Shown, anchor, group_sections
from everyhue.audit.telling.summary import summary
from everyhue.audit.telling.told import Told
from everyhue.audit.telling.verdicts import (
    banner,
    fail_words,
    rule_of,
    settled_by,
    verdict_line,
    verdict_words,
    why,
    worst_first,
)
from everyhue.audit.telling.words import (
    columns_of,
    is_share,
    plain_number,
    rows_words,
    rule_words,
    said,
    short,
    titled,
    words_of,
)
from everyhue.audit.telling.write import Writing, pages, write_report, write_texts

__all__ = [
    "Facts", "ScoreLine", "Shown", "Stated", "Told", "Writing", "anchor", "banner",
    "calibration_chart", "columns_of", "crossed_map", "facts", "fail_words", "gap_words",
    "gate_section", "glossary", "group_sections", "group_tables", "interval_chart", "is_share",
    "junit", "listed_rows", "model_card", "omitted_section", "pages", "plain_number", "read_card",
    "rows_words", "rule_of", "rule_words", "said", "settled_by", "short", "spread_table", "summary",
    "titled", "verdict_line", "verdict_words", "why", "words_of", "worst_first", "write_report",
    "write_texts",
]  # fmt: skip
