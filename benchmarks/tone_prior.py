"""The uncalibrated prior on drawn people: how it errs, so that nobody takes it for a model.

`python benchmarks/tone_prior.py [FINDER_FOLDER]` reads 800 drawn people with exact masks, or as the
finder finds them, and prints the card in Markdown. Drawn people have the lightness of the Monk
chart, which skin in photographs has not: no number of it says anything of photographs, and none
was used to choose the prior. About a minute of one core.
"""

from __future__ import annotations

import sys

from everyhue.signals.bench.shot import roll
from everyhue.signals.bench.tone import card_of, labels_of
from everyhue.signals.dimensions import SKIN_TONE
from everyhue.signals.intervals import share_of
from everyhue.signals.regions import finder_called
from everyhue.signals.tone import cold_start

FIRST, PEOPLE = 71_000_000, 800
MEASURES = ("discoverability", "coverage", "precision", "signed_bias")


def main() -> int:
    folder = next((arg for arg in sys.argv[1:] if not arg.startswith("-")), None)
    finder = finder_called("mediapipe-wheel", folder=folder) if folder else None
    prior, people = cold_start(), roll(range(FIRST, FIRST + PEOPLE), finder)
    card, (labels, sets) = card_of(prior, people), labels_of(prior, people)
    print(f"{prior.id}, {PEOPLE} drawn people, {'found' if finder else 'exact masks'}\n")
    print("| range | found | answered | precision | signed bias | true range in the set | known |")
    print("|---|---|---|---|---|---|---|")
    for b, bucket in enumerate(SKIN_TONE.buckets):
        mine = people.truth == b
        cells = [card.value(name, bucket.id) for name in MEASURES]
        cells += [share_of(int(of[mine].sum()), int(mine.sum()))
                  for of in (sets[:, b], labels.known)]  # fmt: skip
        print("|", " | ".join([bucket.label, *map(str, cells)]), "|")
    for name in ("ece", "abstention_gap"):
        print(f"\n{name}: {card.value(name)}")
    print(f"\n{card.verdict.status}: {card.verdict.decided_by}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
