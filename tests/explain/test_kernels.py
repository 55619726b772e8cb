"""The kernels of the first convolution, and what a batch normalisation makes of them."""

import numpy as np

from cnnviz.explain.forward import Network, forward
from cnnviz.explain.kernels import first_kernels
from cnnviz.layers import BatchNorm, Conv2D, Dense, Flatten, LayerNorm, MaxPool2D, ReLU
from cnnviz.networks import trace
from cnnviz.ops.convolution import cross_correlate2d

SHAPE = (8, 8, 1)


def network(*layers, shape=SHAPE) -> Network:
    rows = tuple(trace((*layers, Flatten()), shape, 2))
    chance = np.random.default_rng(0)
    return Network(
        rows,
        {
            row.name: tuple(
                chance.uniform(0.2, 1, size).astype(np.float32)
                for size in row.layer.weight_shapes(row.input_shape)
            )
            for row in rows
        },
    )


def test_the_kernels_are_those_of_the_first_convolution():
    net = network(LayerNorm(), Conv2D(4, (3, 5)), ReLU(), Conv2D(2))
    found = first_kernels(net)
    assert (found.layer, found.kernels.shape, found.folded) == (1, (4, 3, 5, 1), False)
    np.testing.assert_array_equal(found.kernels[2], net.weights["conv_1"][0][..., 2])


def test_a_folded_kernel_answers_as_convolution_and_normalisation_together():
    net = network(Conv2D(4, use_bias=False), BatchNorm())
    found = first_kernels(net, fold=True)
    assert found.folded
    image = np.random.default_rng(1).random(SHAPE, np.float32)
    answers = [forward(net, each).layers[1].values for each in (image, np.zeros_like(image))]
    for number, kernel in enumerate(found.kernels):
        ours = cross_correlate2d(image, kernel[..., 0], border="valid")[..., 0]
        expected = (answers[0] - answers[1])[..., number]
        np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-5)


def test_a_pooling_may_lie_between_and_an_activation_may_not():
    assert first_kernels(network(Conv2D(2), MaxPool2D(), BatchNorm()), fold=True).folded
    assert not first_kernels(network(Conv2D(2), ReLU(), BatchNorm()), fold=True).folded
    assert not first_kernels(network(Conv2D(2, activation="relu"), BatchNorm()), fold=True).folded
    assert not first_kernels(network(Conv2D(2)), fold=True).folded


def test_what_is_no_convolution_of_a_picture_has_no_kernels_to_look_at():
    assert first_kernels(network(Flatten(), Dense(3))) is None
    assert first_kernels(network(Conv2D(2), shape=(8, 8, 2))) is None
    assert first_kernels(network(Conv2D(2), shape=(8, 8, 3))).kernels.shape == (2, 3, 3, 3)
