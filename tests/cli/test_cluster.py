"""What a cluster's commands refuse, each in a sentence; ``engine/test_cluster.py`` runs them."""

import pytest

from cnnviz.engine import keys
from cnnviz.utils.errors import InputError
from tests.cli.command import call


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("scheduler", "--host", "0.0.0.0"), "needs a key, since it runs what it is sent"),
        (("scheduler", "--keys", "nowhere"), "`cnnviz keys nowhere` makes one"),
        (
            ("worker", "--scheduler", "tcp://127.0.0.1:9", "--inference", "0", "--training", "0"),
            "at least one worker must be asked for, got --inference 0 --training 0",
        ),
        (("worker", "--scheduler", "somewhere"), "must be an address such as tcp://127.0.0.1:8786"),
    ],
)
def test_what_cannot_be_hosted_is_refused_in_a_sentence(capsys, monkeypatch, arguments, sentence):
    monkeypatch.delenv(keys.VARIABLE, raising=False)
    monkeypatch.setenv("CNNVIZ_GPU", "0")
    status, printed, err = call(capsys, *arguments)
    assert (status, printed) == (2, [])
    assert sentence in err


def test_a_scheduler_that_is_not_there_is_a_failure(capsys, monkeypatch):
    monkeypatch.setattr("cnnviz.engine.cluster.WAIT_SECONDS", 0.1)
    monkeypatch.setenv("CNNVIZ_GPU", "0")
    status, _, err = call(capsys, "worker", "--scheduler", "tcp://127.0.0.1:9")
    assert status == 1
    assert "the scheduler at tcp://127.0.0.1:9 cannot be reached" in err


def test_a_key_is_made_once_and_only_its_owner_and_group_may_read_it(capsys, tmp_path):
    status, (made,), _ = call(capsys, "keys", tmp_path)
    assert status == 0
    key = tmp_path / keys.KEY
    assert made["key"] == str(key)
    assert key.stat().st_mode & 0o007 == 0
    shared = keys.security(tmp_path)
    assert shared.get_connection_args("client")["ssl_context"]
    with pytest.raises(InputError, match="must hold no key yet"):
        keys.make(tmp_path)
