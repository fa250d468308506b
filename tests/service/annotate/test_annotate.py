"""The annotation page: votes are on disk at once, every annotator has an order, nothing leaks."""

from __future__ import annotations

import threading
from urllib.parse import quote

import numpy as np
import pytest
import uvicorn
from starlette.testclient import TestClient

from everyhue.errors import InputError
from everyhue.service.annotate import Ballot, Draw, annotation_app, sample_of_folder
from everyhue.service.annotate.ballot import name_of
from everyhue.service.annotate.wording import answers_of, question_of, reasons_of
from everyhue.service.running import address_of, listen
from everyhue.signals import BODY_TYPE, HAIR_PATTERN, SHIPPED, SKIN_TONE
from everyhue.signals.labels_file import Labelled
from everyhue.signals.votes import REASONS, read_votes, stratified_sample
from everyhue.types import Bucket, Dimension, Labels

pil = pytest.importorskip("PIL.Image")
ITEMS = [f"{i}.png" for i in range(8)]


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    for i, name in enumerate(ITEMS):
        made = np.clip(rng.normal(30 * i, 10, (60, 40, 3)), 0, 255)
        pil.fromarray(made.astype(np.uint8)).save(tmp_path / name)
    return tmp_path


@pytest.fixture
def ballot(folder):
    return Ballot(folder / "votes.csv", SKIN_TONE, ITEMS, seed=3)


@pytest.fixture
def client(ballot, folder):
    app = annotation_app(ballot, folder)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=True) as made:
        yield made


def votes_of(ballot):
    votes, bad = read_votes(ballot.path, ballot.dimension)
    return votes, bad


# Ballot


def test_a_vote_is_on_disk_before_the_call_returns(ballot):
    ballot.vote("Kim", 2, "deep")
    votes, bad = votes_of(ballot)
    assert not bad
    assert (votes.items, votes.annotators, votes.choice.tolist()) == (("2.png",), ("Kim",), [3])


def test_a_restart_goes_on_where_it_was(ballot, folder):
    order = ballot.order("Kim")
    for row in order[:3]:
        ballot.vote("Kim", row, "light")
    again = Ballot(folder / "votes.csv", SKIN_TONE, ITEMS, seed=3)
    assert again.order("Kim") == order
    assert (again.done("Kim"), again.place("Kim")) == (3, 3)
    assert again.said("Kim", order[0]) == "light"
    assert again.place("Lee") == 0


def test_annotators_have_orders_of_their_own(ballot):
    orders = {who: tuple(ballot.order(who)) for who in ("Kim", "Lee", "Sam", "Ana")}
    assert len(set(orders.values())) == 4
    assert all(sorted(order) == list(range(8)) for order in orders.values())


def test_a_line_that_was_cut_off_costs_that_line_only(ballot, folder):
    ballot.vote("Kim", 0, "deep")
    with ballot.path.open("a") as handle:
        handle.write("1.png,Kim,skin_t")
    again = Ballot(folder / "votes.csv", SKIN_TONE, ITEMS, seed=3)
    again.vote("Kim", 2, "light")
    votes, _ = votes_of(again)
    assert sorted(votes.items) == ["0.png", "2.png"]


def test_a_later_vote_replaces_and_both_stay_in_the_file(ballot):
    ballot.vote("Kim", 0, "deep")
    ballot.vote("Kim", 0, "too_dark")
    votes, _ = votes_of(ballot)
    assert votes.reason.tolist() == ["too_dark"]
    assert ballot.path.read_text().count("0.png,Kim") == 2


def test_votes_of_other_dimensions_in_the_file_are_kept(ballot, folder):
    ballot.vote("Kim", 0, "deep")
    hair = Ballot(folder / "votes.csv", HAIR_PATTERN, ITEMS)
    hair.vote("Kim", 0, "coily")
    assert Ballot(folder / "votes.csv", SKIN_TONE, ITEMS).said("Kim", 0) == "deep"
    assert Ballot(folder / "votes.csv", HAIR_PATTERN, ITEMS).said("Kim", 0) == "coily"


def test_many_at_once_lose_nothing(ballot):
    def sit(who):
        for row in ballot.order(who):
            ballot.vote(who, row, "deep")

    sitters = [threading.Thread(target=sit, args=(f"P{n}",)) for n in range(6)]
    for sitter in sitters:
        sitter.start()
    for sitter in sitters:
        sitter.join()
    votes, bad = votes_of(ballot)
    assert (len(votes), bad) == (48, ())


@pytest.mark.parametrize("name", ["", " ", "a" * 41, "../x", "<b>", "=1+1", "\n", "a,b"])
def test_names_that_cannot_be(name):
    with pytest.raises(InputError):
        name_of(name)


