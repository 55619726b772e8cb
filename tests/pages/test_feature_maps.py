"""The feature maps page, run without a browser, with the engine that answers in earnest."""

import shutil

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.data import strokes
from cnnviz.evaluation.ood import DOUBT
from cnnviz.explain import forward
from cnnviz.models import network_input
from cnnviz.ui.feature_maps import live_unit
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from cnnviz.utils import paths
from cnnviz.utils.errors import EngineError, InputError
from tests.pages.feature_maps_page import (
    DIGITS,
    answered,
    checked,
    component,
    explained,
    open_model,
    open_page,
    png,
    unit_view,
    upload,
)
from tests.ui.components.test_packing import unpack
from tests.ui.feature_maps.test_live_unit import asked

ONE = (((0.5, 0.2), (0.5, 0.8)),)


@pytest.fixture(scope="module")
def opened(engine, digit_run) -> AppTest:
    """The page as it opens, for tests that change nothing."""
    return open_page(digit_run)


def test_it_opens_with_a_drawing_already_answered(engine, digit_run, opened):
    header, picture, probabilities = answered(opened)
    example = network_input.of_drawing(strokes.EXAMPLE).picture
    np.testing.assert_array_equal(picture, example.ravel())
    expected = engine.activations(digit_run.model, example).probabilities
    np.testing.assert_allclose(probabilities, expected, rtol=1e-5)
    assert header["order"][0] == int(expected.argmax())


def test_every_layer_s_activations_are_the_engine_s(engine, digit_run, opened):
    expected = engine.activations(
        digit_run.model, network_input.of_drawing(strokes.EXAMPLE).picture
    )
    header, values = unpack(component(opened, Key.STRIPS).bytes)
    assert [layer["name"] for layer in header["layers"]] == [row.name for row in expected.layers]
    parts = np.concatenate([layer.values.ravel() for layer in expected.layers])
    np.testing.assert_allclose(values[: parts.size], parts, rtol=1e-5, atol=1e-6)


def test_a_unit_that_is_asked_for_is_explained_with_the_network_s_weights(engine, digit_run):
    page = open_page(digit_run)
    assert explained(page) == {"path": [], "second": []}
    page.session_state[Key.UNIT_PATH] = "conv_1.6.7.1"
    header = explained(checked(page.run()))
    picture = network_input.of_drawing(strokes.EXAMPLE).picture
    expected = engine.activations(digit_run.model, picture).layers[0].values[5, 6, 0]
    assert header["value"] == pytest.approx(float(expected), abs=1e-5)


def test_a_unit_is_explained_without_a_run_as_by_one_until_the_input_changes(engine, digit_run):
    live_unit.LIVE.route("/")
    page = open_page(digit_run, **{Key.UNIT_PATH: "conv_1.6.7.1"})
    sent, explanation = unit_view(page)
    (address,), path = sent["routes"], [[0, 5, 6, 0]]
    assert asked(address, path=path) == (200, explanation)
    page.session_state[Key.strokes.key] = ONE
    (changed,) = unit_view(checked(page.run()))[0]["routes"]
    assert changed != address
    assert asked(changed, path=path) == (200, unit_view(page)[1])
    assert asked(changed, path=path)[1] != explanation


def test_a_link_opens_a_unit_and_the_choices_for_the_maps(engine, digit_run):
    given = {
        Key.UNIT_PATH: "output.4~conv_1.6.7.1",
        Key.MAP_ORDER: "strength",
        Key.FOLDED: "conv_1",
    }
    page = open_page(digit_run, **given)
    header = explained(page)
    last = len(unpack(component(page, Key.STRIPS).bytes)[0]["layers"]) - 1
    assert header["path"] == [[last, 3], [0, 5, 6, 0]]
    look = unpack(component(page, Key.STRIPS).bytes)[0]["look"]
    assert (look["order"], look["folded"]) == ("strength", ["conv_1"])
    for key, text in given.items():
        assert page.query_params[key] in (text, [text])


