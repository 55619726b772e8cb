"""What the front door's pictures show is what the rooms compute."""

import numpy as np
from scipy import signal

from cnnviz import images
from cnnviz.data import strokes
from cnnviz.filters.kernels import KERNELS
from cnnviz.images import gallery
from cnnviz.training import front_door
from cnnviz.training.front_door import Training
from cnnviz.ui.home import pictures


def test_the_output_is_the_kernel_s_on_the_photograph_that_is_shown():
    levels, output = pictures.filtered()
    expected = signal.correlate2d(levels / 255, KERNELS["Sobel x"].weights, "valid")
    np.testing.assert_allclose(output, expected, atol=1e-5)
    whole = images.to_grey(gallery.load("Temple"))
    assert max(levels.shape) == pictures.LONGEST
    assert abs(levels.mean() / 255 - whole.mean()) < 0.01


def test_the_sums_are_those_of_the_lecture():
    shown = pictures.by_hand()
    assert shown["output"] == [["19", "25"], ["37", "43"]]
    values = [eval(products.replace("×", "*").replace("−", "-")) for products in shown["sums"]]
    assert values == [19, 25, 37, 43]


def test_a_training_of_the_visitor_takes_the_place_of_the_measured_one():
    own = Training("mlp", (0.5, 0.6, 0.7), (0.4, 0.5, 0.6))
    assert pictures.pictures(own).training == own
    assert pictures.pictures().training == front_door.read().training


def test_there_is_an_answer_for_each_point_of_the_stroke():
    assert pictures.pictures().answers.shape == (len(strokes.EXAMPLE[0]), 10)
