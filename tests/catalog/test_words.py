"""Words meet across case, accents, plurals and writing systems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.catalog.words import query_words, words

SAME = [
    ("nurse", "Nurses"), ("dress", "dresses"), ("braid", "BRAIDS"), ("box", "boxes"),
    ("brush", "brushes"), ("lady", "ladies"), ("woman", "women’s"), ("hair", "hair's"),
    ("mujer", "mujeres"), ("peinado", "peinados"), ("corazón", "corazones"),
    ("mulher", "mulheres"), ("noiva", "noivas"), ("cheveu", "cheveux"), ("robe", "robes"),
    ("bouclé", "bouclés"), ("ecole", "l’école"), ("Frisur", "Frisuren"), ("Haar", "Haare"),
    ("Straße", "STRASSE"), ("ｂｏｂ", "bob"), ("café", "cafe\u0301"),
]  # fmt: skip
APART = [("care", "car"), ("cape", "cap"), ("novia", "novio"), ("4c", "4"), ("bus", "bu")]


@pytest.mark.parametrize("one, other", SAME)
def test_spellings_of_one_word_meet(one, other):
    assert words(one) == words(other)


@pytest.mark.parametrize("one, other", APART)
def test_different_words_stay_apart(one, other):
    assert words(one) != words(other)


def test_hyphens_and_punctuation_separate():
    assert words("plus-size, wedding/guest!") == words("plus size wedding guest")


def test_japanese_is_found_by_character_and_by_pair():
    held = words("巻き髪のヘアスタイル short")
    assert set(query_words("巻き髪")) <= set(held)
    assert set(query_words("髪")) <= set(held)
    assert query_words("ヘア") == ["ヘア"]
    assert not set(query_words("直毛")) & set(held)


def test_marks_that_carry_meaning_in_japanese_stay():
    assert words("が") != words("か")


@given(st.text())
def test_any_text_gives_words_without_spaces_that_find_it_again(text):
    held = words(text)
    assert all(word and not word.isspace() for word in held)
    assert set(query_words(text)) <= set(held)
