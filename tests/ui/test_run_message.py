"""The theme that each run's first message holds: what Streamlit writes, read once."""

import tomllib

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session
from streamlit.testing.v1.util import patch_config_options

from cnnviz.ui import run_message
from cnnviz.utils import paths

SECTIONS = ("", ".light", ".dark", ".sidebar", ".light.sidebar", ".dark.sidebar")


def options(section: dict[str, object], name: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in section.items():
        nested = options(value, f"{name}.{key}") if isinstance(value, dict) else None
        found |= {f"{name}.{key}": value} if nested is None else nested
    return found


@pytest.fixture
def ours():
    settings = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    run_message._theme.cache_clear()
    with patch_config_options(options(settings["theme"], "theme")):
        yield
    run_message._theme.cache_clear()


def themed(populate) -> NewSession:
    message = NewSession()
    for section in SECTIONS:
        part = message.custom_theme
        for name in section.split(".")[1:]:
            part = getattr(part, name)
        populate(part, f"theme{section}")
    return message


def test_the_kept_theme_is_the_one_that_streamlit_writes(ours):
    expected = themed(run_message._populate)
    assert expected.custom_theme.light.primary_color == "#0f766e"
    for _ in range(2):
        assert themed(run_message._fill) == expected
        assert themed(run_message._fill).SerializeToString() == expected.SerializeToString()


def test_without_a_theme_there_is_none_in_the_message():
    run_message._theme.cache_clear()
    message = NewSession()
    run_message._fill(message.custom_theme, "theme.light.sidebar")
    assert not message.HasField("custom_theme")
    run_message._theme.cache_clear()


def test_streamlit_asks_for_the_kept_theme_once_the_server_runs(monkeypatch):
    monkeypatch.setattr(app_session, "_populate_theme_msg", run_message._populate)
    run_message.keep_theme()
    assert app_session._populate_theme_msg is run_message._fill
    assert config.get_options_for_section("theme")
