"""The table of scores over test images, against the same computed here, image by image."""

import numpy as np
import pytest

from cnnviz import models
from cnnviz.data import Split
from cnnviz.data.boxes import BoundingBox
from cnnviz.engine import method_scores
from cnnviz.engine.method_scores import MethodScores
from cnnviz.explain import scores
from cnnviz.explain.attribution import AttributedModel
from cnnviz.explain.methods import METHODS, Target
from cnnviz.explain.score_table import ROWS
from cnnviz.images import to_float
from cnnviz.utils.errors import EngineError

COUNT = 4
BOXES = {
    f"test/{number}": tuple(BoundingBox(name, 1, 2, 6, 5) for name in ("zero", "two"))
    for number in range(COUNT)
}


@pytest.fixture(scope="module")
def test_split():
    pixels = np.random.default_rng(4).integers(0, 256, (COUNT, 8, 8, 1)).astype(np.uint8)
    return Split(pixels, np.zeros(COUNT, np.int64), tuple(BOXES))


@pytest.fixture(scope="module")
def model(path):
    return models.open_model(path)


@pytest.fixture
def empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


def finished(engine, model, split, boxes=BOXES) -> MethodScores:
    found = MethodScores(engine, model.info, split, boxes)
    found.start()
    found.wait()
    assert not found.error
    assert found.complete
    return found


def test_every_number_is_that_of_a_loop_over_the_images(engine, model, test_split, empty_home):
    found = finished(engine, model, test_split).table
    attributed, shares = AttributedModel(model), np.linspace(0, 1, 21)
    expected = {row: {"deletion": [], "insertion": [], "peak": [], "inside": []} for row in ROWS}
    mask = np.zeros((8, 8), bool)
    mask[1:6, 2:5] = True
    labels = []
    for place in np.random.default_rng(0).permutation(COUNT):
        image = to_float(test_split.images[place])
        label = int(model.network(image[np.newaxis]).numpy()[0].argmax())
        labels.append(label)
        maps = {m.name: attributed.attribution(image, m, Target(label)) for m in METHODS}
        maps |= {"centre": scores.centre(8, 8), "edges": scores.edges(image)}
        for name, each in maps.items():
            for kind in ("deletion", "insertion"):
                changed = scores.changed(image, scores.ranking(each), kind, shares)
                curve = model.network(changed).numpy()[:, label]
                expected[name][kind].append(np.trapezoid(curve, shares))
            if label != 1:  # no box is of that class
                expected[name]["peak"].append(mask.flat[each.argmax()] and each.max() > 0)
                expected[name]["inside"].append(
                    np.maximum(each, 0)[mask].sum() / each.clip(0).sum()
                )
    for row, measures in expected.items():
        for measure, values in measures.items():
            got = found.values[row].get(measure, [])
            np.testing.assert_allclose(got, values, atol=2e-4, err_msg=f"{row} {measure}")
    assert found.area == [pytest.approx(15 / 64, abs=1e-5)] * sum(label != 1 for label in labels)


def test_without_boxes_there_are_areas_only(engine, model, test_split, empty_home):
    table = finished(engine, model, test_split, {}).table
    assert {tuple(measures) for measures in table.values.values()} == {("deletion", "insertion")}


def test_a_stopped_table_goes_on_where_it_was(engine, model, test_split, empty_home, monkeypatch):
    whole = finished(engine, model, test_split, {}).table.to_json()
    for file in method_scores.paths.explanations().iterdir():
        file.unlink()
    broken = MethodScores(engine, model.info, test_split, {})
    scored = broken._scored

    def stopping(place):
        if place == 2:
            broken.stop()
        return scored(place)

    monkeypatch.setattr(broken, "_scored", stopping)
    broken.start()
    broken.wait()
    assert (broken.table.done, broken.error, broken.complete) == (2, "", False)
    another = MethodScores(engine, model.info, test_split, {})
    assert another.table.done == 2
    another.start()
    another.wait()
    assert another.table.to_json() == whole


def test_a_table_of_other_images_or_a_damaged_one_is_not_taken(
    engine, model, test_split, empty_home
):
    table = finished(engine, model, test_split)
    fewer = MethodScores(engine, model.info, test_split.take(np.arange(3)), BOXES)
    assert fewer.table.done == 0
    table._file.write_bytes(b"\xff{")
    assert MethodScores(engine, model.info, test_split, BOXES).table.done == 0


def test_an_error_ends_it_with_its_reason(engine, model, test_split, empty_home, monkeypatch):
    def fail(*args):
        raise EngineError("the engine has ended")

    table = MethodScores(engine, model.info, test_split, {})
    monkeypatch.setattr(table, "_scored", fail)
    table.start()
    table.wait()
    assert (table.error, table.active) == ("the engine has ended", False)
