"""What is done in the list of runs takes effect, or says why not."""

import pytest

from cnnviz.evaluation.metrics import Evaluation
from cnnviz.training import folder, notes
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.groups import MOST_GROUPS
from cnnviz.training.state import State
from cnnviz.ui import address
from cnnviz.ui.components.run_table import RunAct
from cnnviz.ui.trainer.run_list import COLUMNS, obey, row_of
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError


@pytest.fixture
def written(tmp_path, monkeypatch) -> dict:
    """The address, and a home without runs."""
    parts: dict = {}
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setattr(address, "write", parts.update)
    return parts


def made_run(status: str = "done", **settings) -> RunFolder:
    run = RunFolder.create(RunConfig(**{"architecture": "mlp"} | settings))
    run.write_state(State(status))
    if status == "done":
        evaluation = Evaluation("test", 8, 0.1, 0.75, ("a", "b"), ((4, 0), (2, 2)))
        run.write_evaluation(evaluation)
    return run


def test_runs_are_chosen_and_taken_out_and_the_address_has_them(written):
    state, (first, second) = TrainerState({}), (made_run(), made_run(epochs=3))
    for run in (first, second):
        obey(state, RunAct("choose", run.id, True))
    assert state.chosen == (first.id, second.id)
    assert written[state.CHOSEN] == f"{first.id},{second.id}"
    obey(state, RunAct("choose", first.id, False))
    assert state.chosen == (second.id,)
    obey(state, RunAct("clear"))
    assert (state.chosen, written[state.CHOSEN]) == ((), None)


def test_a_ninth_setting_is_refused_but_another_seed_of_one_is_not(written):
    state = TrainerState({})
    for epochs in range(1, MOST_GROUPS + 1):
        obey(state, RunAct("choose", made_run(epochs=epochs).id, True))
    before = state.chosen
    with pytest.raises(InputError, match="at most 8 different settings"):
        obey(state, RunAct("choose", made_run(epochs=20).id, True))
    assert state.chosen == before
    obey(state, RunAct("choose", made_run(epochs=1, seed=1).id, True))
    assert len(state.chosen) == MOST_GROUPS + 1


def test_a_run_is_starred_named_and_noted(written):
    state, run = TrainerState({}), made_run()
    obey(state, RunAct("star", run.id, True))
    obey(state, RunAct("note", run.id, name="mine", note="why"))
    assert notes.read(run) == notes.Notes("mine", "why", True)
    with pytest.raises(InputError, match="at most 80 characters"):
        obey(state, RunAct("note", run.id, name="x" * 81))


def test_delete_only_asks(written):
    state, run = TrainerState({}), made_run()
    obey(state, RunAct("delete", run.id))
    assert state.doomed == run.id
    assert folder.find(run.id)


def test_open_shows_the_run_in_training(written):
    state, run = TrainerState({}), made_run()
    state.page = "compare"
    obey(state, RunAct("open", run.id))
    assert (state[state.RUN], state.page, written[state.PAGE]) == (run.id, "", None)


def test_a_run_is_found_by_name_note_data_network_status_and_star(written):
    run = made_run()
    notes.change(run, name="mine", note="why", starred=True)
    found = row_of(run, "")["search"]
    for word in ("mine", "why", "digits", "mlp", "done", run.id):
        assert word in found
    assert " starred " in found  # a word of its own, before the accuracy


def test_a_row_has_a_cell_per_column_and_orders_by_numbers(written):
    cells = row_of(made_run(), "")["cells"]
    assert len(cells) == len(COLUMNS)
    assert (cells[0]["text"], cells[0]["order"]) == ("75.00 %", 0.75)
    waiting = row_of(made_run("failed"), "")["cells"]
    assert (waiting[0]["text"], waiting[0]["order"]) == ("failed", None)


def test_a_damaged_run_is_listed_so_that_it_can_be_deleted(written):
    run = made_run()
    (run.path / "config.json").write_text("{")
    row = row_of(run, "")
    assert row["cells"][0]["text"] == "damaged"
    assert "config.json is damaged" in row["cells"][0]["detail"]
    assert len(row["cells"]) == len(COLUMNS)
    assert row["cells"][-1]["order"] == run.id  # when it was started is known
    with pytest.raises(InputError, match="damaged"):
        obey(TrainerState({}), RunAct("choose", run.id, True))
