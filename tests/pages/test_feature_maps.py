"""The feature maps page, run without a browser, with the engine that answers in earnest."""

import io
import json
import shutil

import cv2
import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnnviz import models
from cnnviz.data import strokes
from cnnviz.data.digit_photo import Box, find_digit_in
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.layers import Conv2D, Dense, Flatten, MaxPool2D
from cnnviz.models import ModelInfo, network_input
from cnnviz.networks.build import build
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.ui.feature_maps import card_text
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from cnnviz.utils import paths
from cnnviz.utils.errors import EngineError, InputError
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


@pytest.fixture(scope="module")
def digit_run(cnnviz_home):
    layers = (Conv2D(4, activation="relu"), MaxPool2D(), Flatten(), Dense(8, "relu"))
    run = finished_run("digits", DIGITS, (28, 28, 1), layers)
    yield run
    shutil.rmtree(run.path)


@pytest.fixture(scope="module")
def steel_run(cnnviz_home):
    layers = (Conv2D(3, 5, 4, activation="relu"), MaxPool2D(4), Flatten())
    run = finished_run("steel-synthetic", STEEL, (200, 200, 1), layers)
    yield run
    shutil.rmtree(run.path)


def open_page(run: RunFolder, **address: str) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "pages/feature_maps.py", default_timeout=60)
    for key, value in (address | {Key.MODEL: run.id}).items():
        page.query_params[key] = value
    return checked(page.run())


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


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def upload(page: AppTest, name: str, data: bytes) -> AppTest:
    return checked(page.file_uploader(Key.UPLOAD).set_value((name, data, "image/png")).run())


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
    np.testing.assert_allclose(values, parts, rtol=1e-5, atol=1e-6)


def test_the_caption_says_what_the_model_reads_and_how_good_it_is(opened):
    captions = [caption.value for caption in opened.caption]
    assert any("28 × 28 grey pixels" in text and "75.0 %" in text for text in captions)


def test_a_stroke_changes_what_the_network_sees(engine, digit_run):
    page = open_page(digit_run)
    before = answered(page)[1]
    page.session_state[Key.PAD] = {"strokes": [[[0.5, 0.1], [0.5, 0.9]]]}
    after = answered(checked(page.run()))[1]
    upright = network_input.of_drawing((((0.5, 0.1), (0.5, 0.9)),)).picture
    np.testing.assert_array_equal(after, upright.ravel())
    assert not np.array_equal(before, after)


def test_a_cleared_pad_invites_to_draw_and_shows_no_answer(engine, digit_run):
    page = open_page(digit_run)
    page.session_state[Key.PAD] = {"strokes": []}
    header, picture, probabilities = answered(checked(page.run()))
    assert header["note"] == "Draw a digit: the prediction is updated after every stroke."
    assert picture.size == probabilities.size == 0


def test_a_browser_that_sends_nonsense_leaves_the_drawing_as_it_was(engine, digit_run):
    page = open_page(digit_run)
    page.session_state[Key.PAD] = {"strokes": "<script>"}
    header, picture, _ = answered(checked(page.run()))
    assert header["note"] == "No prediction: a drawing must be a list of strokes."
    assert picture.size == 0
    assert Key(page.session_state).strokes == strokes.EXAMPLE


def test_two_digits_on_the_pad_are_doubted(engine, digit_run):
    page = open_page(digit_run)
    page.session_state[Key.PAD] = {"strokes": [[[0.2, 0.2], [0.2, 0.8]], [[0.6, 0.2], [0.6, 0.8]]]}
    assert answered(checked(page.run()))[0]["doubt"] == network_input.TWO_SHAPES


def test_a_drawing_is_still_there_after_another_kind_of_input(engine, digit_run):
    page = open_page(digit_run)
    page.session_state[Key.PAD] = {"strokes": [[[0.5, 0.1], [0.5, 0.9]]]}
    drawn = answered(checked(page.run()))[1]
    page.segmented_control(Key.INPUT).set_value("Sample").run()
    page.segmented_control(Key.INPUT).set_value("Draw").run()
    np.testing.assert_array_equal(answered(checked(page))[1], drawn)


