"""A person clicks through the pages in a real Chromium, on a phone and at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]
PHONE, DESKTOP = (390, 844), (1280, 800)
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def until(page: Any, truth: str) -> None:
    """Wait until an expression holds; the page's own policy forbids it to evaluate text."""
    for _ in range(200):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"never true: {truth}")


def settled(page: Any, address: str) -> None:
    """Wait until the address says the new state and the results are its."""
    page.wait_for_url(re.compile(address))
    until(page, "!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")


def cards(page: Any) -> list[str]:
    return page.locator(".batch a.card").evaluate_all("all => all.map(one => one.href)")


@SIZES
def test_search_refine_clear_compare_why_more_related_feed(
    visit: Visit, size: tuple[int, int]
) -> None:
    page = visit("/", size)
    assert page.locator(".grid .card").count() == 24
    page.fill("#q", "curly bob")
    page.keyboard.press("Enter")
    settled(page, r"/search\?q=curly\+bob$")
    plain = cards(page)

    page.click("#choice-hair_pattern-coily")
    settled(page, "refine=hair_pattern%3Acoily")
    chosen = page.locator("#choice-hair_pattern-coily")
    assert chosen.get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.activeElement.id") == "choice-hair_pattern-coily"
    assert cards(page) != plain
    until(page, "document.querySelector('#live').textContent.includes('sure match')")

    page.click("#clear")
    settled(page, r"q=curly\+bob$")
    assert cards(page) == plain

    page.click("#compare")
    settled(page, "view=compare")
    assert page.locator(".orders > section").count() == 2
    assert page.locator(".order .move").first.inner_text().strip()
    left, right = (page.locator(".orders > section").nth(i).bounding_box() for i in (0, 1))
    assert left["y"] == right["y"], "the orders stand side by side"
    assert right["x"] >= left["x"] + left["width"]
    page.click("#compare")
    settled(page, r"q=curly\+bob$")

    page.click("#why-button")
    panel = page.locator("#why")
    assert panel.is_visible()
    for words in ("Relevance kept", "Step by step", "Candidates at each stage"):
        assert words in panel.inner_text()
    page.keyboard.press("Escape")
    assert panel.is_hidden()

    page.click("[data-more]")
    until(page, "document.querySelectorAll('.batch .card').length > 24")
    both = cards(page)
    assert both[:24] == plain
    assert len(both) == len(set(both))
    until(page, f"document.activeElement.href === {both[24]!r}")

    page.locator(".batch a.card").first.click()
    page.wait_for_url(re.compile("/item/"))
    assert page.get_by_role("heading", name="Related").is_visible()
    assert page.locator(".grid .card").count() > 0
    assert page.url not in cards(page)

    page.click(".brand")
    page.wait_for_url(re.compile("/$"))
    assert page.locator(".grid .card").count() == 24


@SIZES
def test_a_choice_is_remembered_on_this_device_and_forgotten(
    visit: Visit, size: tuple[int, int]
) -> None:
    page = visit("/search?q=curly+bob", size)
    for query in ("curly+bob", "bob+haircut"):
        page.goto(page.url.split("/search")[0] + f"/search?q={query}")
        assert page.locator("[data-offer]").is_hidden()
        page.click("#choice-skin_tone-deep")
        settled(page, "refine=skin_tone%3Adeep")
    asked = len(page.watch.asked)
    page.click("[data-yes]")
    assert page.locator("[data-kept]").is_visible()
    assert page.evaluate("JSON.parse(localStorage['everyhue.remembered']).skin_tone") == (
        "skin_tone:deep"
    )
    assert page.evaluate("document.cookie") == ""
    assert len(page.watch.asked) == asked, "nothing goes to the server"

    page.goto(page.url.split("/search")[0] + "/search?q=everyday+makeup")
    assert page.locator("#choice-skin_tone-deep").get_attribute("aria-pressed") == "false"
    page.click("[data-use]")
    settled(page, "refine=skin_tone%3Adeep")
    page.click("[data-forget]")
    assert page.locator("[data-kept]").is_hidden()
    assert page.evaluate("localStorage['everyhue.remembered']") is None
    assert page.evaluate("document.activeElement.id") == "choice-skin_tone-deep"


