"""Runs whose folders are damaged: every page opens, and says what is wrong with which run."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from streamlit.testing.v1 import AppTest

from cnnviz.training.folder import RunFolder
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils import paths
from tests.damage import DAMAGES, FILES, damaged_copy, damages, finished_run
from tests.pages.trainer_page import control

CASES = [(name, kind) for name in FILES for kind in DAMAGES]


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> RunFolder:
    return finished_run(tmp_path_factory.mktemp("runs") / "20260101-101010-mlp-0000")


@pytest.fixture
def runs(good):
    """The good run, and one damaged in each way, oldest first."""
    paths.runs().mkdir(exist_ok=True)
    shutil.copytree(good.path, paths.runs() / good.id)
    damaged = [
        RunFolder(
            damaged_copy(
                good.path, paths.runs() / f"20260102-101010-mlp-{at:04}", (name, DAMAGES[kind])
            )
        )
        for at, (name, kind) in enumerate(CASES)
    ]
    yield damaged
    shutil.rmtree(paths.runs())


def opened(name: str, **address: str) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    page.switch_page(f"pages/{name}.py")
    for key, value in address.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def test_feature_maps_offers_the_good_run_and_names_the_damaged_ones(engine, good, runs):
    page = opened("feature_maps", **{FeatureMapsState.MODEL: good.id})
    assert control(page, FeatureMapsState.MODEL).value == good.id
    (note,) = [each.value for each in page.caption if each.value.startswith("Not in the menu: run")]
    assert "other runs" in note


def test_the_trainer_shows_each_damaged_run_or_says_what_is_wrong(engine, runs):
    page = opened("trainer")
    for run, (name, kind) in zip(runs, CASES, strict=True):
        if not run.is_run:
            continue
        control(page, TrainerState.RUN).select(run.id).run()
        assert not page.exception, (name, kind)
        said = [each.value for each in page.error]
        whole = name in ("events.jsonl", "model.keras") or kind == "missing"
        assert [name in sentence for sentence in said] == ([] if whole else [True]), (name, kind)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damages())
def test_no_damage_closes_a_page(engine, good, damage):
    run = damaged_copy(good.path, paths.runs() / "20260103-101010-mlp-0000", damage)
    try:
        opened("feature_maps")
        opened("trainer", **{TrainerState.RUN: run.name})
    finally:
        shutil.rmtree(run)


def test_a_run_deleted_while_it_is_shown_is_reported(engine, good):
    run = RunFolder(shutil.copytree(good.path, paths.runs() / "20260103-101010-mlp-0000"))
    page = opened("trainer", **{TrainerState.RUN: run.id})
    shutil.rmtree(run.path)
    page.run()
    assert not page.exception
    assert "There is no run" in page.warning[0].value
