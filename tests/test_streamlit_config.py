import tomllib
from unittest.mock import MagicMock

import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1.util import patch_config_options

from cnnviz.utils import paths


@pytest.fixture(scope="module")
def ours() -> dict[str, object]:
    """Our settings by their full name."""
    sections = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    return {
        f"{section}.{name}": value
        for section, options in sections.items()
        for name, value in options.items()
        if not isinstance(value, dict)
    }


def test_our_settings_exist_in_this_streamlit(ours):
    assert set(ours) <= set(config.get_config_options())


def test_our_settings_never_let_the_browser_cache_a_message(ours):
    message = ForwardMsg()
    message.delta.new_element.text.body = "x" * 10_000_000
    with patch_config_options({"global.minCachedMessageSize": ours["global.minCachedMessageSize"]}):
        populate_hash_if_needed(message)
    assert not message.metadata.cacheable


def test_our_settings_stop_the_garbage_collection_after_each_script_run(ours, monkeypatch):
    # AppTest's runner never collects, so the end of a served page's run is called directly.
    collect = MagicMock()
    monkeypatch.setattr(script_runner.gc, "collect", collect)

    def finish_run():
        script_runner.ScriptRunner._on_script_finished(
            MagicMock(),
            MagicMock(has_script_started=False),
            MagicMock(),
            premature_stop=True,
            run_descriptor=MagicMock(),
        )

    with patch_config_options({"runner.postScriptGC": ours["runner.postScriptGC"]}):
        finish_run()
    assert not collect.called
    with patch_config_options({"runner.postScriptGC": True}):
        finish_run()
    assert collect.called
