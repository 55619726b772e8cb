"""The cookie: what was issued is read again; whatever else a browser sends is nobody's."""

import hashlib
import hmac
import os
import secrets
import stat
import string
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.classroom import cookie, secret
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

NOW = 1_800_000_000.0
DAY = 86_400


@pytest.fixture(autouse=True)
def secret_of_this_test(monkeypatch):
    monkeypatch.setenv("CNNVIZ_SECRET", "s" * 40)


def test_a_visitor_is_recognised_by_what_was_issued():
    value = cookie.issue("0123456789abcdef" * 2, NOW)
    assert cookie.read(value, NOW + 399 * DAY) == "0123456789abcdef" * 2


def test_new_visitors_differ():
    assert len({cookie.read(cookie.issue()) for _ in range(100)} - {None}) == 100


def test_the_signature_is_hmac_sha256_over_the_rest():
    body, _, signature = cookie.issue("ab" * 16, NOW).rpartition(".")
    assert body == f"v1.{'ab' * 16}.1800000000"
    key = hashlib.sha256(b"cnnviz visitors\0" + b"s" * 40).digest()
    assert signature == hmac.new(key, body.encode(), "sha256").hexdigest()


@given(st.data())
def test_one_altered_character_makes_it_nobodys(data):
    value = cookie.issue("0123456789abcdef" * 2, NOW)
    place = data.draw(st.integers(0, len(value) - 1))
    other = data.draw(st.sampled_from(string.printable).filter(lambda each: each != value[place]))
    assert cookie.read(value[:place] + other + value[place + 1 :], NOW) is None


@given(st.text(max_size=200))
def test_any_other_text_is_nobodys(text):
    assert cookie.read(text, NOW) is None


def test_a_cookie_of_another_secret_is_nobodys(monkeypatch):
    value, name = cookie.issue(now=NOW), cookie.name()
    monkeypatch.setenv("CNNVIZ_SECRET", "t" * 40)
    assert cookie.read(value, NOW) is None
    assert cookie.name() != name


@pytest.mark.parametrize("age", [-2 * DAY, 401 * DAY])
def test_a_cookie_from_the_future_or_too_old_is_nobodys(age):
    assert cookie.read(cookie.issue(now=NOW - age), NOW) is None


@pytest.mark.parametrize(("age", "due"), [(29, False), (31, True), (401, False)])
def test_a_cookie_is_issued_again_after_a_month(age, due):
    assert cookie.is_due(cookie.issue(now=NOW - age * DAY), NOW) is due


def test_a_short_secret_is_refused(monkeypatch):
    monkeypatch.setenv("CNNVIZ_SECRET", "short")
    with pytest.raises(InputError, match="must have at least 32 random characters, got 5"):
        cookie.name()


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("CNNVIZ_SECRET")
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_home_has_one_secret_that_only_its_user_reads(home):
    key = secret.key()
    secret._kept.cache_clear()  # as another process
    assert secret.key() == key
    file = home / "secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(bytes.fromhex(file.read_text("utf-8"))) == 32
    assert [path.name for path in home.iterdir()] == ["secret"]


def test_a_secret_that_others_may_read_is_closed_to_them(home):
    home.mkdir()
    (home / "secret").write_text("x" * 64, "utf-8")
    (home / "secret").chmod(0o644)
    secret.key()
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600


def test_a_secret_that_was_cut_off_is_made_anew(home):
    home.mkdir()
    (home / "secret").write_text("x", "utf-8")
    secret.key()
    assert len((home / "secret").read_text("utf-8")) == 64


def test_a_home_that_cannot_be_written_has_a_secret_until_the_server_ends(home, caplog):
    home.write_text("a file where the folder should be", "utf-8")
    assert secret.key() == secret.key()
    assert "they are new after each restart" in caplog.text


def test_a_secret_that_another_server_made_in_the_meantime_stays(home, monkeypatch):
    home.mkdir(parents=True, exist_ok=True)
    others = "other server's secret".ljust(secret.LEAST_CHARACTERS, ".")
    real = secrets.token_hex

    def made(size: int) -> str:
        """Let the other server write its own while this one makes a secret."""
        (home / secret.FILE).write_text(others, encoding="utf-8")
        return real(size)

    monkeypatch.setattr(secret.secrets, "token_hex", made)
    secret._kept.cache_clear()
    assert secret._kept(home) == others


def test_servers_that_start_at_once_have_the_same_secret(home):
    script = "from cnnviz.classroom import secret; input(); print(secret.key().hex())"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=paths.ROOT,
            env=os.environ | {"CNNVIZ_HOME": str(home)},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for server in started:
        server.stdin.write("\n")
        server.stdin.flush()
    assert len({server.communicate()[0] for server in started}) == 1
