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
    sections = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text())
    return {
        f"{section}.{name}": value
        for section, options in sections.items()
        for name, value in options.items()
        if not isinstance(value, dict)
    }


def test_our_settings_exist_in_this_streamlit(ours):
    assert set(ours) <= set(config.get_config_options())


def test_no_garbage_is_collected_after_a_script_run(ours):
    assert ours["runner.postScriptGC"] is False


def test_no_message_is_so_large_that_the_browser_is_trusted_to_remember_it(ours):
    message = ForwardMsg()
    message.delta.new_element.text.body = "x" * 10_000_000
    with patch_config_options({"global.minCachedMessageSize": ours["global.minCachedMessageSize"]}):
        populate_hash_if_needed(message)
    assert not message.metadata.cacheable


def test_a_control_with_a_default_may_be_set_without_a_word_in_the_log(ours):
    assert ours["global.disableWidgetStateDuplicationWarning"] is True


def test_a_run_ends_before_the_next_begins(ours):
    assert ours["runner.fastReruns"] is False


@pytest.mark.parametrize("wanted", [True, False])
def test_streamlit_collects_garbage_after_a_run_only_where_that_setting_says_so(
    wanted, monkeypatch
):
    # AppTest's runner never collects, so what a served page's runner does at its end is called.
    collect = MagicMock()
    monkeypatch.setattr(script_runner.gc, "collect", collect)
    context = MagicMock(has_script_started=False)
    with patch_config_options({"runner.postScriptGC": wanted}):
        script_runner.ScriptRunner._on_script_finished(
            MagicMock(), context, MagicMock(), premature_stop=True, run_descriptor=MagicMock()
        )
    assert collect.called is wanted
