"""The anatomy's cards for kernels and layers at the edges of what the playground takes."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.filters.apply import filter_image
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.result import BenchState
from cnnviz.ui.playground.state import PlaygroundState as Key


def script(bench):
    import streamlit as st

    from cnnviz.ui.playground import anatomy
    from cnnviz.ui.playground.state import PlaygroundState

    anatomy.show(PlaygroundState(), st.session_state.get("other", bench))


def state_of(kernel, layer: FilterLayer | None = None, shape=(40, 50, 1)) -> BenchState:
    image = np.random.default_rng(0).random(shape, np.float32)
    weights = np.atleast_3d(np.asarray(kernel, float))
    return BenchState("Noise", image, "Custom", "", filter_image(image, weights, layer))


def shown(kernel, layer: FilterLayer, shape=(40, 50, 1)) -> AppTest:
    return AppTest.from_function(
        script, args=(state_of(kernel, layer, shape),), default_timeout=120
    )


def words(app: AppTest) -> str:
    return " ".join(each.value for each in (*app.markdown, *app.caption, *app.info))


@pytest.mark.parametrize("layer", [FilterLayer(), FilterLayer("convolve", border="wrap")])
@pytest.mark.parametrize(
    "kernel", [np.zeros((3, 3)), [[2.0]], np.ones((1, 7)), np.ones((6, 1)), np.eye(15)]
)
def test_every_kernel_has_an_anatomy(kernel, layer):
    app = shown(kernel, layer).run()
    assert not app.exception
    assert [each.value for each in app.subheader] == [
        "Column × row",
        "Time on this picture",
        "Frequency response",
        "One dimension, step by step",
        "As a matrix",
    ]


@pytest.mark.parametrize(
    "layer", [FilterLayer(stride=16), FilterLayer(stride=3, dilation=16, border="wrap")]
)
def test_wide_strides_and_gaps_are_shown_too(layer):
    app = shown(np.ones((3, 3)), layer, (60, 60, 1)).run()
    assert not app.exception
    assert f"With stride {layer.stride}, frequencies outside" in words(app)


def test_a_window_too_wide_for_a_readable_matrix_is_reported():
    app = shown(np.ones((3, 3)), FilterLayer(dilation=16), (60, 60, 1)).run()
    assert "an input of at least 34 × 34: the matrix has 4 × 1,156 entries" in words(app)


def test_a_picture_of_one_pixel_has_an_anatomy():
    assert not shown(np.ones((3, 3)), FilterLayer(border="zero"), (1, 1, 1)).run().exception


def test_each_channels_kernel_is_looked_at_on_its_own():
    planes = np.stack([np.ones((3, 3)), np.eye(3), np.zeros((3, 3))], axis=2)
    app = shown(planes, FilterLayer(), (40, 50, 3)).run()
    for letter, rank in (("R", 1), ("G", 3), ("B", 0)):
        app.button_group(key=Key.PLANE).set_value(letter).run()
        assert f"**Rank {rank}:" in words(app)


def test_a_link_with_a_signal_that_cannot_be_read_is_reported_in_a_sentence():
    app = shown(np.ones((3, 3)), FilterLayer())
    app.query_params[Key.SIGNAL] = "Own"
    app.query_params[Key.OWN_SIGNAL] = "12x"
    app.run()
    assert not app.exception
    assert "whole numbers from 0 to 9, got '12x'" in app.warning[0].value


def times_shown(app: AppTest) -> int:
    return sum(each.proto.body.count(' ms"') for each in app.get("html"))


def test_times_stay_until_the_kernel_changes():
    app = AppTest.from_function(
        script, args=(state_of(np.ones((3, 3))),), default_timeout=120
    ).run()
    assert times_shown(app) == 0
    app.button[0].click().run()
    assert times_shown(app) == 3
    app.run()
    assert times_shown(app) == 3
    app.session_state["other"] = state_of(np.eye(3))
    app.run()
    assert times_shown(app) == 0
