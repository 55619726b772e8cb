"""Pages of large layers, and what of the choices for the maps is in a link."""

import numpy as np
import pytest

from cnnviz.layers import Conv2D, Flatten
from cnnviz.models.layer_outputs import Activations, LayerActivation
from cnnviz.networks import trace
from cnnviz.ui.components.feature_strips import look as looks
from cnnviz.ui.components.feature_strips import strips_data
from cnnviz.ui.components.feature_strips.look import Look
from tests.ui.components.test_packing import unpack

ROWS = trace((Conv2D(150, 3, padding="same"), Conv2D(8, 3), Flatten()), (6, 6, 1), 10)
RANDOM = np.random.default_rng(0)
VALUES = [RANDOM.normal(size=row.output_shape).astype(np.float32) for row in ROWS]
ACTIVATIONS = Activations(
    tuple(
        LayerActivation(row.name, row.layer.kind, values)
        for row, values in zip(ROWS, VALUES, strict=True)
    )
)


def sent(look: Look) -> tuple[dict, np.ndarray]:
    """The first layer's header, and its values (rows, columns, maps of the page)."""
    header, values = unpack(strips_data(ROWS, ACTIVATIONS, list("0123456789"), look=look))
    layer = header["layers"][0]
    return layer, values[: layer["size"]].reshape(6, 6, -1)


@pytest.mark.parametrize(
    ("page", "maps"), [(0, range(64)), (1, range(64, 128)), (2, range(128, 150))]
)
def test_of_a_large_layer_one_page_of_maps_is_sent(page, maps):
    layer, values = sent(Look(pages={"conv_1": page}))
    assert (layer["sent"], layer["units"], layer["shape"][2]) == (list(maps), len(maps), 150)
    np.testing.assert_array_equal(values, VALUES[0][..., list(maps)])


def test_the_strongest_maps_of_all_are_on_the_first_page():
    strength = np.abs(VALUES[0]).max(axis=(0, 1))
    layer, values = sent(Look(order="strength"))
    assert layer["sent"] == np.argsort(-strength, kind="stable")[:64].tolist()
    np.testing.assert_array_equal(values, VALUES[0][..., layer["sent"]])


def test_the_map_that_is_looked_at_first_is_on_the_page():
    header, _ = unpack(strips_data(ROWS, ACTIVATIONS, (), look=Look(pages={"conv_1": 2})))
    assert header["first"][0] == 0
    assert header["first"][1] in header["layers"][0]["sent"]


def test_choices_are_written_for_a_link_and_read_again():
    look = Look(folded=("conv_1", ROWS[1].name), pages={"conv_1": 2})
    folded, pages = looks.written_folded(look, ROWS), looks.written_pages(look)
    assert (folded, pages) == ("conv_1,conv_2", "conv_1.3")
    assert looks.read_folded(folded, ROWS) == look.folded
    assert looks.read_pages(pages, ROWS) == look.pages
    every = Look(folded=tuple(row.name for row in ROWS))
    assert looks.read_folded(looks.written_folded(every, ROWS), ROWS) == every.folded


@pytest.mark.parametrize(
    "text", ["conv_1.4", "conv_1.0", "conv_2.2", "nothing.1", "conv_1", "conv_1.x"]
)
def test_a_page_that_is_not_there_is_refused(text):
    with pytest.raises(ValueError, match=r"page|invalid literal"):
        looks.read_pages(text, ROWS)


@pytest.mark.parametrize(
    "message",
    [None, [], {"order": 3, "pages": 5}, {"folded": "conv_1", "pages": {"conv_1": "2"}}],
)
def test_a_browser_s_nonsense_is_no_choice(message):
    assert looks.read_look(message, ROWS) == Look()


def test_a_page_beyond_the_last_is_the_last():
    assert looks.read_look({"pages": {"conv_1": 99}}, ROWS).pages == {"conv_1": 2}