def test_what_cannot_be_voted(ballot):
    for row, word in ((99, "deep"), (-1, "deep"), (0, "purple"), (0, "")):
        with pytest.raises(InputError):
            ballot.vote("Kim", row, word)
    assert ballot.path.read_text().count("\n") == 1


def test_a_file_of_other_columns_is_left_alone(folder):
    (folder / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="column"):
        Ballot(folder / "other.csv", SKIN_TONE, ITEMS)
    assert (folder / "other.csv").read_text() == "a,b\n1,2\n"


# Sampling


def test_every_stratum_has_its_place():
    strata = ["rare"] * 5 + ["common"] * 500 + ["some"] * 50
    items = [f"{row}" for row in range(len(strata))]
    drawn = stratified_sample(items, strata, 60, np.random.default_rng(0))
    counts = [
        sum(strata[int(item)] == name for item in drawn) for name in ("rare", "common", "some")
    ]
    assert counts[0] == 5
    assert abs(counts[1] - counts[2]) <= 1
    assert len(set(drawn)) == 60
    assert len(stratified_sample(items, strata, 9999, np.random.default_rng(0))) == 555


def test_the_sample_is_kept_beside_the_votes(folder):
    (folder / "broken.png").write_bytes(b"")
    kept = folder / "votes.csv.sample.txt"
    first = sample_of_folder(folder, Draw(5), kept)
    assert len(first) == 5
    assert "broken.png" not in first
    assert sample_of_folder(folder, Draw(5, 9), kept) == first
    (folder / first[0]).unlink()
    assert sample_of_folder(folder, Draw(5), kept) == first[1:]


def test_a_sample_of_another_folder_is_not_an_empty_one(folder, tmp_path):
    kept = tmp_path / "votes.csv.sample.txt"
    kept.write_text("elsewhere.png\n")
    with pytest.raises(InputError, match="none of the 1 pictures"):
        sample_of_folder(folder, Draw(5), kept)


@pytest.mark.parametrize("labelled", [False, True])
def test_an_audit_sample_has_nothing_of_what_was_learnt_from(folder, tmp_path, labelled):
    labels = Labelled.of(ITEMS, Labels.from_hard(["deep"] * 8, SKIN_TONE)) if labelled else None
    first = sample_of_folder(folder, Draw(5), tmp_path / "a.txt", labels=labels)
    draw = Draw(5, without=frozenset(first))
    second = sample_of_folder(folder, draw, tmp_path / "b.txt", labels=labels)
    assert sorted(first + second) == sorted(ITEMS)
    with pytest.raises(InputError, match="left out"):
        sample_of_folder(folder, Draw(5, without=frozenset(ITEMS)), tmp_path / "c.txt")


def test_a_sample_by_labels_has_every_bucket(folder, tmp_path):
    words = ["deep", *["light"] * 7]
    labels = Labelled.of(ITEMS, Labels.from_hard(words, SKIN_TONE))
    for seed in range(5):
        drawn = sample_of_folder(folder, Draw(3, seed), tmp_path / f"s{seed}.txt", labels=labels)
        assert "0.png" in drawn


def test_a_folder_without_pictures(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"")
    with pytest.raises(InputError, match="none of its files"):
        sample_of_folder(tmp_path, Draw(5), tmp_path / "s.txt")


# Words


@pytest.mark.parametrize("dimension", SHIPPED)
def test_every_answer_is_a_bucket_or_a_reason_and_keys_differ(dimension):
    every = [*answers_of(dimension), *reasons_of(dimension)]
    keys = [answer.key for answer in every]
    assert len(set(keys)) == len(keys)
    assert "u" not in keys
    assert {answer.word for answer in every} <= {*dimension.ids, *REASONS}
    assert question_of(dimension)[0].endswith("?")


def test_a_dimension_of_ones_own_is_asked_in_its_words():
    price = Dimension("price", "Price band", (Bucket("low", "Low"), Bucket("high", "High")))
    assert question_of(price)[0] == "Price band: which fits this picture?"
    assert [answer.word for answer in reasons_of(price)] == ["not_visible", "unknown"]
    assert "child" in [answer.word for answer in reasons_of(BODY_TYPE)]


# Pages


def test_a_sitting_from_name_to_thanks(client, ballot):
    assert "8 pictures" in client.get("/").text
    page = client.post("/begin", data={"name": " Kim "})
    assert page.url.path == "/as/Kim"
    for _ in ITEMS:
        row = ballot.order("Kim")[ballot.place("Kim")]
        page = client.post("/as/Kim", data={"row": row, "word": "deep"})
    assert "That was all" in page.text
    assert len(votes_of(ballot)[0]) == 8
    assert "8 of 8" in client.get("/").text


