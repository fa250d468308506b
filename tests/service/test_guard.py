"""Who may come in, and how much they may bring."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from everyhue.errors import InputError
from everyhue.service.guard import COOKIE, key_for
from everyhue.service.settings import Server

KEY = "a-key-of-more-than-16"
Serve = Callable[..., TestClient]


@pytest.fixture
def locked(serve: Serve) -> TestClient:
    return serve(key=KEY)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.5", "search.example.com"])
def test_an_open_address_needs_a_key(host: str) -> None:
    with pytest.raises(InputError, match="EVERYHUE_API_KEY"):
        key_for(Server(host=host), {})
    with pytest.raises(InputError, match="at least 16"):
        key_for(Server(host=host), {"EVERYHUE_API_KEY": "short"})
    assert key_for(Server(host=host), {"EVERYHUE_API_KEY": KEY}) == KEY


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.0.1"])
def test_this_machine_needs_none(host: str) -> None:
    assert key_for(Server(host=host), {}) is None


def test_the_name_of_the_variable_can_be_set() -> None:
    assert key_for(Server(api_key_env="OURS"), {"OURS": KEY}) == KEY


@pytest.mark.parametrize(
    "headers",
    [{"authorization": f"Bearer {KEY}"}, {"x-api-key": KEY}, {"authorization": f"bearer {KEY}"}],
)  # fmt: skip
def test_a_key_opens(locked: TestClient, headers: dict[str, str]) -> None:
    assert locked.get("/v1/dimensions", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {KEY}"},
        {"x-api-key": KEY[:-1]}, {"cookie": f"{COOKIE}={KEY}"}, {"cookie": f"{COOKIE}="},
        {"x-api-key": "ключ"},
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "path", ["/v1/dimensions", "/metrics", "/docs", "/openapi.json", "/media/looks/1.svg"]
)
def test_nothing_else_does(locked: TestClient, path: str, headers: dict[str, str]) -> None:
    sent = {name: value.encode() for name, value in headers.items()}
    answer = locked.get(path, headers=sent)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_health_is_open_and_says_little(locked: TestClient) -> None:
    assert set(locked.get("/healthz").json()) == {"status", "version"}


def test_a_browser_is_sent_to_the_login(locked: TestClient) -> None:
    answer = locked.get("/", headers={"accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    form = locked.get("/login")
    assert 'type="password"' in form.text
    assert "http" not in form.text.replace("/docs/plain.css", "")


def test_logging_in(locked: TestClient) -> None:
    wrong = locked.post("/login", data={"key": "wrong"})
    assert wrong.status_code == 401
    assert COOKIE not in locked.cookies
    answer = locked.post("/login", data={"key": KEY}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 303
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert KEY not in cookie
    assert locked.get("/v1/dimensions").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "x@127.0.0.1"])
def test_a_name_pointed_at_this_machine_reads_nothing(client: TestClient, host: str) -> None:
    answer = client.get("/v1/dimensions", headers={"host": host})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost", "[::1]:8765", "search.example.com"]
)
def test_known_names_are_answered(serve: Serve, host: str) -> None:
    client = serve('[server]\nallowed_hosts = ["search.example.com"]')
    assert client.get("/v1/dimensions", headers={"host": host}).status_code == 200


def test_another_site_changes_nothing(client: TestClient) -> None:
    for origin in ("https://evil.example", "null", "http://127.0.0.1:9"):
        answer = client.post("/v1/items/item-1/take-down", headers={"origin": origin})
        assert answer.status_code == 403
    own = {"origin": "http://127.0.0.1"}
    assert client.post("/v1/items/item-1/take-down", headers=own).status_code == 200


def test_a_body_has_a_limit(serve: Serve) -> None:
    client = serve("[server]\nmax_body = 1024")
    head = {"content-type": "application/json"}
    stated = client.post("/v1/rerank", content=b"x" * 2000, headers=head)
    assert stated.status_code == 413

    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 100

    counted = client.post("/v1/rerank", content=chunks(), headers=head)
    assert counted.status_code == 413
    assert "1024" in counted.json()["message"]


@pytest.mark.parametrize("path", ["/healthz", "/v1/dimensions", "/v1/nothing", "/docs", "/login"])
def test_every_answer_is_careful(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
