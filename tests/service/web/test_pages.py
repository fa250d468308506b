"""The pages as they are sent, without a browser: all a reader without JavaScript ever gets."""

from __future__ import annotations

import re
import shutil
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from everyhue.catalog import Catalog, Item
from everyhue.registry import entries
from everyhue.service.app import create_app
from everyhue.service.web.rendering import STATIC, static_href
from everyhue.signals.dimensions import dimension_from_table
from everyhue.signals.people import demo_items

CARD = re.compile(r'<a class="card" href="(/item/[^"]+)"')
STATES = (
    "/", "/search?q=curly+bob", "/search?q=curly+bob&view=compare", "/search?q=nurse",
    "/search?q=curly+bob&refine=skin_tone:deep&refine=hair_pattern:coily", "/item/p00003",
    "/search?q=curly+bob&diversify=off", "/search?q=curly+bob&skew=0&strategy=mmr",
    "/search?q=qzxv", "/about",
)  # fmt: skip
VOID = {"meta", "link", "input", "img", "br"}


class Balance(HTMLParser):
    """Checks that tags nest, that ids are single, and that nothing is inline."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if names.get("id"):
            self.ids.append(str(names["id"]))
        if "style" in names or any(name.startswith("on") for name in names) or tag == "style":
            self.inline.append(tag)
        if tag == "script" and "src" not in names:
            self.inline.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes something else"


@pytest.mark.parametrize("path", STATES)
def test_every_page_is_sound(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    page = Balance()
    page.feed(answer.text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.inline == []
    assert answer.text.count("<h1") == 1
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)
    assert "no-store" in answer.headers["cache-control"]
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_pages_follow_each_other_without_repeating(client: TestClient) -> None:
    seen: list[str] = []
    path = "/search?q=hair"
    for _ in range(3):
        text = client.get(path).text
        seen += CARD.findall(text)
        found = re.search(r'class="pill big" href="([^"]+)"', text)
        if found is None:
            break
        path = unescape(found[1])
    assert len(seen) > 24
    assert len(seen) == len(set(seen))


def test_a_choice_is_pressed_and_pressing_it_again_clears_it(client: TestClient) -> None:
    text = client.get("/search?q=curly+bob&refine=skin_tone:deep").text
    [pressed] = re.findall(r"<button[^>]*aria-pressed=\"true\"[^>]*>", text)
    assert 'data-choice="skin_tone:deep"' in pressed
    assert 'value=""' in pressed
    assert 'id="clear"' in text


def test_refining_keeps_the_other_choice(client: TestClient) -> None:
    text = client.get("/search?q=curly+bob&refine=skin_tone:deep").text
    hair = text.split('aria-labelledby="group-hair_pattern"')[0].rsplit("<form", 1)[1]
    assert 'name="refine" value="skin_tone:deep"' in hair


def test_refill_stands_below_a_line_that_says_so(client: TestClient) -> None:
    text = client.get("/search?q=curly+bob&refine=skin_tone:deep&refine=hair_pattern:coily").text
    assert CARD.search(text)
    assert "These may not match your choice" in text


def test_no_refinement_where_appearance_is_not_the_subject(client: TestClient) -> None:
    assert "data-refine" not in client.get("/search?q=engineer").text


def test_words_are_shown_as_text(client: TestClient) -> None:
    text = client.get("/search", params={"q": '<script>alert("x")</script>'}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_no_words_lead_to_the_start(client: TestClient) -> None:
    answer = client.get("/search?q=+", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_nothing_found_is_said(client: TestClient) -> None:
    assert "Nothing matches these words" in client.get("/search?q=qzxv").text


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/search?q=bob&refine=deep", 400, "refine"),
        ("/search?q=bob&refine=skin_tone:depe", 400, "deep"),
        ("/search?q=bob+haircut&strategy=dppp", 400, "dpp"),
        ("/search?q=bob&cursor=zzz", 400, "cursor"),
        ("/search?q=" + "a" * 501, 400, "500"),
        ("/item/none-such", 404, "none-such"),
        ("/no/such/page", 404, "no/such/page"),
    ],
)
def test_errors_are_pages_that_say_what_to_do(
    client: TestClient, path: str, status: int, word: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert word in unescape(answer.text)
    assert "Traceback" not in answer.text


def test_programs_get_problems_not_pages(client: TestClient) -> None:
    answer = client.get("/no/such/page", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json()["status"] == 404


def test_a_failure_is_a_page_and_is_counted(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("everyhue.service.web.pages.answer_page", broken)
    answer = client.get("/search?q=bob")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_zero_skew_changes_the_order_by_relevance_only(client: TestClient) -> None:
    skewed = CARD.findall(client.get("/search?q=makeup&diversify=off").text)
    level = CARD.findall(client.get("/search?q=makeup&diversify=off&skew=0").text)
    assert skewed != level


def test_strategies_give_other_orders(client: TestClient) -> None:
    orders = {
        tuple(CARD.findall(client.get(f"/search?q=bob+haircut&strategy={name}").text))
        for name in ("dpp", "mmr", "round_robin")
    }
    assert len(orders) > 1


@pytest.mark.parametrize("strategy", [entry.name for entry in entries("reranker")])
def test_every_strategy_answers_on_the_page(client: TestClient, strategy: str) -> None:
    text = client.get(f"/search?q=bob+haircut&strategy={strategy}").text
    assert f'value="{strategy}" selected' in text
    assert len(CARD.findall(text)) > 12
    if "This is the original order" in text:
        assert "Diversification failed (" in text, "the panel says why"


def test_an_item_says_what_is_known_and_why_not(client: TestClient) -> None:
    covered = next(one.id for one in demo_items(400, seed=7) if "covered" in one.reasons.values())
    text = client.get(f"/item/{covered}").text
    assert "the drawing itself" in text
    assert "Unknown, because the hair is covered" in text
    assert CARD.search(text)


def test_static_files_are_named_by_their_content(client: TestClient) -> None:
    for file in STATIC.rglob("*.*"):
        href = static_href(str(file.relative_to(STATIC)))
        assert client.get(href).status_code == 200


def test_a_catalog_without_pictures_or_dimensions_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "plain.catalog"
    catalog = Catalog.create(folder, [Item(f"n{i}", f"note {i} about bobs") for i in range(30)])
    app = create_app(catalog)
    with TestClient(app, base_url="http://127.0.0.1", headers={"accept": "text/html"}) as plain:
        for path in ("/", "/search?q=bobs", "/search?q=bobs&view=compare", "/item/n1"):
            assert plain.get(path).status_code == 200
        assert "words-" in plain.get("/search?q=bobs").text
        assert "drawn" not in plain.get("/about").text
    shutil.rmtree(folder, ignore_errors=True)


def test_a_service_with_a_key_asks_for_it_in_the_same_look(tmp_path: Path) -> None:
    catalog = Catalog.create(tmp_path / "locked.catalog", [Item("n1", "nurse")])
    app = create_app(catalog, key="a-long-enough-key")
    with TestClient(app, base_url="http://127.0.0.1", headers={"accept": "text/html"}) as locked:
        asked = locked.get("/search?q=nurse")
        assert asked.url.path == "/login"
        assert 'type="password"' in asked.text
        refused = locked.post("/login", data={"key": "wrong"})
        assert refused.status_code == 401
        assert 'role="alert"' in refused.text
        locked.post("/login", data={"key": "a-long-enough-key"})
        assert CARD.search(locked.get("/search?q=nurse").text)


def test_why_nothing_may_be_refined_is_said(client: TestClient) -> None:
    assert "No refinement here" in client.get("/search?q=engineer").text
    assert "No refinement here" not in client.get("/search?q=bob+haircut").text


def test_a_dimension_of_ones_own_is_offered_by_name(tmp_path: Path) -> None:
    price = dimension_from_table("price", {"buckets": ["low", "high"], "offer": "always"})
    items = [
        Item(f"n{i}", f"note {i}", labels={"price": ("low", "high", None)[i % 3]})
        for i in range(60)
    ]
    catalog = Catalog.create(tmp_path / "own.catalog", items, dimensions=[price])
    with TestClient(create_app(catalog), base_url="http://127.0.0.1") as own:
        text = own.get("/search?q=note&refine=price:low").text
        assert "Price" in text
        assert text.index("20 sure matches") < text.index("More results")
        assert "Unknown, because nobody has labelled it" in own.get("/item/n2").text
        assert "this catalog&#39;s operator" in own.get("/item/n1").text
