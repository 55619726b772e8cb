"""Sentences of run folders and other processes in the language of who reads them."""

import pytest

from cnnviz.utils import language, retold
from cnnviz.utils.retold import retold as again

TEXTS = {
    "its folder was deleted": "ihr Ordner wurde gelöscht",
    "the loss became {loss} in epoch {epoch}; {advice}": "{advice}: {loss} in Epoche {epoch}",
    "try a learning rate of {rate:g}": "Lernrate {rate:g} versuchen",
    "{file} cannot be read: {error}": "{file} ist unlesbar: {error}",
    "{a}: {b}": "{b} zu {a}",
    "at most {runs} may wait": "höchstens {runs} dürfen warten",
    "{count:,} run": ("{count:,} Training", "{count:,} Trainings"),
    "f{x": "g{x",
}


@pytest.fixture
def german(monkeypatch):
    monkeypatch.setattr(retold, "table", lambda code: TEXTS)
    retold._retold.cache_clear()
    retold._texts.cache_clear()
    with language.using("de"):
        yield
    retold._retold.cache_clear()
    retold._texts.cache_clear()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("its folder was deleted", "ihr Ordner wurde gelöscht"),
        (
            "the loss became inf in epoch 3; try a learning rate of 0.001",
            "Lernrate 0,001 versuchen: inf in Epoche 3",
        ),
        (
            "a.h5 cannot be read: its folder was deleted",
            "a.h5 ist unlesbar: ihr Ordner wurde gelöscht",
        ),
        ("at most 1 run may wait", "höchstens 1 Training dürfen warten"),
        ("at most 1,000 runs may wait", "höchstens 1.000 Trainings dürfen warten"),
        ("an old version: said otherwise", "an old version: said otherwise"),
    ],
)
def test_a_sentence_is_translated_with_its_values(german, written, read):
    assert again(written) == read


def test_english_stays():
    assert again("its folder was deleted") == "its folder was deleted"
