"""Input that no network can read, and networks that are gone, on the feature maps page."""

import io
import shutil

import numpy as np
import pytest
from PIL import Image

from cnnviz.layers import Conv2D, Flatten
from cnnviz.training import checkpoint
from cnnviz.training.state import State
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import (
    DIGITS,
    STEEL,
    answered,
    checked,
    component,
    finished_run,
    open_model,
    open_page,
    png,
    upload,
)
from tests.pages.test_feature_maps_drawing import draw
from tests.ui.components.test_packing import unpack

VIEWS = ("Layers", "Reasons", "What if?", "Units", "Data", "Inspection")
EMPTY = "Draw a digit: the prediction follows the pen."


def said(page) -> str:
    """All sentences on the page."""
    lists = page.warning, page.caption, page.markdown
    return " ".join(each.value for found in lists for each in found)


@pytest.mark.parametrize("view", VIEWS[:3])
def test_an_empty_canvas_has_no_answer_and_every_view_says_what_to_do(engine, digit_run, view):
    page = draw(open_page(digit_run, **{Key.VIEW: view}), [])
    header, picture, probabilities = answered(page)
    assert header["note"] == EMPTY
    assert not len(picture)
    assert not len(probabilities)
    assert view == "Layers" or EMPTY in said(page)


def test_a_picture_of_one_pixel_has_no_ink_and_is_steel_of_one_brightness(
    engine, digit_run, steel_run
):
    one = png(np.array([[200]], np.uint8))
    page = upload(open_page(digit_run, **{Key.INPUT: "Upload"}), "one.png", one)
    assert "no ink stands out" in answered(page)[0]["note"]
    page = upload(open_page(steel_run, **{Key.PICTURE_INPUT: "Upload"}), "one.png", one)
    np.testing.assert_allclose(answered(page)[1], 200 / 255, atol=1e-6)


def test_a_picture_of_12_000_times_9_000_pixels_is_refused_and_the_earlier_one_kept(
    engine, steel_run
):
    page = open_page(steel_run, **{Key.PICTURE_INPUT: "Upload"})
    before = answered(upload(page, "one.png", png(np.array([[200]], np.uint8))))[1]
    file = io.BytesIO()
    Image.new("1", (12_000, 9_000)).save(file, "PNG")
    upload(page, "huge.png", file.getvalue())
    assert page.warning[0].value.startswith("huge.png: an image may have at most 50 megapixels")
    np.testing.assert_array_equal(answered(page)[1], before)


def test_colours_become_grey_for_a_network_that_reads_grey(engine, steel_run):
    pixels = np.random.default_rng(0).integers(0, 256, (200, 200, 3), np.uint8)
    page = upload(open_page(steel_run, **{Key.PICTURE_INPUT: "Upload"}), "c.png", png(pixels))
    grey = np.asarray(Image.fromarray(pixels).convert("L")) / 255
    np.testing.assert_allclose(answered(page)[1].reshape(200, 200), grey, atol=1 / 255)


def test_a_network_whose_input_is_no_image_is_refused_with_the_reason(engine, tmp_path):
    from keras import layers

    from tests.models.uploads.keras_files import keras, saved

    network = keras.Sequential([layers.Input((30,)), layers.Dense(4, activation="softmax")])
    page = open_model("mnist")
    content = saved(network, tmp_path).read_bytes()
    checked(page.file_uploader(Key.MODEL_FILE).set_value(("table.keras", content, "")).run())
    (warning,) = page.warning
    assert warning.value.startswith("table.keras cannot be opened: its input must be an image")
    assert page.query_params[Key.MODEL] == "mnist"


@pytest.mark.parametrize("view", VIEWS)
def test_a_run_that_is_deleted_while_it_is_looked_at_leaves_the_page(engine, view):
    run = finished_run("digits", DIGITS, (28, 28, 1), (Flatten(),))
    page = open_page(run, **{Key.VIEW: view})
    shutil.rmtree(run.path)
    page = checked(page.run())
    assert run.id not in page.query_params[Key.MODEL]


@pytest.mark.parametrize("view", VIEWS)
def test_a_run_that_still_trains_is_looked_at_with_its_newest_epoch(engine, view):
    from cnnviz.models import open_model as opened

    run = finished_run("digits", DIGITS, (28, 28, 1), (Conv2D(2), Flatten()))
    run.checkpoint(1).parent.mkdir(exist_ok=True)
    network = opened(run.model).network
    network.compile("sgd", "sparse_categorical_crossentropy")
    checkpoint.save(run.checkpoint(1), network)
    run.write_state(State("running"))
    try:
        page = open_page(run, **{Key.VIEW: view})
        assert any("training" in each for each in page.selectbox[0].options)
    finally:
        shutil.rmtree(run.path)


def test_of_a_layer_without_gradient_to_the_class_the_map_is_0_everywhere(engine):
    from cnnviz import models
    from cnnviz.engine import attributing
    from cnnviz.engine.attributing import Request
    from cnnviz.explain.methods import Target
    from cnnviz.models import ModelInfo
    from cnnviz.networks.build import build

    layers = (Conv2D(2, activation="relu"), Flatten())
    run = finished_run("steel-synthetic", STEEL, (20, 20, 1), layers)
    dead = build(layers, (20, 20, 1), len(STEEL))
    kernel, bias = dead.layers[0 if dead.layers[0].weights else 1].weights
    kernel.assign(np.zeros(kernel.shape))
    bias.assign(np.full(bias.shape, -1.0))
    models.save(dead, ModelInfo("dead", STEEL, (20, 20, 1), layers, "steel-synthetic"), run.model)
    try:
        picture = np.ones((20, 20, 1), np.float32)
        for method in ("grad-cam", "gradient"):
            request = Request(method, Target(0))
            assert not attributing.attributions(engine, run.model, picture, request).any()
        assert not open_page(run, **{Key.VIEW: "Reasons"}).warning
        strips, _ = unpack(component(open_page(run), Key.STRIPS).bytes)
        assert strips["layers"][0]["still"] == [0, 1]  # named on the page: zero for this input
    finally:
        shutil.rmtree(run.path)
