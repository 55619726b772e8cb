"""A unit's page on the feature maps page, with the engine in earnest."""

import shutil
import zipfile

import numpy as np
import pytest

from cnnviz.explain.blocks import block_named
from cnnviz.training import catalog
from cnnviz.training.folder import RunFolder
from cnnviz.ui.feature_maps import learned, units
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from cnnviz.ui.feature_maps.units_pictures import frame_of, kernel_of
from cnnviz.ui.feature_maps.units_switch import points
from cnnviz.utils import paths
from tests.pages.feature_maps_page import checked, open_page

VIEW = {Key.VIEW: "Units", Key.UNITS_LAYER: "conv_1", Key.UNITS_UNIT: "3"}


@pytest.fixture(scope="module")
def subject(engine, digit_run):
    entry = catalog.find(digit_run.id)
    return learned.subject(entry, block_named(entry.info.summaries, "conv_1"))


@pytest.fixture
def opened(engine, digit_run, subject):
    open_page(digit_run, **VIEW)
    for work in (
        learned.answers(catalog.find(digit_run.id)),
        learned.strengths(subject),
        learned.ascent(subject, 2),
        learned.switched(subject, 2, 0.0),
    ):
        work.wait()
        assert work.complete
    return open_page(digit_run, **VIEW)


def captions(page) -> str:
    return "\n".join(caption.value for caption in page.caption)


def test_a_unit_s_page_shows_all_that_is_known(opened, subject):
    headings = "\n".join(text.value for text in opened.markdown)
    for heading in ("Its kernel", "Images that excite it most", "Mean value by class"):
        assert heading in headings
    assert "Input made by gradient ascent" in headings
    assert "in 240 steps" in captions(opened)
    assert f"Accuracy on {len(subject.sample):,} images" in captions(opened)


def test_the_worth_of_filters_is_computed_on_demand_and_sorted(opened, digit_run, subject):
    checked(opened.button(f"{Key.UNITS_WORK}_worth_start").click().run())
    work = learned.worth(subject)
    work.wait()
    assert work.complete
    opened = open_page(digit_run, **VIEW)
    answers = learned.answers(catalog.find(digit_run.id)).result["probabilities"].argmax(axis=1)
    whole = (answers == subject.sample.images.labels).mean()
    most = points(float(np.max(whole - work.result["without"])))
    assert f"is worth {most}." in captions(opened)


def test_doubled_is_another_accuracy_of_the_same_unit(opened, subject):
    opened = checked(opened.segmented_control(Key.UNITS_SWITCH).set_value("Doubled").run())
    work = learned.switched(subject, 2, 2.0)
    work.wait()
    assert work.complete


def test_the_output_layer_s_units_are_not_switched(engine, digit_run):
    page = open_page(digit_run, **(VIEW | {Key.UNITS_LAYER: "output", Key.UNITS_UNIT: "4"}))
    assert "Never active" not in captions(page)
    assert not [each for each in page.segmented_control if each.key == Key.UNITS_SWITCH]


def test_a_unit_that_the_layer_does_not_have_is_the_first_one(engine, digit_run):
    page = open_page(digit_run, **(VIEW | {Key.UNITS_UNIT: "99"}))
    assert not page.exception


def test_the_frame_is_the_receptive_field(subject):
    # Behind 3 × 3 and pooling, row 1 and column 2 see rows 2 to 5 and columns 4 to 7 of 28.
    width = subject.block.last.output_shape[1]
    top, left, height, across = frame_of(subject, width + 2)
    assert (top * 28, left * 28, height * 28, across * 28) == pytest.approx((2, 4, 4, 4))


def test_a_kernel_has_the_weights_of_its_filter(subject):
    weights = np.arange(3 * 3 * 2 * 4).reshape(3, 3, 2, 4)
    np.testing.assert_array_equal(kernel_of(weights, subject.block, 1), weights[..., 1])


def test_a_silent_unit_is_said_to_be(subject, monkeypatch):
    told, named = [], []
    monkeypatch.setattr(units.st, "info", told.append)
    monkeypatch.setattr(units.st, "caption", named.append)
    peaks = np.ones((3, 4), np.float32)
    peaks[:, [1, 3]] = 0
    units.say_silent(subject.block, peaks, 3)
    assert told[0].startswith("This filter is never active")
    assert "2 of 4 filters of conv_1 (1, 3)" in named[0]
    units.say_silent(subject.block, peaks, 0)
    assert len(told) == 1


def test_a_model_whose_weights_are_damaged_is_a_sentence(engine, digit_run):
    damaged = shutil.copytree(digit_run.path, paths.runs() / "20260103-101010-flipped-0000")
    try:
        model = damaged / "model.keras"
        content = bytearray(model.read_bytes())
        with zipfile.ZipFile(model) as file:
            place = file.getinfo("model.weights.h5")
        middle = place.header_offset + place.compress_size // 2
        content[middle : middle + 8] = bytes(byte ^ 255 for byte in content[middle : middle + 8])
        model.write_bytes(content)
        page = open_page(RunFolder(damaged), **VIEW)
        said = [each.value for each in page.warning]
        assert any("its checksum is wrong" in sentence for sentence in said), said
    finally:
        shutil.rmtree(damaged)
