"""A data set, a run and a model whose every name is markup: the pages show text."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from cnnviz import images
from cnnviz.data import uploads
from cnnviz.layers import Dense, Flatten
from cnnviz.training import job, notes
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.trainer.look import VIEWS
from cnnviz.ui.trainer.state import TrainerState
from tests.hostile.markup import MARK, elements_made
from tests.pages import feature_maps_page, trainer_page
from tests.small_data import pictures

CLASSES = {"bright": f'<{MARK}>"a', "dark": f"'><{MARK} onclick=b>"}
TEXT = f"\"'><{MARK} a=1>"


@pytest.fixture(scope="module")
def run(cnnviz_home):
    """A network trained for an epoch on an uploaded data set."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for level, name in CLASSES.items():
            for number, picture in enumerate(pictures(level, 12)):
                file = f"{name}/{TEXT}{number}.png"
                archive.writestr(file, images.png_bytes(picture))
    key = uploads.keep(f"{TEXT}.zip", packed.getvalue())
    layers = (Flatten(), Dense(4, "relu"))
    config = RunConfig(str(uploads.find(key)), "small", epochs=1, batch_size=8, layers=layers)
    run = RunFolder.create(config)
    assert job.train_run(run).status == "done"
    notes.change(run, name=TEXT, note=f"{TEXT}\n\n{TEXT}", variant=TEXT)
    yield run
    shutil.rmtree(run.path)
    uploads.forget(key)


def checked(page) -> str:
    """All HTML that a page shows; no markdown of it may allow HTML."""
    shown = "".join(element.proto.body for element in page.get("html"))
    assert elements_made(shown) == []
    allowed = [text.value for text in page.markdown if text.proto.allow_html]
    assert [text for text in allowed if MARK in text] == []
    return shown


def test_the_trainer_shows_names_as_text(engine, run):
    page = trainer_page.open_page(**{TrainerState.RUN: run.id})
    assert f"&lt;{MARK}" in checked(page) or MARK in str([text.value for text in page.markdown])


@pytest.mark.parametrize("view", VIEWS)
def test_the_look_at_the_data_shows_names_as_text(engine, run, view):
    key = Path(run.config().dataset).parent.name
    page = trainer_page.open_page(
        **{TrainerState.DATA: key, TrainerState.VIEW: view, TrainerState.LOOK: "true"}
    )
    assert f"&lt;{MARK}" in checked(page)


def test_feature_maps_shows_names_as_text(engine, run):
    for address in ({}, {FeatureMapsState.INPUT: "Sample"}):
        checked(feature_maps_page.open_page(run, **address))
