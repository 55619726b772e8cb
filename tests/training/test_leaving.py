"""A host asks its slots to leave, and waits for those that hold a training."""

import os
import threading

from cnnviz.training import leaving
from tests.waiting import wait_until


def test_nothing_is_requested_where_no_host_offers_it():
    leaving.request()
    assert not leaving.requested()
    assert leaving.wait(0)


def test_a_request_is_seen_until_the_offer_ends():
    with leaving.offered():
        assert not leaving.requested()
        leaving.request()
        assert leaving.requested()
    assert not leaving.requested()
    assert leaving.FOLDER not in os.environ


def test_the_host_waits_until_no_slot_holds_a_training():
    with leaving.offered():
        leaving.request()
        with leaving.busy():
            assert not leaving.wait(0)
            waited: list[bool] = []
            waiting = threading.Thread(target=lambda: waited.append(leaving.wait(60)))
            waiting.start()
        wait_until(lambda: waited, 60, "it has seen that the training is gone")
        assert waited == [True]


def test_a_host_that_is_killed_by_itself_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv(leaving.FOLDER, str(tmp_path / "shared"))
    (tmp_path / "shared").mkdir()
    leaving.request()
    leaving.forget()
    assert not (tmp_path / "shared").exists()
