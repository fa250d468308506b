"""What the trigger decides: topics, named buckets, surfaces, and what it never helps with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.ranking.trigger import TriggerDecision, decide, outcome
from everyhue.signals import HAIR_PATTERN, SHIPPED, SKIN_TONE, dimension_from_table

KNOWN = {dimension.name: dimension for dimension in SHIPPED}
ALL = ("skin_tone", "hair_pattern", "body_type")


def ask(query: str, **fields) -> TriggerDecision:
    return decide(query, **{"dimensions": KNOWN, **fields})


@pytest.mark.parametrize(
    ("query", "topics", "refinable"),
    [
        ("everyday makeup", ("beauty",), ("skin_tone", "hair_pattern")),
        ("bob haircut", ("hair",), ("skin_tone", "hair_pattern")),
        ("leather jacket men", ("fashion",), ("skin_tone", "body_type")),
        ("wedding guest dress", ("fashion", "wedding"), ALL),
        ("corte de cabello", ("hair",), ("skin_tone", "hair_pattern")),
        ("unhas decoradas", ("beauty",), ("skin_tone", "hair_pattern")),
        ("coiffure mariée", ("hair", "wedding"), ALL),
        ("Kurzhaarfrisuren", ("hair",), ("skin_tone", "hair_pattern")),
        ("ウェディングドレス", ("fashion", "wedding"), ALL),
    ],
)
def test_topics_open_their_dimensions(query, topics, refinable) -> None:
    decision = ask(query)
    assert (decision.topics, decision.refinable) == (topics, refinable)
    assert decision.diversified == refinable


@pytest.mark.parametrize(
    "query",
    ["", "?!", "curly fries", "bob marley", "salad dressing", "foundation repair", "nail gun",
     "blush wine", "wedding cake", "dress rehearsal", "kebab", "bobs", "how to draw hair",
     "corte de luz", "bolo de casamento", "coupe du monde", "Hochzeitstorte", "ネイルガン"],
)  # fmt: skip
def test_words_that_only_share_letters_or_sounds_open_nothing(query) -> None:
    decision = ask(query)
    assert (decision.topics, decision.refinable, decision.diversified) == ((), (), ())


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("goddess braids updo", {"hair_pattern": ("protective",)}),
        ("4b hair", {"hair_pattern": ("coily",)}),
        ("curly or wavy bob haircut", {"hair_pattern": ("curly", "wavy")}),
        ("buzz cut", {"hair_pattern": ("shaved_bald",)}),
        ("foundation for deep skin", {"skin_tone": ("deep",)}),
        ("maquillaje piel morena", {"skin_tone": ("medium_deep",)}),
        ("plus size dress", {"body_type": ("plus_size",)}),
        ("大きいサイズ ワンピース", {"body_type": ("plus_size",)}),
        ("makeup by skin tone", {"skin_tone": ()}),
        ("black women hairstyles", {}),
        ("straight leg jeans", {}),
    ],
)
def test_buckets_that_words_name(query, named) -> None:
    decision = ask(query)
    assert decision.named == named
    assert set(named).isdisjoint(decision.diversified)


def test_a_dimension_that_is_spoken_of_may_still_be_refined() -> None:
    assert "hair_pattern" in ask("curly bob").refinable


def test_a_named_dimension_of_an_item_is_still_diversified_among_related() -> None:
    assert "hair_pattern" in ask("curly bob", surface="related").diversified
    assert "hair_pattern" not in ask("curly bob", surface="search").diversified


def test_people_are_mixed_by_skin_tone_and_nothing_is_offered() -> None:
    decision = ask("nurse")
    assert (decision.topics, decision.refinable) == ((), ())
    assert decision.diversified == ("skin_tone",)


def test_a_feed_without_words_mixes_everything_and_offers_nothing() -> None:
    decision = ask("", surface="feed")
    assert (decision.refinable, decision.diversified) == ((), ALL)


def test_topics_known_from_elsewhere_count() -> None:
    assert ask("", surface="feed", context=("hair",)).refinable == ("skin_tone", "hair_pattern")


@pytest.mark.parametrize(
    "spelling", ["BOB HAIRCUT", "bób haircut", "Ｂｏｂ haircut", "bob  haircuts!"]
)
def test_case_accents_and_width_do_not_matter(spelling) -> None:
    assert ask(spelling).topics == ("hair",)


def test_a_local_word_is_weak_in_other_languages() -> None:
    assert ask("robe", locale="fr").topics == ("fashion",)
    assert ask("robe", locale="fr-CA").topics == ("fashion",)
    assert ask("robe").topics == ()


def test_other_languages_are_read_only_without_a_locale() -> None:
    assert ask("peinado", locale="es-MX").topics == ("hair",)
    assert ask("peinado").topics == ("hair",)
    assert ask("peinado", locale="de").topics == ()


@pytest.mark.parametrize(
    ("query", "blocked"),
    [
        ("hairstyles no asian women", "exclusion"),
        ("brides -blonde", "exclusion"),
        ("hairstyles -black", "exclusion"),
        ("white only hairstyles", "exclusion"),
        ("skin tone except deep", "exclusion"),
        ("Frisuren ohne Ausländer", "exclusion"),
        ("白人以外 髪型", "exclusion"),
        ("peinados sin negras", "exclusion"),
        ("tenant with dark skin", "targeting"),
        ("mugshot hair", "crime"),
        ("hair after chemo", "health"),
        ("nude women", "sexual"),
        ("plus size naked", "sexual"),
        ("kids bikini", "children"),
    ],
)
def test_what_is_not_helped(query, blocked) -> None:
    for locale in ("", "en", "ja"):
        decision = ask(query, locale=locale)
        assert decision.blocked == blocked
        assert (decision.refinable, decision.diversified) == ((), ())


@pytest.mark.parametrize(
    "query",
    ["vestido sin tirantes", "heatless curls without heat", "Frisuren ohne Pony", "nude lipstick",
     "nude nails on dark skin", "wedding dress without sleeves", "makeup to hide dark circles",
     "black dress only", "killer heels", "police costume", "straight hair no frizz",
     "前髪なし ボブ",
     "solo vestidos negros", "ongles noirs sans vernis", "cat eye makeup"],
)  # fmt: skip
def test_without_a_thing_is_not_leaving_people_out(query) -> None:
    decision = ask(query)
    assert decision.blocked is None
    assert decision.refinable


@pytest.mark.parametrize("query", ["little girl hairstyles", "peinados para niñas", "七五三 着物"])
def test_of_children_nothing_is_offered_and_body_type_is_not_mixed(query) -> None:
    decision = ask(query)
    assert decision.topics
    assert decision.refinable == ()
    assert "body_type" not in decision.diversified


def test_an_operators_dimension_is_offered_always_by_query_or_never() -> None:
    table = {"buckets": ["low", "high"]}
    price = dimension_from_table("price", {**table, "offer": "always"})
    own = {d.name: d for d in (price, SKIN_TONE, replace(HAIR_PATTERN, offer="off"))}
    assert ask("sofa", dimensions=own).refinable == ("price",)
    assert ask("sofa", dimensions=own).diversified == ("price",)
    assert ask("bob haircut", dimensions=own).refinable == ("price", "skin_tone")


@given(st.text(max_size=60), st.sampled_from(["", "en", "pt-BR", "ja", "xx", "x"]))
def test_any_text_is_decided_alike_twice_and_a_block_closes_all(query, locale) -> None:
    decision = ask(query, locale=locale)
    assert decision == ask(query, locale=locale)
    assert set(decision.refinable) <= set(ALL)
    assert decision.why.endswith(".")
    if decision.blocked:
        assert (decision.refinable, decision.diversified) == ((), ())


@given(st.sampled_from(["bob haircut", "prom dress", "bridal makeup"]), st.text(max_size=20))
def test_a_slur_closes_whatever_stands_beside_it(query, more) -> None:
    assert ask(f"{query} wetback {more}").blocked == "slur"


@pytest.mark.parametrize(
    ("query", "word"),
    [("bob haircut", "offered"), ("nurse", "diversified"), ("sofa", "nothing"),
     ("mugshot", "blocked")],
)  # fmt: skip
def test_the_outcome_says_what_was_decided(query, word) -> None:
    told = outcome(ask(query), 0.05)
    assert (told.stage, told.decision, told.milliseconds) == ("trigger", word, 0.05)
    assert set(told.details) == {"topics", "refinable", "diversified", "named", "blocked"}


def test_the_reason_is_in_plain_words() -> None:
    assert ask("curly bob").why == (
        "This is about hair, so refining by skin tone range and hair pattern is offered. They "
        "speak of hair pattern themselves, so that is left as it comes. Results are mixed by skin "
        "tone range."
    )
