"""The map of the data on the feature maps page, with the engine in earnest."""

import json

import numpy as np
import pytest

from cnnviz.evaluation.doubt import UNLIKE, Doubt, DoubtRule
from cnnviz.training import catalog
from cnnviz.ui.components.data_map import DataMapData
from cnnviz.ui.feature_maps import learned
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import DIGITS, checked, component, open_page

VIEW = {Key.VIEW: "Data"}


def drawn(page) -> DataMapData:
    return json.loads(component(page, Key.DATA_MAP).json)[0]


@pytest.fixture(scope="module")
def answers(engine, digit_run):
    open_page(digit_run, **VIEW)
    work = learned.answers(catalog.find(digit_run.id))
    work.wait()
    return work.result


@pytest.fixture
def opened(answers, digit_run):
    return open_page(digit_run, **VIEW)


def test_each_image_is_a_point_with_its_class_and_answer(opened, answers, digit_run):
    data = drawn(opened)
    sample = learned.sample(catalog.find(digit_run.id))
    assert data["labels"] == sample.images.labels.tolist()
    assert data["predicted"] == answers["probabilities"].argmax(axis=1).tolist()
    assert data["classes"] == list(DIGITS)


def test_the_input_is_projected_as_the_images_are(opened, answers):
    data, features = drawn(opened), answers["features"]
    assert len(data["here"]) == 2
    points = np.stack([data["x"], data["y"]], axis=1)
    centred = features - features.mean(axis=0)
    known = np.linalg.svd(centred, full_matrices=False)
    expected = np.abs(known[0][:, :2] * known[1][:2])
    np.testing.assert_allclose(np.abs(points), expected, rtol=1e-2, atol=1e-3)
    assert len(data["near"]) == 5


def test_a_click_opens_an_image_with_its_probabilities(opened, digit_run):
    opened.session_state["f_opened_image"] = (digit_run.id, 3)
    opened = checked(opened.run())
    file = learned.sample(catalog.find(digit_run.id)).images.files[3]
    assert any(text.value.startswith(f"**{file}**") for text in opened.markdown)
    assert drawn(opened)["opened"] == 3


def test_an_input_unlike_all_is_grey_and_said_to_be(opened, monkeypatch):
    doubts = [Doubt(UNLIKE, "Unlike all.", 2.0)]
    monkeypatch.setattr(DoubtRule, "doubts", lambda *args: doubts)
    opened = checked(opened.run())
    data = drawn(opened)
    assert (data["unlike"], data["here_name"]) == (True, "input: unlike all")


def test_t_sne_puts_the_input_amid_its_nearest_images(opened, digit_run, answers):
    entry = catalog.find(digit_run.id)
    work = learned.tsne(entry, answers["features"])
    work.wait()
    assert work.complete
    opened.segmented_control(Key.DATA_MAP_KIND).set_value("t-SNE")
    data = drawn(checked(opened.run()))
    points = work.result["points"]
    np.testing.assert_allclose(data["here"], points[data["near"]].mean(axis=0), rtol=1e-2)
