"""An uploaded model in the feature maps page, and two models side by side."""

import json
from pathlib import Path

import numpy as np
import pytest

from cnnviz.models import uploads
from cnnviz.models.files import read_info
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import (
    DIGITS,
    answered,
    checked,
    component,
    explained,
    finished_run,
    open_model,
)
from tests.ui.components.test_packing import unpack

FILES = Path(__file__).parents[1] / "models/uploads/files"
pytestmark = pytest.mark.usefixtures("no_runs")


@pytest.fixture(scope="module")
def visitor_s_file(tmp_path_factory) -> bytes:
    """A small network for digits, as Keras saves it."""
    from keras import layers

    from tests.models.uploads.keras_files import keras, saved

    network = keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(3, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    return saved(network, tmp_path_factory.mktemp("file")).read_bytes()


def give(page, name, content):
    return checked(page.file_uploader(Key.MODEL_FILE).set_value((name, content, "")).run())


def options(page, label):
    (box,) = [each for each in page.selectbox if each.label == label]
    return box


def test_an_uploaded_model_is_chosen_and_answers_as_its_numpy_pass(visitor_s_file):
    from cnnviz.explain.forward import forward, read_network

    page = give(open_model("mnist"), "mine.keras", visitor_s_file)
    header, pixels, probabilities = answered(page)
    kept = uploads.keep("mine.keras", visitor_s_file)
    assert page.query_params[Key.MODEL] == kept.key
    wanted = forward(read_network(kept.info), pixels.reshape(28, 28, 1)).probabilities
    np.testing.assert_allclose(probabilities, wanted, atol=1e-5)
    assert header["classes"] == list("0123456789")


def test_a_link_opens_it_for_another_visitor(visitor_s_file):
    key = uploads.keep("mine.keras", visitor_s_file).key
    page = open_model(key)
    assert "mine, uploaded" in options(page, "Model").options
    assert len(answered(page)[2]) == 10


def test_a_file_that_cannot_be_opened_is_explained_and_the_model_stays():
    page = give(open_model("mnist"), "old.h5", b"\x89HDF\r\n\x1a\n" + bytes(100))
    (said,) = [each.value for each in page.warning]
    assert said.startswith("old.h5 cannot be opened: it is an HDF5 file")
    assert page.query_params[Key.MODEL] == "mnist"


def test_a_link_to_a_model_that_is_gone_says_so():
    page = open_model("upload-0123456789abcdef")
    assert "no longer on this server" in page.warning[0].value


@pytest.mark.parametrize("view", ["Units", "Data"])
def test_views_that_need_a_data_set_say_so(view, visitor_s_file):
    page = open_model(uploads.keep("mine.keras", visitor_s_file).key, **{Key.VIEW: view})
    assert "choose a data set" in page.warning[0].value


@pytest.mark.parametrize("view", ["Reasons", "What if?", "Inspection"])
def test_other_views_open_it(view, visitor_s_file):
    page = open_model(uploads.keep("mine.keras", visitor_s_file).key, **{Key.VIEW: view})
    assert not page.warning


def test_a_chosen_data_set_names_the_classes_and_gives_samples(visitor_s_file):
    key = uploads.keep("mine.keras", visitor_s_file).key
    page = open_model(key, **{Key.MODEL_DATA: "digits", Key.INPUT: "Sample"})
    assert not page.warning
    assert answered(page)[0]["truth"] is not None


def test_typed_names_are_shown_and_too_few_are_refused(visitor_s_file):
    key = uploads.keep("mine.keras", visitor_s_file).key
    typed = {Key.MODEL_DATA: "typed", Key.MODEL_CLASSES: "a,b,c,d,e,f,g,h,i,<b>j</b>"}
    assert answered(open_model(key, **typed))[0]["classes"][-1] == "<b>j</b>"
    page = open_model(key, **(typed | {Key.MODEL_CLASSES: "a,b"}))
    assert "10 classes" in page.warning[0].value
    assert answered(page)[0]["classes"] == list("0123456789")


def test_old_models_go_and_those_on_show_stay(visitor_s_file, tmp_path, monkeypatch):
    import os
    import time

    from cnnviz.models.uploads.store import remove_old

    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    kept = uploads.keep("mine.keras", visitor_s_file)
    folder, old = kept.info.path.parent, time.time() - 30 * 86400
    os.utime(folder, (old, old))
    remove_old(shown={kept.key})
    assert read_info(kept.info.path)
    uploads.find(kept.key)  # a page looks at it
    remove_old()
    assert folder.exists()
    os.utime(folder, (old, old))
    remove_old()
    assert not folder.exists()


def second(page):
    """The second answer's header, input and probabilities."""
    header, values = unpack(component(page, f"{Key.ANSWER}_beside").bytes)
    pixels = int(np.prod(header["shape"])) if header["shape"] else 0
    return header, values[:pixels], values[pixels:]


def test_a_second_model_answers_to_the_same_drawing_and_shows_its_layers(visitor_s_file):
    key = uploads.keep("mine.keras", visitor_s_file).key
    page = open_model("mnist", **{Key.BESIDE: key})
    _, pixels, probabilities = second(page)
    alone = open_model(key)
    np.testing.assert_allclose(probabilities, answered(alone)[2], atol=1e-6)
    np.testing.assert_array_equal(pixels, page_pixels(page))
    strips, _ = unpack(component(page, f"{Key.STRIPS}_beside").bytes)
    assert [each["name"] for each in strips["layers"]] == ["conv_1", "flatten_1", "output"]
    assert page.query_params[Key.BESIDE] == key


LETTERS = tuple("abcdefghij")
TYPED = {Key.MODEL_DATA: "typed", Key.MODEL_CLASSES: ",".join(LETTERS)}


def test_typed_names_stay_with_a_model_that_becomes_the_second(visitor_s_file):
    key = uploads.keep("mine.keras", visitor_s_file).key
    page = open_model(key, **TYPED)
    page.session_state[Key.MODEL], page.session_state[Key.BESIDE] = "mnist", key
    page = checked(page.run())
    assert second(page)[0]["classes"] == list(LETTERS)
    link = dict(page.query_params)
    assert key in link[Key.NAMES]
    other = open_model("mnist", **{Key.BESIDE: key, Key.NAMES: link[Key.NAMES]})
    assert second(other)[0]["classes"] == list(LETTERS)


def test_names_of_one_uploaded_model_are_not_given_to_another(visitor_s_file):
    from cnnviz.models.uploads import store

    first = uploads.keep("mine.keras", visitor_s_file).key
    page = open_model(first, **TYPED)
    again = uploads.find(first).info.path.parent
    another = first[:-4] + ("0000" if first[-4:] != "0000" else "1111")
    (store._folder() / another).mkdir()
    for file in again.iterdir():
        (store._folder() / another / file.name).write_bytes(file.read_bytes())
    page.session_state[Key.MODEL] = another
    page = checked(page.run())
    assert answered(page)[0]["classes"] == list("0123456789")
    page.session_state[Key.MODEL] = first
    assert answered(checked(page.run()))[0]["classes"] == list(LETTERS)


def test_an_uploaded_model_is_the_dotted_one_of_what_if(visitor_s_file):
    key = uploads.keep("mine.keras", visitor_s_file).key
    page = open_model("mnist", **{Key.VIEW: "What if?", Key.OTHER: key})
    header, _ = unpack(component(page, Key.CHANGES).bytes)
    assert (header["first"], header["other"]) == ("wide-mnist", "mine")
    assert page.query_params[Key.OTHER] == key


def test_an_inspection_has_the_names_that_an_uploaded_model_was_given(visitor_s_file):
    from cnnviz.ui import caches
    from tests.pages.feature_maps_page import INK

    key = uploads.keep("mine.keras", visitor_s_file).key
    page = open_model(key, **TYPED, **{Key.VIEW: "Inspection"})
    field = page.file_uploader(Key.INSPECT_FILES)
    checked(field.set_value([("one.png", INK, "image/png")]).run())
    job = caches.inspection_job(page.session_state["f_open_inspection"])
    job.wait()
    assert job.task.classes == LETTERS
    assert not job.error
    page = checked(page.run())
    assert any("1 file by mine" in each.value for each in page.markdown)


HALF = '{"upload-0123456789abcdef": ["a", "\\ud83d", "c"]}'  # of a character


@pytest.mark.parametrize(
    "text", ["", "nothing", "[1]", '{"upload-0123456789abcdef": "a"}', "{}", HALF]
)
def test_malformed_names_of_a_link_are_left_out(text):
    from cnnviz.ui.feature_maps.named_models import read_namings

    assert read_namings(text) == {}


def test_names_that_do_not_fit_a_model_are_left_out(visitor_s_file):
    key = uploads.keep("mine.keras", visitor_s_file).key
    names = json.dumps({key: ["unknown", "a", "b"]})
    page = open_model("mnist", **{Key.BESIDE: key, Key.NAMES: names})
    assert second(page)[0]["classes"] == list("0123456789")


def test_a_run_has_the_name_that_it_was_given():
    from cnnviz.layers import Flatten
    from cnnviz.training import notes

    run = finished_run("digits", DIGITS, (28, 28, 1), (Flatten(),))
    notes.change(run, name="Two filters")
    page = open_model(run.id)
    assert any(each.startswith("Two filters, 75.0 %") for each in options(page, "Model").options)
    assert any("What each layer of Two filters sees" in each.value for each in page.caption)


def page_pixels(page):
    (mine,) = [e for e in page.get("bidi_component") if e.proto.id.endswith(f"-{Key.ANSWER}")]
    header, values = unpack(mine.proto.bytes)
    return values[: int(np.prod(header["shape"]))]


def test_a_unit_of_the_second_model_is_explained_by_its_own_arithmetic():
    page = open_model("mnist", **{Key.BESIDE: "neu", Key.UNIT_PATH: "second:output.3"})
    header = explained(page)
    _, _, probabilities = second(page)
    assert header["value"] == pytest.approx(probabilities[2], abs=1e-5)
    assert header["model"] == 1
    assert header["second"] == [f"{Key.ANSWER}_beside", f"{Key.STRIPS}_beside"]
    assert header["crumbs"] == ["output: class patches"]


def test_a_unit_of_the_first_of_two_models_stays_explained():
    page = open_model("mnist", **{Key.BESIDE: "neu", Key.UNIT_PATH: "output.3"})
    assert explained(page)["crumbs"] == ["output: class 2"]
    assert explained(page)["model"] == 0


def test_without_the_second_model_its_unit_is_not_explained():
    page = open_model("mnist", **{Key.UNIT_PATH: "second:output.3"})
    assert explained(page)["path"] == []
    assert Key.UNIT_PATH not in page.query_params


def test_another_size_gets_the_same_picture_in_its_own():
    from cnnviz.models.network_input import fit_to_network

    page = open_model("mnist", **{Key.BESIDE: "neu"})
    header, pixels, probabilities = second(page)
    assert header["shape"] == [160, 160, 1]
    drawn = page_pixels(page).reshape(28, 28, 1)
    wanted = fit_to_network(drawn, (160, 160, 1))
    np.testing.assert_allclose(pixels.reshape(160, 160, 1), wanted, atol=1e-6)
    assert len(probabilities) == 6


def test_a_drawing_is_not_shown_to_a_network_for_colours(tmp_path):
    file = FILES / "fun_3.0.5.keras"
    key = uploads.keep(file.name, file.read_bytes()).key
    header, pixels, probabilities = second(open_model("mnist", **{Key.BESIDE: key}))
    assert "a drawing is grey" in header["note"]
    assert not len(pixels)
    assert not len(probabilities)


def test_other_views_show_one_model(visitor_s_file):
    page = open_model("mnist", **{Key.BESIDE: "neu", Key.VIEW: "Reasons"})
    assert not [e for e in page.get("bidi_component") if f"{Key.ANSWER}_beside" in e.proto.id]


def test_nonsense_as_the_second_model_is_none():
    page = open_model("mnist", **{Key.BESIDE: "nothing"})
    assert options(page, "Beside it, a second model").value == "none"


def test_a_menu_of_epochs_opens_a_run_at_another():
    from cnnviz.layers import Conv2D, Flatten
    from cnnviz.models import open_model as opened
    from cnnviz.training import checkpoint

    run = finished_run("digits", DIGITS, (28, 28, 1), (Conv2D(2), Flatten()))
    network = opened(run.model).network
    network.compile("adam", "sparse_categorical_crossentropy")
    for epoch in (1, 2):
        network.set_weights([epoch * weight for weight in network.get_weights()])
        run.checkpoint(epoch).parent.mkdir(exist_ok=True)
        checkpoint.save(run.checkpoint(epoch), network)
    page = open_model(run.id)
    box = options(page, "Epoch")
    assert box.options == ["as trained", "epoch 1", "epoch 2"]
    before = answered(page)[2]
    checked(box.set_value(f"{run.id}@2").run())
    assert page.query_params[Key.MODEL] == f"{run.id}@2"
    assert not np.array_equal(answered(page)[2], before)
    checked(options(page, "Epoch").set_value(run.id).run())
    np.testing.assert_array_equal(answered(page)[2], before)
