"""The feature maps page as tests hold it: opened for a model, read, given uploads."""

import io

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnnviz import models
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.models import ModelInfo
from cnnviz.networks.build import build
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from cnnviz.utils import paths
from tests.ui.components.test_packing import unpack

DIGITS = tuple("0123456789")
STEEL = ("crazing", "inclusion", "patches", "pitted surface", "rolled-in scale", "scratches")


def finished_run(dataset: str, classes: tuple[str, ...], shape, layers) -> RunFolder:
    """A run that ended with random weights: the page shows any network."""
    run = RunFolder.create(RunConfig(dataset=dataset, architecture="lecture-mnist"))
    model = build(layers, shape, len(classes))
    models.save(model, ModelInfo("small", classes, shape, layers, dataset), run.model)
    counts = ((0,) * len(classes),) * len(classes)
    run.write_evaluation(Evaluation("test", 4, 0.1, 0.75, classes, counts))
    run.write_state(State("done"))
    return run


def open_model(model: str, **address: str) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "pages/feature_maps.py", default_timeout=120)
    for key, value in (address | {Key.MODEL: model}).items():
        page.query_params[key] = value
    return checked(page.run())


def open_page(run: RunFolder, **address: str) -> AppTest:
    return open_model(run.id, **address)


def checked(page: AppTest) -> AppTest:
    assert not page.exception
    return page


def component(page: AppTest, key: str):
    """What a component was given."""
    (element,) = [e for e in page.get("bidi_component") if f"-{key}" in e.proto.id]
    return element.proto


def answered(page: AppTest) -> tuple[dict, np.ndarray, np.ndarray]:
    """The answer's header, the input as the network saw it, and the probabilities."""
    header, values = unpack(component(page, Key.ANSWER).bytes)
    pixels = int(np.prod(header["shape"])) if header["shape"] else 0
    return header, values[:pixels], values[pixels:]


def unit_view(page: AppTest) -> tuple[dict, bytes]:
    """Where units are explained, and the explanation on show, as it is packed."""
    sent = component(page, Key.UNIT).bytes
    return unpack(sent)[0], sent[4 + int.from_bytes(sent[:4], "little") :]


def explained(page: AppTest) -> dict:
    """The header of the explanation on show."""
    return unpack(unit_view(page)[1])[0]


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def upload(page: AppTest, name: str, data: bytes) -> AppTest:
    return checked(page.file_uploader(Key.UPLOAD).set_value((name, data, "image/png")).run())


INK = png(np.pad(np.zeros((60, 12), np.uint8), 30, constant_values=230))
