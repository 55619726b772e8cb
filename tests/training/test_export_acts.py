"""The script and the notebook of a run that was steered repeat what was done to it."""

from dataclasses import replace
from pathlib import Path

import pytest

from cnnviz.layers import Conv2D, Dense, Dropout, Flatten
from cnnviz.training import job, progress
from cnnviz.training.branching import branch
from cnnviz.training.config import RunConfig
from cnnviz.training.export.code import NOTEBOOK, SCRIPT, notebook_files, script_files
from cnnviz.training.folder import RunFolder
from tests.small_data import write_folder
from tests.training.test_export_code import check_figures, code_of, write
from tests.training.test_steering import at_step, train_on

__all__ = ["at_step"]

LAYERS = (Conv2D(4, stride=2, activation="relu"), Flatten(), Dense(8, "relu"), Dropout(0.2))


@pytest.fixture
def config(tmp_path, monkeypatch) -> RunConfig:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(progress, "LOOK_SECONDS", 0)
    data = write_folder(tmp_path / "own", 30)
    return RunConfig(str(data), "own", epochs=3, batch_size=8, learning_rate=0.003, layers=LAYERS)


def steered(config: RunConfig, folder: Path, at_step, monkeypatch) -> RunFolder:
    """A run that got another rate, lost its slot in a pause, and was given one more epoch."""
    run = RunFolder.create(config, folder)
    at_step(3, lambda: run.request_rate(0.02))
    at_step(8, lambda: run.request("pause"))
    with monkeypatch.context() as patch:
        patch.setattr(progress, "some_run_waits", lambda: True)
        assert job.train_run(run, leaves=True).status == "paused"
    assert train_on(run).status == "done"
    run.request_act("epochs", 4)
    assert train_on(run).status == "done"
    acts = [act.what for act in run.history().acts]
    assert [acts.count(what) for what in ("rate", "pause", "epochs")] == [1, 1, 1]
    return run


def check_code(run: RunFolder, folder: Path, monkeypatch, capsys) -> None:
    """Run script and notebook of a run; compare their figures with the run's."""
    dataset = run.config().load_data()
    folder.mkdir()
    for name, make, file in (
        ("script", script_files, SCRIPT),
        ("notebook", notebook_files, NOTEBOOK),
    ):
        write(make(run.config(), dataset), folder / name, monkeypatch)
        text = Path(file).read_text("utf-8")
        capsys.readouterr()
        names: dict = {}
        exec(code_of(text) if name == "notebook" else text, names)
        check_figures(names, run, capsys.readouterr().out)


@pytest.mark.parametrize("schedule", ["constant", "one-cycle"])
def test_the_code_of_a_steered_run_repeats_it(
    schedule, config, tmp_path, at_step, monkeypatch, capsys
):
    config = replace(config, schedule=schedule)
    run = steered(config, tmp_path / "run", at_step, monkeypatch)
    assert len(run.history().epochs) == 4
    check_code(run, tmp_path / "code", monkeypatch, capsys)


def test_the_code_of_a_branch_repeats_it_from_the_very_beginning(
    config, tmp_path, at_step, monkeypatch, capsys
):
    run = steered(config, tmp_path / "run", at_step, monkeypatch)
    made = branch(run, 2, 5, 0.0007)
    assert job.train_run(made).status == "done"
    assert made.evaluation() != run.evaluation()
    check_code(made, tmp_path / "code", monkeypatch, capsys)
