"""The table of methods, and the layers that Grad-CAM takes."""

import numpy as np
import pytest

from cnnviz.explain import methods
from cnnviz.explain.methods import METHODS, Target
from cnnviz.layers import Conv2D, Dense, Flatten, MaxPool2D
from cnnviz.networks import trace
from cnnviz.utils.errors import InputError


def test_names_and_labels_differ_and_every_method_says_what_it_cannot_do():
    assert len({method.name for method in METHODS} | {m.label for m in METHODS}) == 10
    for method in METHODS:
        assert method.does.endswith(".")
        assert method.limit.endswith(".")
        assert "arXiv" in method.source


def test_a_target_is_a_logit_or_a_difference_of_two():
    np.testing.assert_array_equal(Target(1).direction(3), [0, 1, 0])
    np.testing.assert_array_equal(Target(1, 2).direction(3), [0, 1, -1])


@pytest.mark.parametrize("target", [Target(3), Target(-1), Target(0, 3), Target(1, 1)])
def test_a_target_that_is_no_pair_of_classes_is_refused(target):
    with pytest.raises(InputError):
        target.direction(3)


def test_grad_cam_takes_the_last_layer_that_has_rows_and_columns():
    rows = trace((Conv2D(2), MaxPool2D(), Flatten(), Dense(3)), (8, 8, 1), 2)
    assert methods.layers_with_maps(rows) == ("conv_1", "max_pool_1")
    assert methods.cam_layer(rows) == "max_pool_1"
    assert methods.cam_layer(rows, "conv_1") == "conv_1"
    with pytest.raises(InputError, match="layer must be one of conv_1, max_pool_1, got 'dense_1'"):
        methods.cam_layer(rows, "dense_1")


def test_a_network_without_maps_has_no_grad_cam():
    with pytest.raises(InputError, match="there is none"):
        methods.cam_layer(trace((Flatten(), Dense(3)), (8, 8, 1), 2))
