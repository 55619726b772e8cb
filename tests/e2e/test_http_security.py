"""What the server answers to other origins and without tokens, and what its headers forbid."""

import http.client
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from cnnviz.ui.http_security import FRAME_ANCESTORS
from tests.e2e.conftest import running_app, settle
from tests.waiting import wait_until

UPLOAD = "/_stcore/upload_file/session/file"
PAGES = ("", "course", "kernel_playground", "layer_calculator", "trainer", "feature_maps")


def asked(server: str, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named)
    return connection.getresponse()


def handshake(server: str, **headers: str) -> int:
    """The status that a websocket's opening request is answered with."""
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    key = {"Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    return asked(server, "GET", "/_stcore/stream", **upgrade, **key, **headers).status


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/no-such-page", "/static/nothing.js"])
def test_every_answer_has_the_headers(server, path):
    headers = asked(server, "GET", path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "camera=(self)" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    (scripts,) = re.findall(r"script-src ([^;]*)", policy)
    assert "unsafe-inline" not in scripts
    assert "'unsafe-eval'" not in scripts


def test_a_websocket_of_this_origin_opens_and_of_another_gets_403(server):
    assert handshake(server, Origin=server) == 101
    assert handshake(server) == 101  # a program, not a page
    for origin in ("https://evil.example", "http://localhost:1", "null", "http://[", server + ".x"):
        assert handshake(server, Origin=origin) == 403


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_a_change_asked_by_another_origin_gets_403(server, method):
    assert asked(server, method, UPLOAD, Origin="https://evil.example").status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_an_upload_without_its_token_gets_403(server, method):
    assert asked(server, method, UPLOAD).status == 403
    assert asked(server, method, UPLOAD, Origin=server).status == 403
    wrong = {"Cookie": "_streamlit_xsrf=2|aa|bb|1", "X_Xsrftoken": "2|aa|cc|1"}
    assert asked(server, method, UPLOAD, Origin=server, **wrong).status == 403


def test_metrics_are_for_this_machine_and_health_is_for_all(server):
    assert asked(server, "GET", "/_stcore/metrics").status == 200
    assert asked(server, "GET", "/_stcore/metrics", X_Forwarded_For="10.0.0.1").status == 403
    assert asked(server, "GET", "/_stcore/health", X_Forwarded_For="10.0.0.1").status == 200


@pytest.mark.parametrize(
    "path", ["/..%2f..%2fetc%2fpasswd", "/static/..%2f..%2fserver.py", "//etc/passwd", "/%5c%5cx"]
)
def test_no_path_leads_to_a_file_of_the_machine(server, path):
    answer = asked(server, "GET", path)
    content = answer.read()
    assert b"root:" not in content
    assert b"st.App" not in content


def test_no_page_breaks_the_policy_it_is_sent_with(page: Page, server):
    broken: list[str] = []
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', event => "
        "console.error('POLICY', event.violatedDirective, event.blockedURI))"
    )
    page.on("console", lambda line: broken.append(line.text) if "POLICY" in line.text else None)
    for path in PAGES:
        page.goto(f"{server}/{path}")
        settle(page)
    assert broken == []


def test_a_script_that_a_name_brings_in_is_not_run(page: Page, server):
    page.goto(server)
    settle(page)
    page.evaluate(
        """() => {
            const image = document.createElement("div");
            image.innerHTML = '<img src="nowhere:" onerror="window.ran = 1">';
            document.body.append(image);
            const script = document.createElement("script");
            script.textContent = "window.ran = 2";
            document.body.append(script);
        }"""
    )
    page.wait_for_timeout(0)
    assert page.evaluate("window.ran") is None


def test_a_page_of_a_learning_platform_may_show_the_app_where_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv(FRAME_ANCESTORS, "https://moodle.school.example")
    with running_app(tmp_path) as server:
        headers = asked(server, "GET", "/").headers
        assert (
            "frame-ancestors 'self' https://moodle.school.example"
            in headers["Content-Security-Policy"]
        )
        assert "X-Frame-Options" not in headers


def test_what_a_server_writes_is_for_its_user_alone(tmp_path):
    tmp_path.chmod(0o755)
    with running_app(tmp_path):
        wait_until((tmp_path / "engine.log").exists, 60, "the engine is started")
        written = [path for path in tmp_path.rglob("*") if path.name != "server.log"]
    assert [path for path in written if path.stat().st_mode & 0o077] == []
