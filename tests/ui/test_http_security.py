"""Origins and frames: what is a page of ours, and who may show one."""

import pytest

from cnnviz.ui import http_security
from cnnviz.ui.http_security import HttpSecurity, frame_ancestors, is_own_origin
from cnnviz.utils.errors import InputError
from tests.event_loop import run


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        (None, "a.example", True),
        ("http://a.example", "a.example", True),
        ("https://A.example:8501", "a.example:8501", True),
        ("http://a.example:8501", "a.example", False),
        ("http://b.example", "a.example", False),
        ("http://localhost", "a.example", False),
        ("null", "a.example", False),
        ("http://a.example.evil", "a.example", False),
        ("http://[", "a.example", False),
        ("", "a.example", False),
        ("http://b.example", None, False),
    ],
)
def test_an_origin_is_ours_where_it_names_the_host_that_was_asked(origin, host, own):
    assert is_own_origin(origin, host) is own


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        ("https://a.example", ("https://a.example",)),
        ("https://a.example, *.b.example:8443", ("https://a.example", "*.b.example:8443")),
    ],
)
def test_pages_that_may_show_ours_are_named_by_origin(text, origins):
    assert frame_ancestors(text) == origins


@pytest.mark.parametrize("text", ["*; script-src *", "javascript:alert(1)", "'unsafe-inline'"])
def test_what_is_no_origin_cannot_get_into_the_policy(text):
    with pytest.raises(InputError, match="must name origins"):
        frame_ancestors(text)


def answered(scope):
    """The first message that is sent for a request."""
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    run(HttpSecurity(app)(scope, None, send))
    return sent[0]


def request(**changes):
    asked = {"type": "http", "method": "GET", "path": "/", "headers": []}
    return asked | {"client": ("10.0.0.7", 1)} | changes


def test_metrics_are_answered_to_others_only_where_they_are_opened(monkeypatch):
    metrics = request(path="/base/_stcore/metrics")
    assert answered(metrics)["status"] == 403
    monkeypatch.setenv(http_security.METRICS, "open")
    assert answered(metrics)["status"] == 200
    assert answered(request(path="/base/_stcore/health"))["status"] == 200


def test_a_foreign_websocket_is_closed_before_it_opens():
    headers = [(b"origin", b"https://evil.example"), (b"host", b"a.example")]
    asked = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    assert answered(asked) == {"type": "websocket.close", "code": 1008}


@pytest.mark.parametrize(
    ("proto", "ancestors", "ending"),
    [
        ("https", "https://moodle.example", "Path=/; SameSite=None; Secure; Partitioned"),
        ("http", "https://moodle.example", "Path=/; SameSite=Lax"),
        ("https", "", "Path=/; SameSite=Lax"),
    ],
)
def test_a_frame_of_another_site_sends_streamlit_s_token_over_https(
    monkeypatch, proto, ancestors, ending
):
    monkeypatch.setenv(http_security.FRAME_ANCESTORS, ancestors)
    sent = []

    async def app(scope, receive, send):
        cookies = [b"_streamlit_xsrf=2|a|b|1; Path=/; SameSite=Lax", b"other=1; SameSite=Lax"]
        headers = [(b"set-cookie", cookie) for cookie in cookies]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def send(message):
        sent.append(message)

    headers = [(b"x-forwarded-proto", proto.encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "scheme": "http"}
    run(HttpSecurity(app)(scope, None, send))
    cookies = [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]
    assert cookies == [f"_streamlit_xsrf=2|a|b|1; {ending}", "other=1; SameSite=Lax"]
