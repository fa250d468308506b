"""Demo items: determinism, labels, supply and the made skew."""

import dataclasses
import math
import re
import statistics
from collections import Counter

import pytest

from everyhue.errors import InputError
from everyhue.signals import SHIPPED
from everyhue.signals.people import SKEW_OFFSETS, THIN_SUPPLY, Person, demo_items, person

ITEMS = tuple(demo_items())
BUCKETS = {dimension.name: dimension.ids for dimension in SHIPPED}
REASONS = {"covered", "not_visible", "no_person", "several_people"}
QUERIES = (
    "curly bob", "wedding guest dress", "everyday makeup", "bob haircut", "nurse", "engineer",
    "braids", "bridal hair", "office outfit", "nail art", "summer outfit",
    "hairstyles for short hair", "red lipstick", "prom hair",
)  # fmt: skip


def matching(query: str):
    words = set(query.split())
    return [item for item in ITEMS if words <= set(re.findall(r"[a-z'-]+", item.caption))]


def share(name: str, items=ITEMS) -> dict[str, float]:
    found = Counter(item.labels[name] for item in items if item.labels[name])
    return {bucket: found[bucket] / found.total() for bucket in BUCKETS[name]}


def test_same_seed_gives_the_same_items_and_a_longer_catalog_begins_with_the_shorter():
    assert list(demo_items(40)) == list(demo_items(90))[:40]
    assert list(demo_items(5, seed=8)) != list(demo_items(5))


def test_there_are_enough_items_with_unique_ids_and_seeds():
    assert len(ITEMS) >= 3000
    assert len({item.id for item in ITEMS}) == len({item.seed for item in ITEMS}) == len(ITEMS)


@pytest.mark.parametrize("name", BUCKETS)
def test_every_label_is_a_declared_bucket_or_has_a_reason(name):
    for item in ITEMS:
        label = item.labels[name]
        assert (label in BUCKETS[name]) != (item.reasons.get(name) in REASONS)
        assert set(item.present.get(name, ())) <= set(BUCKETS[name])


def test_several_people_keep_what_is_present_and_one_person_keeps_nothing_there():
    several = [item for item in ITEMS if item.reasons.get("skin_tone") == "several_people"]
    assert 0.02 <= len(several) / len(ITEMS) <= 0.06
    assert all(item.present["skin_tone"] for item in several)
    assert not any(item.present for item in ITEMS if item not in several)


def test_items_without_a_person_are_unknown_in_every_dimension():
    empty = [item for item in ITEMS if item.attributes["topic"] == "object"]
    assert 0.04 <= len(empty) / len(ITEMS) <= 0.08
    assert all(set(item.reasons.values()) == {"no_person"} for item in empty)
    assert all(not any(item.labels.values()) for item in empty)


def test_covered_hair_is_unknown_and_never_straight():
    for item in ITEMS:
        if person(item.seed).headwear in {"hijab", "turban", "hard hat", "chef hat", "headwrap"}:
            assert item.labels["hair_pattern"] is None


def test_body_type_is_known_only_where_a_figure_is_seen():
    for item in ITEMS:
        seen = item.attributes["framing"] in {"full", "three_quarter"}
        assert (item.labels["body_type"] is not None) == seen


@pytest.mark.parametrize("name", BUCKETS)
def test_supply_is_near_equal_over_buckets(name):
    equal = 1 / len(BUCKETS[name])
    assert all(0.6 * equal <= part <= 1.5 * equal for part in share(name).values())


@pytest.mark.parametrize("query", QUERIES)
def test_main_queries_have_at_least_forty_matches_over_all_tones(query):
    found = matching(query)
    assert len(found) >= 40
    assert len({item.labels["skin_tone"] for item in found} - {None}) == 4


@pytest.mark.parametrize("query", ["curly bob", "bob haircut", "bridal hair", "nurse", "prom hair"])
def test_hair_queries_show_several_patterns(query):
    assert len({item.labels["hair_pattern"] for item in matching(query)} - {None}) >= 4


@pytest.mark.parametrize(("recipe", "dimension", "bucket"), THIN_SUPPLY)
def test_supply_holes_are_there(recipe, dimension, bucket):
    one = [item for item in ITEMS if person(item.seed).recipe == recipe]
    assert share(dimension, one)[bucket] < 0.7 / len(BUCKETS[dimension])


def test_captions_are_plain_lower_case_words():
    for item in ITEMS:
        assert item.caption == item.caption.lower()
        assert re.fullmatch(r"[a-z0-9',\- ]{4,60}", item.caption), item.caption


def test_captions_name_tone_or_body_only_where_people_search_so():
    tones = [i for i in ITEMS if re.search(r"\b(deep|fair|medium) skin", i.caption)]
    bodies = [i for i in ITEMS if "plus size" in i.caption]
    assert 0 < len(tones) < 0.04 * len(ITEMS)
    assert 0 < len(bodies) < 0.03 * len(ITEMS)


def test_zero_skew_is_the_unskewed_popularity():
    for item in demo_items(200, skew=0):
        assert item.popularity["popularity"] == item.popularity["popularity_no_skew"]


@pytest.mark.parametrize("name", BUCKETS)
def test_without_skew_buckets_do_not_differ_in_popularity(name):
    means = mean_by_bucket(name, "popularity_no_skew")
    assert max(means.values()) - min(means.values()) < 0.05


@pytest.mark.parametrize("name", BUCKETS)
def test_with_skew_popularity_follows_the_stated_offsets(name):
    means = mean_by_bucket(name, "popularity")
    offsets = SKEW_OFFSETS[name]
    low, high = min(offsets, key=offsets.__getitem__), max(offsets, key=offsets.__getitem__)
    assert means[high] - means[low] > 0.15


def mean_by_bucket(name: str, column: str) -> dict[str, float]:
    return {
        bucket: statistics.fmean(
            item.popularity[column] for item in ITEMS if item.labels[name] == bucket
        )
        for bucket in BUCKETS[name]
    }


def test_popularity_is_a_share():
    assert all(0 <= value <= 1 for item in ITEMS for value in item.popularity.values())


@pytest.mark.parametrize("wrong", [{"n": -1}, {"seed": -2}, {"skew": math.nan}])
def test_wrong_values_are_refused_with_a_message(wrong):
    with pytest.raises(InputError, match="expected a finite number"):
        demo_items(**wrong)


def test_a_person_is_frozen_and_adult():
    one = person(ITEMS[0].seed)
    assert isinstance(one, Person)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.tone = 3
    assert {person(item.seed).age for item in ITEMS} == {"young", "middle", "older"}
