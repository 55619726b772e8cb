"""The models that an inference worker keeps open."""

import shutil

import pytest

from cnnviz.engine import inference
from cnnviz.utils import paths


@pytest.mark.parametrize("limit", [("MAX_MODELS", 2), ("MAX_PARAMETERS", 1000)])
def test_the_model_used_longest_ago_makes_room(path, batch, tmp_path, monkeypatch, limit):
    monkeypatch.setattr(inference, *limit)  # room for two of these models, of 394 weights each
    monkeypatch.setattr(paths, "MODELS", tmp_path)
    files = [str(shutil.copy(path, tmp_path / f"{number}.keras")) for number in range(3)]
    worker = inference.Inference()
    assert [key[0] for key in worker._models] == files[1:]  # all shipped models were warmed
    worker.predict(files[1], batch)
    worker.predict(files[0], batch)
    assert [key[0] for key in worker._models] == [files[1], files[0]]


def test_a_model_is_released_unless_it_has_just_answered(path, batch, monkeypatch):
    worker = inference.Inference()
    assert worker.release(str(path))  # it was never asked
    worker.predict(str(path), batch)
    assert not worker.release(str(path))
    assert str(path) in {file for file, *_ in worker._models}
    monkeypatch.setattr(inference, "IN_USE_SECONDS", 0)
    assert worker.release(str(path))
    assert str(path) not in {file for file, *_ in worker._models}