def test_undo_shows_the_answer_before_and_another_replaces_it(client, ballot):
    row = ballot.order("Kim")[0]
    client.post("/as/Kim", data={"row": row, "word": "deep"})
    page = client.get("/as/Kim?at=0").text
    assert "You said <b>Deep</b>" in page
    assert 'value="deep" aria-current="true"' in page
    client.post("/as/Kim", data={"row": row, "word": "light"})
    assert ballot.said("Kim", row) == "light"
    assert ballot.place("Kim") == 1


def test_file_names_are_not_shown(client):
    page = client.get("/as/Kim").text
    assert not any(name in page for name in ITEMS)


def test_pictures_are_drawn_anew_and_no_other_file_is_served(client, folder):
    answer = client.get("/picture/0")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content[:2] == b"\xff\xd8"
    assert client.get("/picture/99").status_code == 404
    assert client.get("/picture/..%2Fvotes.csv").status_code == 404
    (folder / ITEMS[1]).write_bytes(b"gone")
    assert client.get("/picture/1").status_code == 404


def test_other_sites_and_other_names_are_refused(client, ballot):
    sent = {"row": 0, "word": "deep"}
    assert (
        client.post("/as/Kim", data=sent, headers={"origin": "http://evil.example"}).status_code
        == 403
    )
    assert client.get("/", headers={"host": "evil.example"}).status_code == 403
    policy = client.get("/").headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert len(votes_of(ballot)[0]) == 0


@pytest.mark.parametrize("data", [{}, {"row": "x", "word": "deep"}, {"row": 0, "word": "purple"},
                                  {"row": 99, "word": "deep"}])  # fmt: skip
def test_answers_that_cannot_be_are_problems_not_crashes(client, data):
    assert client.post("/as/Kim", data=data).status_code in (400, 422)


def test_names_are_escaped(client):
    assert client.post("/begin", data={"name": "<script>"}).status_code == 422
    assert client.get("/as/" + quote("O'Neil")).text.count("O&#39;Neil") >= 1


# In a browser


@pytest.fixture
def site(ballot, folder):
    bound = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(annotation_app(ballot, folder), log_level="error", lifespan="off",
                       ws="none", access_log=False)
    )  # fmt: skip
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    yield address_of(bound)
    server.should_exit = True
    thread.join(timeout=10)


@pytest.mark.browser
@pytest.mark.parametrize("scheme, size", [("light", (1280, 800)), ("dark", (390, 844))])
def test_axe_finds_nothing_and_nothing_is_asked_for(browser, site, ballot, scheme, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    ballot.vote("Kim", ballot.order("Kim")[0], "deep")
    for row in ballot.order("Lee"):
        ballot.vote("Lee", row, "light")
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("request", lambda r: said.append(r.url) if not r.url.startswith(site) else None)
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    for path in ("/", "/as/Kim", "/as/Kim?at=0", "/as/Lee"):
        page.goto(site + path)
        violations = axe.run(page).response["violations"]
        assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:4]) for v in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    page.goto(site + "/as/Kim")
    sizes = page.eval_on_selector_all(
        ".answer, .act:not([hidden])", "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 44
    assert said == []
    context.close()


@pytest.mark.browser
def test_keys_answer_undo_and_can_be_switched_off(browser, site, ballot):
    page = browser.new_page()
    page.goto(site + "/as/Kim")
    order = ballot.order("Kim")

    def answered(count):
        page.wait_for_function(f"document.querySelector('progress')?.value === {count}")

    page.keyboard.press("4")
    answered(1)
    page.keyboard.press("d")
    answered(2)
    assert [ballot.said("Kim", row) for row in order[:2]] == ["deep", "too_dark"]
    page.keyboard.press("u")
    page.wait_for_selector(".before")
    page.keyboard.press("1")
    page.wait_for_selector(".before", state="detached")
    assert ballot.said("Kim", order[1]) == "light"
    page.click(".keys")
    page.keyboard.press("4")
    page.wait_for_timeout(150)
    assert ballot.done("Kim") == 2
    page.reload()
    assert page.get_attribute(".keys", "aria-pressed") == "false"
    page.close()


@pytest.mark.browser
def test_it_works_without_script_and_by_tab(browser, site, ballot):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.fill("#name", "Ana")
    page.keyboard.press("Enter")
    page.wait_for_url("**/as/Ana")
    page.locator(".answer").nth(2).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 of 8")
    assert ballot.said("Ana", ballot.order("Ana")[0]) == "medium_deep"
    context.close()