def test_a_sample_comes_with_its_label(engine, digit_run):
    header, picture, _ = answered(open_page(digit_run, **{Key.INPUT: "Sample", Key.SAMPLE: "3"}))
    assert header["truth"] in DIGITS
    assert header["caption"].startswith("Built-in digits: ")
    assert picture.max() > 0.5


def test_a_click_on_the_sheet_chooses_that_sample(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Sample"})
    assert '"picked": 0' in component(page, Key.SHEET).json
    page.number_input(Key.SAMPLE).set_value(30).run()
    assert '"first": 25' in component(checked(page), Key.SHEET).json


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


def test_an_uploaded_photograph_of_a_digit_is_read_as_mnist_s_digits_are(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    paper = np.full((300, 200), 230, np.uint8)
    paper[60:240, 90:110] = 20
    page = upload(page, "one.png", png(paper))
    seen = answered(page)[1].reshape(28, 28)
    assert seen[14, 14] > 0.9
    assert seen[0].max() == seen[:, 0].max() == 0
    page.toggle(Key.AS_MNIST).set_value(False).run()
    assert answered(checked(page))[1].reshape(28, 28)[0].min() > 0.8


def test_an_uploaded_picture_is_fitted_to_a_steel_network(engine, steel_run):
    page = open_page(steel_run, **{Key.PICTURE_INPUT: "Upload"})
    colours = np.random.default_rng(0).integers(0, 255, (50, 80, 3), np.uint8)
    header, _, probabilities = answered(upload(page, "plate.png", png(colours)))
    assert header["shape"] == [200, 200, 1]
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert header["truth"] is None


def test_until_something_is_uploaded_there_is_no_answer(engine, digit_run):
    page = open_page(digit_run)
    checked(page.segmented_control(Key.INPUT).set_value("Upload").run())
    header, picture, probabilities = answered(page)
    assert header["note"] == "Upload an image: the prediction follows at once."
    assert picture.size == probabilities.size == 0


BROKEN = {
    "no image": b"no image at all",
    "cut short": png(np.zeros((9, 9), np.uint8))[:40],
    "too large": png(np.zeros((8000, 8000), bool)),
}
INK = png(np.pad(np.zeros((60, 12), np.uint8), 30, constant_values=230))


def test_a_broken_upload_is_one_sentence(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    for data in BROKEN.values():
        (warning,) = upload(page, "broken.png", data).warning
        assert warning.value.startswith("broken.png: ")
        assert "kept" not in warning.value
        assert answered(page)[1].size == 0


def test_after_a_broken_upload_the_picture_before_it_stays_and_is_named(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    before = answered(upload(page, "ink.png", INK))[1]
    page = upload(page, "broken.png", BROKEN["no image"])
    (warning,) = page.warning
    assert warning.value.endswith(" The previous picture is kept.")
    np.testing.assert_array_equal(answered(page)[1], before)


def test_a_picture_without_ink_has_no_answer_whatever_was_there(engine, digit_run):
    page = upload(open_page(digit_run, **{Key.INPUT: "Upload"}), "ink.png", INK)
    page = upload(page, "blank.png", png(np.full((90, 90), 255, np.uint8)))
    header, picture, probabilities = answered(page)
    assert "no ink stands out" in header["note"]
    assert picture.size == probabilities.size == len(page.warning) == 0


def test_an_uploaded_picture_has_a_border(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    page.toggle(Key.AS_MNIST).set_value(False).run()
    upload(page, "ink.png", INK)
    boxes = page.get("flex_container")
    (frame,) = (box for box in boxes if [part.type for part in box.children.values()] == ["image"])
    assert frame.proto.flex_container.border


def open_shipped(**address: str) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "pages/feature_maps.py", default_timeout=60)
    for key, value in (address | {Key.MODEL: "mnist"}).items():
        page.query_params[key] = value
    return checked(page.run())


def test_a_shipped_model_is_doubted_where_it_has_learned_nothing_like_the_input(engine):
    page = open_shipped(**{Key.INPUT: "Upload"})
    assert answered(page)[0]["doubt"] == ""
    page.toggle(Key.AS_MNIST).set_value(False).run()
    noise = np.random.default_rng(0).integers(0, 255, (28, 28), np.uint8)
    assert answered(upload(page, "noise.png", png(noise)))[0]["doubt"] == card_text.DOUBT


def test_a_shipped_model_has_its_card_and_a_trained_one_has_none(engine, opened):
    def text(page: AppTest) -> str:
        return " ".join(each.value for each in page.markdown)

    assert "10,000 unseen test images" in text(open_shipped())
    assert "unseen test images" not in text(opened)
    assert answered(opened)[0]["doubt"] == ""


def test_a_model_that_vanished_is_no_longer_offered(engine, digit_run, tmp_path):
    page = open_page(digit_run)
    shutil.move(digit_run.model, tmp_path)
    try:
        assert digit_run.id not in checked(page.run()).query_params[Key.MODEL]
    finally:
        shutil.move(tmp_path / digit_run.model.name, digit_run.model)


def test_while_the_engine_warms_up_everything_else_is_there(engine, digit_run, monkeypatch):
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

    monkeypatch.setattr(engine, "activations", fail)
    header, _, _ = answered(open_page(digit_run))
    assert header["note"] == f"No prediction: {error}."


def test_an_unknown_model_in_the_address_opens_another(engine, digit_run):
    page = AppTest.from_file(paths.ROOT / "pages/feature_maps.py", default_timeout=60)
    page.query_params[Key.MODEL] = "../../etc/passwd"
    assert answered(checked(page.run()))[2].size > 0


def test_without_any_model_the_way_to_the_trainer_is_shown(monkeypatch, tmp_path):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setattr(paths, "MODELS", tmp_path)
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=60).run()
    page = checked(page.switch_page("pages/feature_maps.py").run())
    (link,) = page.get("page_link")
    assert link.proto.label == "There is no model yet. Train one first."


def sixteen_bit_png(largest: int) -> bytes:
    pixels = np.linspace(0, largest, 28 * 28).reshape(28, 28).astype(np.uint16)
    return cv2.imencode(".png", pixels)[1].tobytes()


def test_twelve_bits_in_sixteen_are_reported_and_can_be_stretched(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    page.toggle(Key.AS_MNIST).set_value(False).run()
    upload(page, "camera.png", sixteen_bit_png(4095))
    assert any("uses 12 of its 16 bits: values from 0 to 4,095" in c.value for c in page.caption)
    assert answered(page)[1].max() == pytest.approx(4095 / 65535, rel=1e-3)
    checked(page.button(Key.STRETCH).click().run())
    assert answered(page)[1].max() == 1
    assert not any("of its 16 bits" in caption.value for caption in page.caption)


def test_a_heic_picture_is_answered_with_the_way_out(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    upload(page, "IMG_1.HEIC", b"\0\0\0\x18ftypheic" + bytes(100))
    assert page.warning[0].value.startswith("IMG_1.HEIC: a HEIC picture, as iPhones take them")


def sheet_of_two() -> np.ndarray:
    """A tall bar, and a lower one to its right."""
    paper = np.full((400, 600), 230, np.uint8)
    paper[100:300, 150:170] = 20
    paper[130:270, 400:420] = 20
    return paper


def shown_boxes(page: AppTest) -> dict:
    (data,) = json.loads(component(page, Key.PHOTO).json)
    return data


def choose(page: AppTest, **change) -> AppTest:
    """What the browser sends when a shape is clicked or a box drawn."""
    number = shown_boxes(page)["taken"] + 1
    page.session_state[Key.PHOTO] = {"edit": [change | {"number": number}]}
    return checked(page.run())


@pytest.fixture
def two(engine, digit_run) -> AppTest:
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    return upload(page, "two.png", png(sheet_of_two()))


def test_every_shape_in_a_photograph_is_offered_and_the_likeliest_read(two):
    data = shown_boxes(two)
    assert data["size"] == [400, 600]
    np.testing.assert_allclose([shape["box"][1] for shape in data["shapes"]], [150, 400], atol=4)
    assert (data["chosen"], data["drawn"]) == (0, None)
    assert answered(two)[0]["doubt"] == network_input.SEVERAL_SHAPES


def test_a_chosen_shape_is_read_without_doubt_and_kept(two):
    before = answered(two)[1]
    header, picture, _ = answered(choose(two, shape=1))
    assert shown_boxes(two)["chosen"] == 1
    assert header["doubt"] == ""
    assert not np.array_equal(picture, before)  # the lower bar is broader for its height
    two.segmented_control(Key.INPUT).set_value("Draw").run()
    two.segmented_control(Key.INPUT).set_value("Upload").run()
    np.testing.assert_array_equal(answered(checked(two))[1], picture)
    two.toggle(Key.AS_MNIST).set_value(False).run()
    two.toggle(Key.AS_MNIST).set_value(True).run()
    assert shown_boxes(checked(two))["chosen"] == 1


def test_the_visitors_box_is_read_and_kept(two):
    choose(two, box=[110, 380, 180, 60])
    assert shown_boxes(two)["drawn"] == [110, 380, 180, 60]
    assert shown_boxes(two)["chosen"] is None
    found = find_digit_in(sheet_of_two()[..., None], Box(110, 380, 180, 60))
    expected = network_input.of_candidate(found)
    np.testing.assert_array_equal(answered(two)[1], expected.pixels.ravel())
    assert shown_boxes(checked(two.run()))["drawn"] == [110, 380, 180, 60]


def test_a_box_around_nothing_says_so_and_shows_what_stands_out(two):
    choose(two, box=[10, 500, 60, 60])
    assert answered(two)[0]["note"] == "No prediction: no ink stands out in your box."
    (stages,) = [each.body for each in two.get("html") if "What stands out" in each.body]
    assert "Taken for ink" not in stages


def test_another_photograph_forgets_the_choice(two):
    choose(two, shape=1)
    upload(two, "mirrored.png", png(sheet_of_two()[:, ::-1].copy()))
    assert shown_boxes(two)["chosen"] == 0


def test_the_stages_of_a_photograph_are_shown_and_of_nothing_else(two):
    def stages(page: AppTest) -> list[str]:
        return [each.body for each in page.get("html") if "Paper and light" in each.body]

    (shown,) = stages(two)
    assert shown.count("<img") == 5
    two.toggle(Key.AS_MNIST).set_value(False).run()
    assert stages(checked(two)) == []


def test_a_photograph_without_ink_shows_what_was_looked_at(engine, digit_run):
    page = upload(
        open_page(digit_run, **{Key.INPUT: "Upload"}),
        "blank.png",
        png(np.full((90, 90), 200, np.uint8)),
    )
    assert shown_boxes(page)["shapes"] == []
    assert any("What stands out" in each.body for each in page.get("html"))


def test_a_picture_above_25_megapixels_is_said_to_be_read_at_half_its_size(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    large = np.full((4000, 6400), 230, np.uint8)
    large[1000:3000, 2000:2300] = 20
    upload(page, "large.png", png(large))
    assert any("half its size, 3,200 × 2,000 of 6,400 × 4,000" in c.value for c in page.caption)
    upload(page, "ink.png", INK)
    assert not any("half its size" in caption.value for caption in page.caption)
