"""Rule packs: the shipped ones are sound, an operator's own are added, bad ones are told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from everyhue.errors import EveryhueError, FileError
from everyhue.ranking import packs as packs_module
from everyhue.ranking.packs import LANGUAGES, SHIPPED, Packs, load_packs
from everyhue.ranking.phrases import Entry, alternatives
from everyhue.ranking.reading import read
from everyhue.ranking.tokens import query_tokens
from everyhue.ranking.trigger import decide
from everyhue.signals import SHIPPED as DIMENSIONS

KNOWN = {dimension.name: dimension for dimension in DIMENSIONS}
WITH_CHILD_WORDS = ("baby", "pageboy", "ベビー", "garconne", "jeune fille", "teacher", "maestra",
                    "professora", "教師")  # fmt: skip
"""Words within phrases for grown people (baby hair, a teacher) that are also words for children."""


def phrases() -> Iterator[tuple[str, Entry]]:
    """Yield every phrase of the shipped packs with its choices spelt out."""
    for name, text in packs_module._shipped():
        pack = packs_module._parsed(name, text)
        for key, table in pack.items():
            if isinstance(table, dict):
                for phrase, entry in packs_module._entries(name, pack["topic"], key, table):
                    yield from ((bare(choice), entry) for choice in alternatives(phrase))


def bare(phrase: str) -> str:
    return phrase.replace("*", "").strip()


@pytest.fixture(scope="module")
def strong() -> list[tuple[str, Entry]]:
    """Return the phrases that are enough alone for a topic of appearance."""
    topics = load_packs().topics
    found = [(p, e) for p, e in phrases() if e.role in ("words", "names") and e.topic in topics]
    assert len(found) > 5000
    return found


def test_every_pack_speaks_every_language() -> None:
    assert load_packs().topics == ("beauty", "hair", "fashion", "wedding")
    assert load_packs().quiet == {"people": ("skin_tone",)}
    assert load_packs().languages == LANGUAGES
    held = {(entry.topic, entry.language) for _, entry in phrases()}
    topics = ("", "people", *load_packs().topics)
    assert held == {(topic, language) for topic in topics for language in LANGUAGES}
    assert len(SHIPPED) == len(topics) + 1


def test_every_language_can_block_for_every_reason() -> None:
    held = {(entry.role, entry.language) for _, entry in phrases()}
    needed = {"slur", "sexual", "crime", "health", "targeting", "child", "child_body", "trait",
              "colour", "person", "negation", "only", "after", "audience"}  # fmt: skip
    assert {(role, language) for role in needed for language in LANGUAGES} <= held


def test_every_bucket_is_one_of_its_dimension() -> None:
    named = {(e.dimension, e.bucket) for _, e in phrases() if e.dimension}
    known = {(d.name, bucket) for d in DIMENSIONS for bucket in (*d.ids, "")}
    assert named <= known


@pytest.mark.parametrize("own", [True, False], ids=["own locale", "any locale"])
def test_every_word_finds_its_topic(strong: list[tuple[str, Entry]], own: bool) -> None:
    packs = load_packs()
    lost = [
        (entry.language, entry.topic, phrase)
        for phrase, entry in strong[:: 1 if own else 5]
        if entry.topic not in read(phrase, entry.language if own else "", packs).topics
    ]
    assert lost == []


def test_no_word_of_a_topic_is_blocked_or_about_children(strong: list[tuple[str, Entry]]) -> None:
    packs = load_packs()
    readings = ((phrase, read(phrase, "", packs)) for phrase, _ in strong[::3])
    assert [(p, r.blocked, r.child) for p, r in readings if r.blocked or r.child] == []


def test_no_word_of_a_topic_hides_that_children_are_meant() -> None:
    index = load_packs().index
    hiding = [
        phrase
        for phrase, entry in phrases()
        if entry.role in ("words", "names")
        and any(match.entry.role == "child" for match in index.find(query_tokens(phrase)))
        and not any(word in phrase for word in WITH_CHILD_WORDS)
        and not read(phrase, "", load_packs()).child
    ]
    assert hiding == []


def own_packs(tmp_path, **files: str) -> Packs:
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_packs(tmp_path)


def test_an_operators_words_are_added_to_a_shipped_topic(tmp_path) -> None:
    packs = own_packs(tmp_path, house='topic = "hair"\n[en]\nwords = "moonbeam cut"')
    assert decide("moonbeam cut", dimensions=KNOWN).topics == ()
    assert decide("moonbeam cut", dimensions=KNOWN, packs=packs).topics == ("hair",)
    assert decide("curly bob", dimensions=KNOWN, packs=packs).topics == ("hair",)


def test_an_operators_topic_is_new(tmp_path) -> None:
    packs = own_packs(tmp_path, hands='topic = "hands"\n[en]\nwords = "gloves model"')
    assert packs.topics == ("beauty", "hair", "fashion", "wedding", "hands")


def test_an_operator_can_except_phrases(tmp_path) -> None:
    packs = own_packs(tmp_path, brand='topic = ""\n[en]\nunless = "dress barn"')
    assert decide("dress barn hours", dimensions=KNOWN, packs=packs).topics == ()


def test_another_language_can_be_brought(tmp_path) -> None:
    packs = own_packs(tmp_path, it='topic = "hair"\n[it]\nwords = "capelli, acconciatura"')
    assert decide("capelli", locale="it-IT", dimensions=KNOWN, packs=packs).topics == ("hair",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("topic = ", "is not TOML"),
        ('topic = "hair"\n[en]\nword = "bob"', "words"),
        ('topik = "hair"', "topic"),
        ('topic = "hair"\n[en]\nwords = 3', "phrases with commas"),
        ('topic = "hair"\n[en]\nwords = "?!"', "at least one word"),
        ('topic = "hair"\n[en]\nwords = "a*b"', "asterisk"),
        ('topic = "hair"\n[en]\nwords = "*two words"', "asterisk"),
    ],
)
def test_a_bad_pack_is_told(tmp_path, text: str, told: str) -> None:
    with pytest.raises(EveryhueError, match=told):
        own_packs(tmp_path, bad=text)


def test_a_folder_that_is_not_there_is_told(tmp_path) -> None:
    with pytest.raises(FileError, match="is not a folder"):
        load_packs(tmp_path / "nowhere")
