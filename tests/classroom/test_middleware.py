"""The middleware: a browser gets its cookie with its first page, and nothing else changes."""

from http.cookies import SimpleCookie

import pytest

from cnnviz.classroom import cookie
from cnnviz.classroom.middleware import VisitorCookie
from tests.event_loop import run

HTML = ((b"content-type", b"text/html; charset=utf-8"),)


@pytest.fixture(autouse=True)
def a_class(monkeypatch):
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    monkeypatch.setenv("CNNVIZ_SECRET", "s" * 40)


def answered(
    sent: str = "", status: int = 200, kind=HTML, path: str = "/", method: str = "GET", **scope
) -> SimpleCookie:
    """The cookies that are set where an app answers so."""

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": status, "headers": list(kind)})
        await send({"type": "http.response.body", "body": b"x"})

    messages = []

    async def send(message):
        messages.append(message)

    headers = [(b"cookie", sent.encode())] if sent else []
    request = {"type": "http", "method": method, "scheme": "http", "headers": headers} | scope
    run(VisitorCookie(app, lambda: path)(request, None, send))
    assert [message["type"] for message in messages] == [
        "http.response.start",
        "http.response.body",
    ]
    own = (b"set-cookie", b"cache-control")
    assert [each for each in messages[0]["headers"] if each[0] not in own] == list(kind)
    lines = [value.decode() for name, value in messages[0]["headers"] if name == b"set-cookie"]
    assert len(lines) <= 1
    return SimpleCookie(*lines)


def visitor_of(cookies: SimpleCookie) -> str | None:
    return cookie.read(cookies[cookie.name()].value)


def test_a_new_browser_becomes_a_visitor_with_its_first_page():
    given = answered()[cookie.name()]
    assert cookie.read(given.value)
    assert given["httponly"]
    assert given["samesite"] == "Lax"
    assert given["path"] == "/"
    assert not given["secure"]
    assert int(given["max-age"]) == 400 * 86_400


@pytest.mark.parametrize(
    "scope",
    [{"scheme": "https"}, {"headers": [(b"x-forwarded-proto", b"https, http")]}],
    ids=["own", "proxy"],
)
def test_over_https_the_cookie_stays_there(scope):
    assert answered(**scope)[cookie.name()]["secure"]


def test_an_embedded_app_has_a_cookie_in_the_embedding_site_alone(monkeypatch):
    monkeypatch.setenv("CNNVIZ_FRAME_ANCESTORS", "https://lms.example")

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": list(HTML)})

    messages = []

    async def send(message):
        messages.append(message)

    scope = {"type": "http", "method": "GET", "scheme": "https", "headers": []}
    run(VisitorCookie(app)(scope, None, send))
    line = dict(messages[0]["headers"])[b"set-cookie"].decode()
    assert line.endswith("HttpOnly; SameSite=None; Secure; Partitioned")


def test_no_proxy_keeps_a_visitors_cookie_for_the_next():
    async def app(scope, receive, send):
        headers = [*HTML, (b"cache-control", b"no-cache")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    messages = []

    async def send(message):
        messages.append(message)

    scope = {"type": "http", "method": "GET", "scheme": "http", "headers": []}
    run(VisitorCookie(app)(scope, None, send))
    given = [value for name, value in messages[0]["headers"] if name == b"cache-control"]
    assert given == [b"private, no-cache"]


def test_it_is_of_the_path_below_which_the_app_is_served():
    assert answered(path="/lab")[cookie.name()]["path"] == "/lab"


def test_a_browser_that_is_known_gets_no_other_cookie():
    assert not answered(f"a=b; {cookie.name()}={cookie.issue()}; c=d")


@pytest.mark.parametrize("value", ["", "forged", "v1." + "0" * 32 + ".1800000000." + "0" * 64])
def test_a_browser_with_a_forged_cookie_becomes_a_new_visitor(value):
    assert visitor_of(answered(f"{cookie.name()}={value}")) not in (None, "0" * 32)


def test_an_old_cookie_is_renewed_for_the_same_visitor():
    old = cookie.issue("ab" * 16, cookie.time.time() - 40 * 86_400)
    assert visitor_of(answered(f"{cookie.name()}={old}")) == "ab" * 16


@pytest.mark.parametrize(
    "answer",
    [
        {"kind": ((b"content-type", b"text/javascript"),)},
        {"kind": ()},
        {"method": "POST"},
        {"status": 304, "kind": ()},
    ],
    ids=["script", "no type", "no page is loaded", "not modified, and no page"],
)
def test_what_is_no_page_sets_none(answer):
    assert not answered(**answer)


def test_a_page_that_the_browser_has_already_sets_it_too():
    assert answered(status=304, kind=(), headers=[(b"accept", b"text/html,*/*")])


@pytest.mark.parametrize("value", ["", "0", "no"])
def test_one_persons_machine_sets_none(monkeypatch, value):
    monkeypatch.setenv("CNNVIZ_CLASS", value)
    assert not answered()


def test_a_websocket_passes_as_it_is():
    passed = []

    async def app(scope, receive, send):
        passed.append(scope)

    scope = {"type": "websocket", "headers": []}
    run(VisitorCookie(app)(scope, None, None))
    assert passed == [scope]
