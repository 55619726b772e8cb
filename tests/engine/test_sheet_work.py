"""Maps over sheets that come from the engine in parts, against direct computation."""

import numpy as np
import pytest

from cnnviz import models
from cnnviz.engine.sheet_work import SheetQuestion, SheetWork
from cnnviz.evaluation import tiles
from cnnviz.evaluation.inspection import Row
from cnnviz.evaluation.tiles import Tile
from cnnviz.explain.attribution import AttributedModel
from cnnviz.explain.methods import GRAD_CAM, GRADIENT, OCCLUSION, Target
from cnnviz.explain.sheet_maps import SheetMap
from cnnviz.utils.errors import InputError

SIZE = (20, 31)


@pytest.fixture
def model(path):
    return models.open_model(path)


@pytest.fixture
def sheet(model):
    """A sheet, and its row."""
    channels = model.info.input_shape[2]
    pixels = np.random.default_rng(2).integers(0, 256, (*SIZE, channels), np.uint8)
    found = tuple(
        Tile(top, left, 12, number % 3, 0.9)
        for number, (top, left) in enumerate(tiles.places(SIZE, 12))
    )
    return pixels, Row("sheet.png", (0.9, 0.1), size=SIZE, tiles=found)


def work_on(engine, model, sheet, question, file=None):
    pixels, row = sheet
    work = SheetWork(engine, model.info, row, lambda: pixels, question, file)
    work.start()
    work.wait()
    return work


@pytest.mark.parametrize(
    ("method", "label"), [(GRAD_CAM, None), (GRAD_CAM, 1), (GRADIENT, None), (OCCLUSION, None)]
)
def test_a_sheet_s_map_is_that_of_its_tiles_explained_one_by_one(
    engine, model, sheet, method, label
):
    work = work_on(engine, model, sheet, SheetQuestion("sheet.png", method, label))
    assert work.error == ""
    assert work.complete
    pixels, row = sheet
    here, explained = SheetMap(pixels, row.tiles, model.info, 520), AttributedModel(model)
    for number, tile in enumerate(row.tiles):
        (image,), _ = here.batch(number, number + 1)
        target = Target(tile.label if label is None else label)
        here.add(number, explained.attribution(image, method, target)[np.newaxis])
    expected = here.values
    assert expected.any()
    np.testing.assert_allclose(
        work.result["map"], expected, rtol=1e-3, atol=1e-3 * np.abs(expected).max()
    )


def test_a_finished_map_is_kept_with_the_inspection(engine, model, sheet, tmp_path):
    question = SheetQuestion("sheet.png", GRAD_CAM)
    file = question.kept_in(tmp_path, "a model")
    found = work_on(engine, model, sheet, question, file).result["map"]
    again = SheetWork(engine, model.info, sheet[1], lambda: sheet[0], question, file)
    assert again.complete
    np.testing.assert_array_equal(again.result["map"], found)


def test_maps_of_other_questions_and_models_lie_in_other_files(tmp_path):
    one = SheetQuestion("a/b.png", GRAD_CAM)
    others = SheetQuestion("a/c.png", GRAD_CAM), SheetQuestion("a/b.png", GRAD_CAM, 0)
    files = {each.kept_in(tmp_path, "a model") for each in (one, *others)}
    assert len(files | {one.kept_in(tmp_path, "another")}) == 4


def test_a_sheet_that_is_gone_ends_the_work_with_the_reason(engine, model, sheet):
    def gone():
        raise InputError("the inspected files are no longer on this server")

    work = SheetWork(engine, model.info, sheet[1], gone, SheetQuestion("sheet.png", GRAD_CAM))
    work.start()
    work.wait()
    assert work.error == "the inspected files are no longer on this server"
    assert not work.complete