@pytest.mark.parametrize(
    ("key", "text"),
    [(Key.UNIT_PATH, "conv_1.99.1.1"), (Key.UNIT_PATH, "nowhere.1"), (Key.FOLDED, "nothing")],
)
def test_a_link_to_what_the_network_does_not_have_opens_nothing(engine, digit_run, key, text):
    page = open_page(digit_run, **{key: text})
    assert explained(page) == {"path": [], "second": []}
    assert unpack(component(page, Key.STRIPS).bytes)[0]["look"]["folded"] == []
    assert key not in page.query_params


def test_the_caption_says_what_the_model_reads_and_how_good_it_is(opened):
    captions = [caption.value for caption in opened.caption]
    assert any("28 × 28 grey pixels" in text and "75.0 %" in text for text in captions)


def test_a_sample_comes_with_its_label(engine, digit_run):
    header, picture, _ = answered(open_page(digit_run, **{Key.INPUT: "Sample", Key.SAMPLE: "3"}))
    assert header["truth"] in DIGITS
    assert header["caption"].startswith("Built-in digits: ")
    assert picture.max() > 0.5


def test_a_click_on_the_sheet_chooses_that_sample(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Sample"})
    assert '"picked": 0' in component(page, Key.SHEET).json
    page.number_input(Key.SAMPLE).set_value(30).run()
    assert '"numbers": [25,' in component(checked(page), Key.SHEET).json


def test_shuffle_takes_a_sample_of_the_data_set(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Sample"})
    checked(page.button(Key.SHUFFLE).click().run())
    assert 0 <= page.number_input(Key.SAMPLE).value <= page.number_input(Key.SAMPLE).max


@pytest.mark.parametrize("sample", ["999999", "-1", "seven"])
def test_a_sample_that_is_not_there_opens_one_that_is(engine, digit_run, sample):
    page = open_page(digit_run, **{Key.INPUT: "Sample", Key.SAMPLE: sample})
    assert answered(page)[1].size == 784


def test_a_steel_network_opens_with_a_sample_that_says_it_is_synthetic(engine, steel_run):
    page = open_page(steel_run)
    header, picture, probabilities = answered(page)
    assert (header["shape"], len(probabilities)) == ([200, 200, 1], 6)
    assert header["caption"].startswith("Synthetic steel")
    assert "Draw" not in page.segmented_control(Key.PICTURE_INPUT).options
    assert picture.size == 40_000


def test_a_shipped_model_is_doubted_where_it_has_learned_nothing_like_the_input(engine):
    page = open_model("mnist", **{Key.INPUT: "Upload"})
    assert answered(page)[0]["doubt"] == ""
    page.session_state[Key.AS_MNIST] = False
    noise = np.random.default_rng(0).integers(0, 255, (28, 28), np.uint8)
    assert answered(upload(page, "noise.png", png(noise)))[0]["doubt"] == DOUBT


def test_a_shipped_model_has_its_card_and_a_trained_one_has_none(engine, opened):
    def text(page: AppTest) -> str:
        return " ".join(each.value for each in page.markdown)

    assert "10,000 unseen test images" in text(open_model("mnist"))
    assert "unseen test images" not in text(opened)
    assert answered(opened)[0]["doubt"] == ""


def test_a_model_that_vanished_is_no_longer_offered(engine, digit_run, tmp_path):
    page = open_page(digit_run)
    shutil.move(digit_run.model, tmp_path)
    try:
        assert digit_run.id not in checked(page.run()).query_params[Key.MODEL]
    finally:
        shutil.move(tmp_path / digit_run.model.name, digit_run.model)


@pytest.mark.parametrize("state", ["starting", "failed"])
def test_without_an_engine_a_small_network_answers_as_keras_does(
    engine, digit_run, monkeypatch, state
):
    example = network_input.of_drawing(strokes.EXAMPLE).picture
    expected = engine.activations(digit_run.model, example)
    monkeypatch.setattr(engine, "ensure_running", lambda: state)
    page = open_page(digit_run)
    header, _, probabilities = answered(page)
    assert header["note"] == ""
    np.testing.assert_allclose(probabilities, expected.probabilities, atol=1e-5)
    _, values = unpack(component(page, Key.STRIPS).bytes)
    parts = np.concatenate([layer.values.ravel() for layer in expected.layers])
    np.testing.assert_allclose(values[: parts.size], parts, rtol=1e-5, atol=1e-5)


def test_a_small_network_answers_without_asking_the_engine(engine, digit_run, monkeypatch):
    example = network_input.of_drawing(strokes.EXAMPLE).picture
    theirs = engine.activations(digit_run.model, example).probabilities
    monkeypatch.setattr(engine, "activations", None)
    np.testing.assert_allclose(answered(open_page(digit_run))[2], theirs, atol=1e-5)


def test_a_network_is_not_run_again_while_its_input_stays(engine, digit_run, monkeypatch):
    asked, activations = [], engine.activations
    monkeypatch.setattr(forward, "QUICK", 0)
    monkeypatch.setattr(
        engine, "activations", lambda *given: asked.append(given) or activations(*given)
    )
    page = open_page(digit_run)
    before = answered(page)
    checked(page.run())
    assert len(asked) == 1
    np.testing.assert_array_equal(answered(page)[2], before[2])


def test_an_engine_that_ends_during_a_request_is_no_loss(engine, digit_run, monkeypatch):
    def fail(path, image):
        raise EngineError("the engine has ended; start the app again")

    monkeypatch.setattr(forward, "QUICK", 0)
    monkeypatch.setattr(engine, "activations", fail)
    header, _, probabilities = answered(open_page(digit_run))
    assert (header["note"], probabilities.size) == ("", 10)


def test_a_large_network_waits_for_the_engine_and_everything_else_is_there(
    engine, digit_run, monkeypatch
):
    monkeypatch.setattr(forward, "AFFORDABLE", 0)
    monkeypatch.setattr(forward, "QUICK", 0)
    monkeypatch.setattr(engine, "ensure_running", lambda: "starting")
    page = open_page(digit_run)
    header, picture, probabilities = answered(page)
    assert header["note"] == "The network is loading; this takes a few seconds."
    assert (picture.size, probabilities.size) == (784, 0)
    strips, _ = unpack(component(page, Key.STRIPS).bytes)
    assert len(strips["layers"]) == 5


@pytest.mark.parametrize(
    "error",
    [
        EngineError("the engine has ended; start the app again"),
        InputError("model.keras cannot be opened: there is no such file"),
    ],
)
def test_where_no_answer_can_be_had_one_sentence_says_why(engine, digit_run, monkeypatch, error):
    def fail(path, image):
        raise error

    monkeypatch.setattr(forward, "AFFORDABLE", 0)
    monkeypatch.setattr(forward, "QUICK", 0)
    monkeypatch.setattr(engine, "activations", fail)
    header, _, _ = answered(open_page(digit_run))
    assert header["note"] == f"No prediction: {error}."


@pytest.mark.parametrize("model", ["../../etc/passwd", "20261129-212931-lecture-mnist-0000"])
def test_an_unknown_model_in_the_address_opens_another_and_says_so(engine, digit_run, model):
    page = open_model(model)
    assert [each.value for each in page.warning] == [f"There is no run {model!r} here."]
    assert answered(page)[2].size > 0


def test_without_any_model_the_way_to_the_trainer_is_shown(monkeypatch, tmp_path):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setattr(paths, "MODELS", tmp_path)
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120).run()
    page = checked(page.switch_page("pages/feature_maps.py").run())
    (link,) = page.get("page_link")
    assert link.proto.label == "There is no model yet. Train one first."
