"""The feature maps page's samples: of one class, only wrong ones, only doubted ones."""

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.images import to_float
from cnnviz.training import catalog
from cnnviz.ui import caches
from cnnviz.ui.feature_maps import judged
from cnnviz.ui.feature_maps.judged import Chosen
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import answered, checked, component, open_page


def numbers(page: AppTest) -> list[int]:
    """Those of the images on the sheet."""
    found = re.search(r'"numbers": (\[[^]]*\])', component(page, Key.SHEET).json)
    return json.loads(found[1])


def captions(page: AppTest) -> str:
    return " ".join(each.value for each in page.caption)


@pytest.fixture
def digits(digit_run):
    return caches.run_samples(digit_run.config())


@pytest.fixture
def wrong(engine, digit_run, digits) -> np.ndarray:
    """The places of wrong answers, once the page knows them."""
    entry = catalog.find(digit_run.id)
    work = judged.judged(entry, Chosen("test", digits))
    work.start()
    work.wait()
    probabilities = engine.predict(digit_run.model, to_float(digits.test.images))
    return np.flatnonzero(probabilities.argmax(axis=1) != digits.test.labels)


def test_only_samples_of_a_class_are_shown_and_counted(engine, digit_run, digits):
    page = open_page(digit_run, **{Key.INPUT: "Sample", Key.SAMPLE_CLASS: "is 7"})
    places = np.flatnonzero(digits.test.labels == 7)
    assert numbers(page) == places[:25].tolist()
    assert answered(page)[0]["truth"] == "7"
    assert f"{len(places)} test images of class 7" in captions(page)


def test_only_wrong_answers_are_shown_and_counted(engine, digit_run, digits, wrong):
    page = open_page(digit_run, **{Key.INPUT: "Sample", Key.SAMPLE_WHICH: "wrong"})
    assert numbers(page) == wrong[:25].tolist()
    assert f"{len(wrong)} wrong of {len(digits.test)} test images" in captions(page)
    header, *_ = answered(page)
    assert header["classes"][header["order"][0]] != header["truth"]


def test_next_and_previous_stay_among_the_wrong_ones(engine, digit_run, wrong):
    page = open_page(digit_run, **{Key.INPUT: "Sample", Key.SAMPLE_WHICH: "wrong"})
    checked(page.button(Key.NEXT).click().run())
    assert page.number_input(Key.SAMPLE).value == wrong[1]
    assert page.button(Key.PREVIOUS).label == "Previous"
    checked(page.button(Key.PREVIOUS).click().run())
    checked(page.button(Key.PREVIOUS).click().run())
    assert page.number_input(Key.SAMPLE).value == wrong[-1]


def test_a_sample_that_does_not_pass_gives_way_to_the_next_that_does(engine, digit_run, digits):
    threes = np.flatnonzero(digits.test.labels == 3)
    gap = int(np.flatnonzero(digits.test.labels[: threes[2]] != 3)[-1])
    address = {Key.INPUT: "Sample", Key.SAMPLE_CLASS: "is 3", Key.SAMPLE: str(gap)}
    page = open_page(digit_run, **address)
    assert page.number_input(Key.SAMPLE).value == threes[threes > gap][0]
    assert answered(page)[0]["truth"] == "3"


def test_without_a_card_nothing_is_doubted_and_that_is_said(engine, digit_run, wrong):
    page = open_page(digit_run, **{Key.INPUT: "Sample", Key.SAMPLE_WHICH: "doubted"})
    assert "0 doubted of" in captions(page)
    assert answered(page)[0]["note"].startswith("No image is left")


@pytest.mark.parametrize("name", ["is 99", "<b>", ""])
def test_a_filter_of_nonsense_shows_all(engine, digit_run, name):
    page = open_page(digit_run, **{Key.INPUT: "Sample", Key.SAMPLE_CLASS: name})
    assert numbers(page) == list(range(25))
