"""Audit of rankings and recommendations: what was shown, to whom, and the verdicts of gates."""

from everyhue.audit.ranking.audit import audit_ranking, audit_rankings
from everyhue.audit.ranking.columns import RankingColumns
from everyhue.audit.ranking.count import count_ranking
from everyhue.audit.ranking.eligible import Eligible, read_eligible
from everyhue.audit.ranking.findings import RankingFindings
from everyhue.audit.ranking.judge import judge
from everyhue.audit.ranking.read import count_file
from everyhue.audit.ranking.suppress import suppress
from everyhue.audit.ranking.tell import tell_ranking, told_of

__all__ = [
    "Eligible", "RankingColumns", "RankingFindings", "audit_ranking", "audit_rankings",
    "count_file", "count_ranking", "judge", "read_eligible", "suppress", "tell_ranking", "told_of",
]  # fmt: skip
