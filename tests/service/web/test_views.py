"""What the templates are given: places in words, bars, labels with their reasons."""

from __future__ import annotations

import numpy as np
import pytest

from everyhue.catalog.snapshot import Card
from everyhue.ranking.explain import Spread
from everyhue.service.web.cards import alt_of, image_href, item_href, moved, went
from everyhue.service.web.item import label_row
from everyhue.service.web.mix import bar, mixes
from everyhue.service.web.wording import EXAMPLES, counted, percent, reason_words, strategy_words
from everyhue.signals.dimensions import HAIR_PATTERN, SKIN_TONE
from everyhue.types import UNKNOWN, Labels, Provenance


@pytest.mark.parametrize(
    ("position", "original", "words", "arrow"),
    [(1, 1, "same place", "="), (2, 9, "up 7, from 9", "↑"), (9, 2, "down 7, from 2", "↓")],
)
def test_moves_are_words_with_an_arrow(
    position: int, original: int, words: str, arrow: str
) -> None:
    place = moved(position, original)
    assert (place.words, place.arrow) == (words, arrow)


def test_a_result_of_the_original_order_says_where_it_went() -> None:
    assert went(3, 1).words == "now 1"
    assert went(3, 3).words == "same place"
    assert went(3, None).words == "on a later page"


def test_addresses_are_quoted() -> None:
    assert item_href("a b/c") == "/item/a%20b%2Fc"
    assert image_href("looks/ä 1.svg") == "/media/looks/%C3%A4%201.svg"
    assert image_href(None) is None


def test_a_picture_without_its_own_words_is_told_by_its_caption() -> None:
    assert alt_of(Card("1", "curly bob")) == "curly bob"
    assert alt_of(Card("1", "curly bob", attributes={"alt": "Drawing"})) == "Drawing"


def test_a_bar_is_as_long_as_its_counts() -> None:
    counts = {"light": 3, "light_medium": 1, "medium_deep": 0, "deep": 0, UNKNOWN: 4}
    parts = bar(counts, SKIN_TONE)
    assert [part.width for part in parts] == [37.5, 12.5, 0, 0, 50]
    assert parts[-1].start + parts[-1].width == 100
    assert all(part.colour or part.hue for part in parts)


def test_an_empty_bar_has_no_width() -> None:
    assert {part.width for part in bar({}, HAIR_PATTERN)} == {0}


def test_a_mix_puts_both_counts_beside_each_other() -> None:
    before = dict.fromkeys((*SKIN_TONE.ids, UNKNOWN), 1)
    after = dict.fromkeys((*SKIN_TONE.ids, UNKNOWN), 2)
    spread = Spread("skin_tone", "Skin tone range", before, after, 0.2, 0.2)
    [mix] = mixes([spread], {"skin_tone": SKIN_TONE})
    assert [(b, a) for _, b, a in mix.rows] == [(1, 2)] * 5
    assert mix.rows[-1][0].label == "Not known"


def test_a_label_says_who_labelled_it() -> None:
    labels = Labels.from_hard(["deep"], SKIN_TONE, provenance=Provenance("tone-model-3"))
    row = label_row(SKIN_TONE, labels, 0, drawn=False)
    assert (row.words, row.source) == ("Deep", "As labelled by the model tone-model-3.")
    assert "exact" in label_row(SKIN_TONE, labels, 0, drawn=True).source


def test_an_unknown_label_says_why() -> None:
    labels = Labels.from_hard(["covered"], HAIR_PATTERN, reasons={"covered": "covered"})
    row = label_row(HAIR_PATTERN, labels, 0, drawn=False)
    assert (row.known, row.words) == (False, "Not known")
    assert row.source == "Unknown, because the hair is covered."


def test_a_label_that_is_not_sure_says_its_likely_buckets() -> None:
    labels = Labels.from_matrix(np.array([[0.6, 0.38, 0.02, 0]]), SKIN_TONE)
    assert label_row(SKIN_TONE, labels, 0, drawn=False).words == (
        "Not sure: Light 60%, Light–medium 38%"
    )


def test_words() -> None:
    assert reason_words("covered") == "the hair is covered"
    assert reason_words("low_light") == "low light"
    assert strategy_words("house_blend") == "House blend"
    assert percent(None) == "undefined"
    assert counted(1, "match", "matches") == "1 match"
    assert len(set(EXAMPLES)) == len(EXAMPLES)
