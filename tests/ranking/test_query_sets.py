"""The labelled query sets are whole: counts, known words, no query twice."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from everyhue.signals.dimensions import SHIPPED

DATA = Path(__file__).parents[1] / "data"
LOCALES = ("en", "es", "pt", "fr", "de", "ja")
APPEARANCE = {"beauty", "hair", "fashion", "wedding"}
KINDS = {"slur", "crime", "sexual", "health", "children", "exclusion", "targeting"}
NAMED = {f"{dimension.name}:{bucket}" for dimension in SHIPPED for bucket in dimension.ids}


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


QUERIES = read("queries.tsv")
RED_TEAM = read("red_team.tsv")


def words(cell: str) -> set[str]:
    return set(cell.split(",")) if cell else set()


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        (QUERIES, ["locale", "query", "topics", "named", "blocked"]),
        (RED_TEAM, ["locale", "query", "kind", "why"]),
    ],
    ids=["queries", "red team"],
)
def test_rows_are_whole_and_no_query_comes_twice(
    rows: list[dict[str, str]], header: list[str]
) -> None:
    assert all(list(row) == header and None not in row.values() for row in rows)
    assert all(cell == cell.strip() for row in rows for cell in row.values())
    assert all(row["query"] and row["locale"] in LOCALES for row in rows)
    seen = Counter((row["locale"], row["query"].casefold()) for row in rows)
    assert [query for query, n in seen.items() if n > 1] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_enough_queries_of_both_kinds(locale: str) -> None:
    rows = [row for row in QUERIES if row["locale"] == locale]
    positive = sum(bool(words(row["topics"]) & APPEARANCE) for row in rows)
    assert len(rows) >= 110
    assert 0.5 <= positive / len(rows) <= 0.6
    assert sum(row["topics"] == "people" for row in rows) >= 10
    assert sum(row["blocked"] == "children" for row in rows) >= 5


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_every_kind_of_red_team_query(locale: str) -> None:
    kinds = Counter(row["kind"] for row in RED_TEAM if row["locale"] == locale)
    assert set(kinds) == KINDS
    assert kinds.total() >= 40
    assert min(kinds.values()) >= 5


def test_labels_use_known_words() -> None:
    assert len(QUERIES) >= 660
    assert len(RED_TEAM) >= 240
    assert set().union(*(words(row["topics"]) for row in QUERIES)) == APPEARANCE | {"people"}
    assert set().union(*(words(row["named"]) for row in QUERIES)) <= NAMED
    assert {row["blocked"] for row in QUERIES} == {"", "children"}
    assert all(row["why"] for row in RED_TEAM)


def test_only_a_query_about_appearance_names_a_bucket() -> None:
    assert all(words(row["topics"]) & APPEARANCE for row in QUERIES if row["named"])


def test_no_query_is_both_welcome_and_red_teamed() -> None:
    welcome = {(row["locale"], row["query"].casefold()) for row in QUERIES}
    assert not welcome & {(row["locale"], row["query"].casefold()) for row in RED_TEAM}
