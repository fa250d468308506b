"""Where it hurts: groups that fare worse than the rest, when all of them are looked at."""

from everyhue.audit.worst.drawn import DrawnLine, drawn_towards_the_whole
from everyhue.audit.worst.rank import Asked, Worst, WorstLine, directed, mirrored, ranked, worst
from everyhue.audit.worst.tell import worst_sections, worst_sentence

__all__ = [
    "Asked", "DrawnLine", "Worst", "WorstLine", "directed", "drawn_towards_the_whole", "mirrored",
    "ranked", "worst", "worst_sections", "worst_sentence",
]  # fmt: skip
