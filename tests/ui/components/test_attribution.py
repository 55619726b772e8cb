"""What the maps' component is sent, and what its script makes of it."""

import numpy as np
import pytest

from cnnviz.explain import scores
from cnnviz.explain.methods import Target
from cnnviz.ui.components.attribution import KINDS, Attributed, attribution_data, correlation
from tests import javascript

RANDOM = np.random.default_rng(0)
IMAGE = RANDOM.random((3, 4, 1), np.float32)
SHARES = np.linspace(0, 1, 5)
MAPS = {name: RANDOM.normal(size=(3, 4)).astype(np.float32) for name in ("occlusion", "edges")}
TWIN = RANDOM.normal(size=(3, 4)).astype(np.float32)
CURVES = {(row, kind): RANDOM.random((5, 3), np.float32) for row in MAPS for kind in KINDS}
SHOWN = Attributed(IMAGE, Target(2, 0), MAPS, {"occlusion": TWIN}, CURVES, SHARES)

READ = """
import { unpackExact } from "./_js/packing.js";
import { fillChanged, probabilityAt } from "./attribution/removal.js";
import { fillOverlay, strength, weightsOf } from "./attribution/maps.js";
"""


@pytest.fixture(scope="module")
def read():
    return javascript.evaluate(
        READ,
        """
        const data = unpackExact(Uint8Array.from(given));
        const changed = [0, 1, 2, 3, 4].map((step) => [0, 1].map((kind) => {
          const pixels = new Uint8ClampedArray(48);
          fillChanged(pixels, data, 1, kind, data.counts[step]);
          return [...pixels];
        }));
        const curve = data.shares.map((_, step) => probabilityAt(data, 1, 1, step, 2));
        return [data.rows, data.counts, [...data.maps], changed, curve, data.order];
        """,
        list(attribution_data(SHOWN, ("a", "b", "c"))),
    )


def test_rows_have_the_areas_of_the_explained_class_and_the_likeness_of_their_twin(read):
    rows = read[0]
    assert [row["name"] for row in rows] == ["occlusion", "edges"]
    for row in rows:
        for kind, area in zip(KINDS, row["areas"], strict=True):
            expected = np.trapezoid(CURVES[row["name"], kind][:, 2], SHARES)
            assert area == pytest.approx(expected, abs=1e-6)
    likeness = np.corrcoef(MAPS["occlusion"].ravel(), TWIN.ravel())[0, 1]
    assert rows[0]["alike"] == pytest.approx(likeness)
    assert rows[1]["alike"] is None


def test_maps_and_curves_arrive_as_they_were(read):
    np.testing.assert_array_equal(read[2], np.stack(list(MAPS.values())).ravel())
    np.testing.assert_allclose(read[4], CURVES["edges", "insertion"][:, 2])
    assert read[5] == np.argsort(-CURVES["occlusion", "deletion"][0]).tolist()


def test_the_browser_takes_the_same_pixels_away_as_the_scores(read):
    order = scores.ranking(MAPS["edges"])
    for number, kind in enumerate(KINDS):
        expected = scores.changed(IMAGE, order, kind, SHARES)[..., 0]
        for step in range(5):
            pixels = np.reshape(read[3][step][number], (3, 4, 4))
            np.testing.assert_allclose(pixels[..., 0], 255 * expected[step], atol=0.51)
            assert (pixels[..., 3] == 255).all()


def test_the_slider_s_ends_show_the_input_alone_and_the_map_alone():
    found = javascript.evaluate(
        READ,
        """
        const palette = { positive: [200, 0, 0], negative: [0, 0, 200], ground: [250, 250, 250] };
        const what = { image: [0, 0.5, 1], channels: 1, values: [1, -1, 0], limit: 1 };
        return [0, 0.5, 1].map((mix) => {
          const pixels = new Uint8ClampedArray(12);
          fillOverlay(pixels, what, palette, mix);
          return [0, 4, 8].map((at) => [...pixels.slice(at, at + 3)]);
        });
        """,
        None,
    )
    assert found[0] == [[0, 0, 0], [128, 128, 128], [255, 255, 255]]
    assert found[1] == [[200, 0, 0], [0, 0, 200], [255, 255, 255]]
    assert found[2] == [[200, 0, 0], [0, 0, 200], [250, 250, 250]]


def test_an_even_map_is_like_no_other():
    assert correlation(np.zeros((2, 2)), np.eye(2)) is None


def test_a_method_has_its_place_before_its_map_is_there():
    none = Attributed(IMAGE, Target(2), {}, {}, {}, SHARES, expected=("occlusion",))
    only = Attributed(IMAGE, Target(2), MAPS, {}, {}, SHARES, expected=("occlusion",))
    found = [
        javascript.evaluate(
            READ,
            """
            const data = unpackExact(Uint8Array.from(given));
            return data.rows.map((row) => [row.name, row.mapped, row.scored, row.areas]);
            """,
            list(attribution_data(each, ("a", "b", "c"))),
        )
        for each in (none, only)
    ]
    assert found[0] == [["occlusion", False, False, []]]
    assert found[1] == [["occlusion", True, False, []], ["edges", True, False, []]]
