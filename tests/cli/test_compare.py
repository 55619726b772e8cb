"""``python -m cnnviz compare``: the table of runs as JSON."""

import pytest
from scipy.stats import binomtest

from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.utils import paths
from tests.cli.command import call
from tests.training.summaries import evaluation


@pytest.fixture
def runs(tmp_path, monkeypatch) -> list[RunFolder]:
    """Two finished runs among the app's: 80 and 90 of the same 100 images are right."""
    monkeypatch.setattr(paths, "runs", lambda: tmp_path / "runs")
    made = []
    for name, right, epochs in (("first", 80, 1), ("second", 90, 2)):
        run = RunFolder.create(RunConfig(epochs=epochs), tmp_path / "runs" / name)
        run.write_evaluation(evaluation(right))
        run.write_state(State("done"))
        made.append(run)
    return made


def test_runs_are_compared_by_name_and_by_folder(runs, capsys):
    status, (first, second, last), _ = call(capsys, "compare", "first", runs[1].path)
    assert status == 0
    assert (first["accuracy"], second["accuracy"]) == (0.8, 0.9)
    assert (first["settings"], second["settings"]) == ({"Epochs": "1"}, {"Epochs": "2"})
    theirs = binomtest(90, 100).proportion_ci(0.95, method="wilson")
    assert second["bounds"] == pytest.approx([theirs.low, theirs.high], abs=1e-6)
    assert first["against_first"] is None
    assert second["against_first"]["shown"]
    assert second["against_first"]["difference"] == pytest.approx(0.1)
    assert first["cpu_seconds"] is None
    assert "a difference of 10.00 percentage points" in last["outcome"]


def test_a_run_that_is_not_there_is_one_sentence(runs, capsys):
    status, _, error = call(capsys, "compare", "first", "third")
    assert status == 2
    assert "there is no run 'third' here" in error
