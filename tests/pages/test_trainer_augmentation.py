"""The trainer's augmentation: presets, sliders, variants and the count, with the engine."""

import re
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
from streamlit.testing.v1 import AppTest

from cnnviz import images, models
from cnnviz.layers import Conv2D, Flatten
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.training import folder
from cnnviz.training.augment import augmented
from cnnviz.training.augmentation import PRESETS, Augmentation, parse
from cnnviz.training.folder import RunFolder
from cnnviz.training.image_changes import BY_NAME, CHANGES
from cnnviz.ui import caches
from cnnviz.ui.trainer import variants
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.ui.trainer.variants import VariantsRequest
from tests.pages.feature_maps_page import DIGITS, finished_run
from tests.pages.trainer_page import checked, control, html, open_page, press

pytestmark = pytest.mark.usefixtures("no_runs")


@pytest.fixture
def own_run() -> RunFolder:
    """A run that ended with a small network for digits."""
    return finished_run("digits", DIGITS, (28, 28, 1), (Conv2D(4, stride=2), Flatten()))


def slider(page: AppTest, name: str):
    (found,) = [s for s in page.slider if s.label == BY_NAME[name].label]
    return found


def labelled(widgets, label: str):
    """The widget with a label; the keys of presets and sliders change."""
    (found,) = [widget for widget in widgets if widget.label == label]
    return found


def opened(augmentation: str = "none", **address: str) -> AppTest:
    return open_page(**{Key.AUGMENTING: "true", Key.AUGMENTATION: augmentation} | address)


def pictures(page: AppTest) -> list[str]:
    return re.findall(r'src="([^"]+)" alt="[^"]*variant', html(page))


def line(page: AppTest) -> str:
    (text,) = [text.value for text in page.markdown if "variants of test images" in text.value]
    return text


def test_closed_it_shows_no_slider_and_asks_nothing():
    page = open_page()
    assert not page.slider
    assert Key.variants.key not in page.session_state


def test_opened_it_shows_every_slider_and_eight_variants_of_three_pictures():
    page = opened("digits")
    assert {s.label for s in page.slider} == {change.label for change in CHANGES}
    assert {
        change.name: slider(page, change.name).value
        for change in CHANGES
        if slider(page, change.name).value
    } == PRESETS["digits"].amounts
    assert len(pictures(page)) == 24
    assert html(page).count(", as it is") == 2 * 3  # text and tooltip


def test_a_slider_moved_draws_other_variants_and_is_in_the_address_and_the_script():
    page = opened("none")
    before = pictures(page)
    (checked(slider(page, "rotate").set_value(30.0).run()))
    assert page.query_params[Key.AUGMENTATION] == "rotate=30"
    assert not set(before) & set(pictures(page))
    assert any("RandomRotation(30 / 360" in code.value for code in page.code)


def test_draw_again_draws_others_of_the_same_kind():
    page = opened("digits")
    before = pictures(page)
    (press(page, "Draw again"))
    assert not set(before) & set(pictures(page))
    assert page.query_params[Key.AUGMENTATION] == "digits"


def test_a_preset_sets_the_sliders_and_a_moved_slider_leaves_it():
    page = opened("none")
    checked(labelled(page.segmented_control, "Preset").set_value("steel").run())
    assert slider(page, "brightness").value == 0.25
    assert labelled(page.segmented_control, "Outside of the image").value == "mirror"
    assert labelled(page.selectbox, "Augmentation").value == "steel"
    checked(slider(page, "noise").set_value(0.1).run())
    assert labelled(page.segmented_control, "Preset").value is None
    assert labelled(page.selectbox, "Augmentation").value == "own changes"


def test_a_run_is_trained_with_the_sliders_numbers():
    page = opened("rotate=10,fill=mirror")
    checked(slider(page, "zoom").set_value(0.2).run())
    control(page, Key.EPOCHS).set_value(1).run()
    press(page, "Train")
    (run,) = folder.newest()
    assert run.config().augmentation == Augmentation(rotate=10, zoom=0.2, fill="mirror")
    run.request("stop")


def test_an_invalid_link_is_one_sentence_and_nothing_is_changed():
    page = open_page(**{Key.AUGMENTATION: "turn=3"})
    (error,) = page.error
    assert error.value.startswith(
        "The augmentation in this link is invalid: augmentation has no change 'turn'"
    )
    assert labelled(page.selectbox, "Augmentation").value == "none"
    assert page.query_params[Key.AUGMENTATION] == "none"