def test_diversity_off_strategy_and_zero_skew_change_the_order(visit: Visit) -> None:
    page = visit("/search?q=everyday+makeup")
    diverse = cards(page)
    page.click("#diverse")
    settled(page, "diversify=off")
    assert page.locator("#diverse").get_attribute("aria-checked") == "false"
    plain = cards(page)
    assert plain != diverse
    page.click("#lean-link")
    settled(page, "skew=0")
    assert cards(page) != plain
    page.click("#diverse")
    settled(page, "diversify=on")
    page.select_option("#strategy", "round_robin")
    settled(page, "strategy=round_robin")
    page.go_back()
    page.wait_for_url(re.compile("diversify=on&skew=0$"))


@SIZES
def test_the_audit_is_measured_and_drawn(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/audit?queries=curly+bob%0Anurse%0Awedding+guest+dress", size)
    page.wait_for_selector(".panel")
    seen = page.locator(".panel .drawing:visible")
    assert seen.count() == page.locator(".panel .chart").count() > 0
    page.locator(".panel summary").first.click()
    assert page.locator(".panel table:visible").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_theme_is_kept(visit: Visit) -> None:
    page = visit("/about")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("[data-theme-toggle]")
    page.reload()
    assert page.locator("[data-theme-toggle]").get_attribute("aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


@SIZES
def test_nothing_moves_while_pictures_load_and_nothing_sticks_out(
    visit: Visit, size: tuple[int, int]
) -> None:
    for path in ("/", "/search?q=curly+bob&view=compare", "/item/p00003", "/about"):
        page = visit(path, size)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert (
            page.evaluate(
                "new Promise(done => { new PerformanceObserver(l => done(l.getEntries().reduce("
                "(a, e) => a + e.value, 0))).observe({type: 'layout-shift', buffered: true});"
                "setTimeout(() => done(0), 200) })"
            )
            < 0.02
        )


def test_targets_are_large_enough(visit: Visit) -> None:
    page = visit("/search?q=curly+bob&refine=skin_tone:deep", PHONE)
    small = page.locator(
        "button:visible, .tools a, .clear, select:visible, .places a"
    ).evaluate_all(
        "all => all.filter(one => { const box = one.getBoundingClientRect();"
        "return box.width < 24 || box.height < 24 }).map(one => one.outerHTML)"
    )
    assert small == []


def test_without_javascript_everything_is_a_link_or_a_form(visit: Visit) -> None:
    page = visit("/", script=False)
    page.fill("#q", "curly bob")
    page.click(".hero button")
    page.wait_for_url(re.compile(r"/search\?q=curly\+bob$"))
    first = page.locator(".batch a.card").first.get_attribute("href")
    page.click("#choice-skin_tone-deep")
    page.wait_for_url(re.compile("refine=skin_tone%3Adeep"))
    page.click("#clear")
    page.wait_for_url(re.compile(r"q=curly\+bob$"))
    page.click("#compare")
    page.wait_for_url(re.compile("view=compare"))
    page.click("#diverse")
    page.wait_for_url(re.compile("diversify=off"))
    page.select_option("#strategy", "mmr")
    page.click(".apply")
    page.wait_for_url(re.compile("strategy=mmr"))
    page.click("[data-more]")
    page.wait_for_url(re.compile("cursor="))
    assert page.locator(".batch a.card").first.get_attribute("href") != first
    page.click("#why-button")
    assert page.locator("#why").is_visible()


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit("/search?q=curly+bob")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reach(page, "choice-skin_tone-light")
    page.keyboard.press("Space")
    settled(page, "refine=skin_tone%3Alight")
    assert page.evaluate("document.activeElement.id") == "choice-skin_tone-light"
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert ring == "3px", "focus is seen"
    reach(page, "why-button")
    page.keyboard.press("Enter")
    assert page.locator("#why").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('popovertargetaction')") == "hide"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#why') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "why-button"


def reach(page: Any, wanted: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(40):
        if page.evaluate("document.activeElement.id") == wanted:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"#{wanted} was not reached")