def test_an_address_of_some_changes_ago_takes_no_change_back():
    page = opened("none")
    for degrees in (30.0, 60.0):
        checked(slider(page, "rotate").set_value(degrees).run())
    for stale in ("none", "rotate=30"):
        page.query_params[Key.AUGMENTATION] = stale
        checked(page.run())
        assert slider(page, "rotate").value == 60
        assert page.query_params[Key.AUGMENTATION] == "rotate=60"


@pytest.mark.parametrize("written", [change.name for change in CHANGES])
def test_every_change_comes_from_a_link(written):
    page = open_page(**{Key.AUGMENTATION: f"{written}=0.25", Key.AUGMENTING: "true"})
    assert slider(page, written).value == 0.25


def test_variants_are_what_the_training_makes(engine):
    originals = caches.data_preview("digits", 0, None).samples.images[:4]
    for name in ("digits-elastic", "steel"):
        random = tf.random.Generator.from_seed(5)
        changed = augmented(tf.constant(images.to_float(originals)), PRESETS[name], random)
        drawn = engine.variants(originals, PRESETS[name], 5)
        np.testing.assert_array_equal(drawn, images.to_uint8(changed.numpy()))


def test_the_count_is_that_of_the_model_itself():
    page = opened("rotate=40")
    shipped = models.open_model(next(i for i in models.shipped() if i.path.stem == "mnist"))
    probes = caches.data_preview("digits", 0, None).probes
    assert len(probes) == 200
    random = tf.random.Generator.from_seed(0)
    batch = augmented(tf.constant(images.to_float(probes.images)), parse("rotate=40"), random)
    expected = [
        int((ObservedModel(shipped).predict(x).argmax(axis=1) == probes.labels).sum())
        for x in (batch.numpy(), images.to_float(probes.images))
    ]
    assert line(page) == (
        f"**{shipped.info.name}** classifies **{expected[0]} of 200** variants of test images "
        f"correctly; unchanged, {expected[1]}."
    )


def test_own_finished_runs_are_in_the_menu_and_are_tested(own_run):
    page = opened("digits", **{Key.TESTED: own_run.id})
    assert len(control(page, Key.TESTED).options) >= 2
    assert line(page).startswith("**small** classifies")


def test_without_a_model_that_fits_the_variants_are_shown_nevertheless(monkeypatch):
    monkeypatch.setattr(variants, "fits", lambda info, preview: False)
    page = opened("nudge")
    assert len(pictures(page)) == 24
    assert any("No finished model fits these images" in text.value for text in page.markdown)
    assert Key.TESTED not in page.session_state


def test_a_model_fits_where_it_knows_the_classes_and_the_proportions():
    preview = caches.data_preview("digits", 0, None)
    info = next(info for info in models.shipped() if info.path.stem == "mnist")
    assert variants.fits(info, preview)
    assert variants.fits(info, replace(preview, input_shape=(56, 56, 1)))
    assert not variants.fits(info, replace(preview, input_shape=(28, 30, 1)))
    assert not variants.fits(info, replace(preview, input_shape=(28, 28, 3)))
    assert not variants.fits(info, replace(preview, classes=("cat", "dog")))


def test_a_deleted_model_is_one_sentence_beside_the_variants(engine, own_run, tmp_path):
    gone = replace(models.read_info(own_run.model), path=tmp_path / "gone.keras")
    preview = caches.data_preview("digits", 0, None)
    entry = type("Entry", (), {"info": gone})()
    answers = variants.answers(VariantsRequest(preview, PRESETS["nudge"], 0, entry))
    assert next(answers).pictures.shape == (3, 8, 28, 28, 1)
    with pytest.raises(ValueError, match=r"the model gone\.keras is no longer there"):
        next(answers)


def test_images_of_another_size_than_the_model_s_are_resized(engine, own_run):
    probes = caches.data_preview("digits", 0, None).probes
    doubled = probes.images.repeat(2, axis=1).repeat(2, axis=2)
    args = probes.labels, PRESETS["none"], 0
    small = engine.count_correct(own_run.model, probes.images, *args)
    assert abs(engine.count_correct(own_run.model, doubled, *args) - small) <= 5
