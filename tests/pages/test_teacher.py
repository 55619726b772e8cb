"""The pages of a class: the teacher's, and what each visitor finds in the others."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.classroom import belongings, limits, password, settings
from cnnviz.classroom.visitor import EVERYBODY, Visitor, acting
from cnnviz.training import class_end, folder
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.ui.components.run_table import RunAct
from cnnviz.ui.identity import VISITOR
from cnnviz.ui.teacher.runs import obey
from cnnviz.ui.teacher.sign_in import attempts
from cnnviz.ui.teacher.state import TeacherState
from cnnviz.ui.trainer.live import OTHERS
from cnnviz.utils import paths

ANNA, BEN, TEACHER = (Visitor(letter * 32) for letter in "abt")
WORD = "right password"


@pytest.fixture(autouse=True)
def a_class(tmp_path, monkeypatch, engine):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    monkeypatch.setattr(password, "COST", 2**4)
    monkeypatch.setenv("CNNVIZ_TEACHER", password.hashed(WORD))
    attempts.clear()


def opened(page: str, who: Visitor, **link: str) -> AppTest:
    app = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    app.session_state[VISITOR] = who.id
    app.switch_page(f"pages/{page}.py")
    for key, value in link.items():
        app.query_params[key] = value
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [button for button in app.button if button.label == label]
    return checked(button.click().run())


def said(app: AppTest) -> str:
    kinds = (app.error, app.warning, app.info, app.success)
    return " ".join(element.value for kind in kinds for element in kind)


def made(who: Visitor, status: str = "done") -> RunFolder:
    with acting(who):
        run = RunFolder.create(RunConfig(epochs=1))
    run.write_state(State(status))
    return run


def signed_in() -> AppTest:
    app = opened("teacher", TEACHER)
    app.text_input(key=TeacherState.PASSWORD).input(WORD)
    return press(app, "Sign in")


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_the_password_opens_the_overview_and_signing_out_closes_it():
    app = opened("teacher", TEACHER)
    assert labels(app) == ["Sign in"]
    app.text_input(key=TeacherState.PASSWORD).input("wrong password")
    assert "This is not the teacher's password." in said(press(app, "Sign in"))
    app.text_input(key=TeacherState.PASSWORD).input(WORD)
    press(app, "Sign in")
    assert "Sign out" in labels(app)
    assert "Sign out" in labels(opened("teacher", TEACHER))
    assert labels(opened("teacher", BEN)) == ["Sign in"]
    press(app, "Sign out")
    assert labels(opened("teacher", TEACHER)) == ["Sign in"]


def test_after_a_few_wrong_guesses_the_right_one_has_to_wait():
    app = opened("teacher", BEN)
    for _ in range(3):
        app.text_input(key=TeacherState.PASSWORD).input("wrong password")
        press(app, "Sign in")
    app.text_input(key=TeacherState.PASSWORD).input(WORD)
    assert "Too many wrong guesses: try again in" in said(press(app, "Sign in"))
    assert labels(app) == ["Sign in"]


def test_without_a_password_there_is_no_page(monkeypatch):
    monkeypatch.delenv("CNNVIZ_TEACHER")
    app = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120).run()
    app.switch_page("pages/teacher.py").run()
    assert "Teacher" not in [title.value for title in app.title]


def test_the_teacher_sees_all_runs_and_stops_and_deletes_them():
    ended, working = made(ANNA), made(BEN, "running")
    app = signed_in()
    app.session_state["c_chosen"] = (ended.id, working.id)
    checked(app.run())
    press(app, "Stop 2 runs")
    assert working.stop_requested
    press(app, "Delete 2 runs")
    press(app, "Delete")
    assert list(folder.every()) == [working]


def test_what_the_table_asks_for_is_remembered(monkeypatch):
    run, state = made(ANNA), TeacherState({})
    obey(state, RunAct("choose", run.id, True))
    obey(state, RunAct("delete", run.id))
    obey(state, RunAct("open", run.id))
    assert (state.chosen, state.doomed, state.opening) == ((run.id,), (run.id,), run.id)
    obey(state, RunAct("clear"))
    obey(state, RunAct("star", "no-such-run", True))
    assert (state.chosen, state.complaint) == ((), "There is no run 'no-such-run' here.")


def test_the_queue_is_closed_and_opened_again():
    app = signed_in()
    checked(app.toggle(key=TeacherState.OPEN).set_value(False).run())
    assert settings.read().closed
    assert "The queue is closed: visitors cannot start runs." in said(opened("teacher", TEACHER))
    checked(app.toggle(key=TeacherState.OPEN).set_value(True).run())
    assert not settings.read().closed


def test_limits_are_set_and_a_mistake_changes_none():
    app = signed_in()
    field = f"{TeacherState.LIMIT}{limits.QUEUE.name}"
    app.text_input(key=field).input("5")
    assert "The limits are set." in said(press(app, "Set limits"))
    assert limits.QUEUE.value == 5
    app.text_input(key=field).input("many")
    app.text_input(key=f"{TeacherState.LIMIT}{limits.EPOCHS.name}").input("5")
    assert "CNNVIZ_QUEUE must be a whole number" in said(press(app, "Set limits"))
    assert limits.EPOCHS.value == limits.EPOCHS.default


def test_the_class_is_packed_and_then_cleared():
    made(ANNA)
    app = signed_in()
    assert "Clear the class" not in labels(app)
    class_end.export()
    press(checked(app.run()), "Clear the class")
    press(app, "Clear")
    assert "nothing of the visitors is left" in said(app)
    assert list(folder.every()) == []


def test_a_visitor_finds_no_other_visitors_run_in_the_trainer():
    run, shared = made(ANNA), made(EVERYBODY)
    app = opened("trainer", BEN, run=run.id)
    assert f"There is no run '{run.id}' here." in said(app)
    menu = next(box for box in app.selectbox if box.label == "Run")
    assert [option for option in menu.options if run.id[-4:] in option] == []
    assert [option for option in menu.options if shared.id[-4:] in option]


def test_a_compared_run_of_another_visitor_is_not_there():
    run = made(ANNA)
    app = opened("trainer", BEN, t_page="compare", t_runs=run.id)
    assert f"There is no run '{run.id}' here." in said(app)


@pytest.mark.parametrize("epoch", ["", "@1"])
def test_feature_maps_do_not_open_another_visitors_model(epoch):
    run = made(ANNA)
    run.model.write_bytes(next(paths.MODELS.glob("*.keras")).read_bytes())
    shown = {}
    for who in (ANNA, BEN):
        app = opened("feature_maps", who, f_model=f"{run.id}{epoch}")
        shown[who] = app.session_state["f_model"]
        menu = next(box for box in app.selectbox if box.label == "Model")
        assert len(menu.options) == len(list(paths.MODELS.glob("*.keras"))) + (who == ANNA)
    assert epoch or shown[ANNA] == run.id  # no epoch of it is saved
    assert run.id not in shown[BEN]


def test_a_shared_link_opens_a_run_for_good_and_shows_no_acts_on_it():
    run = made(ANNA, "stopped")
    with acting(ANNA):
        link = f"{run.id}~{belongings.share(run.path)}"
    app = opened("trainer", BEN, run=run.id, share=link)
    assert "share" not in app.query_params
    assert "Resume" not in labels(app)
    assert OTHERS in [caption.value for caption in app.caption]
    assert "Resume" in labels(opened("trainer", ANNA, run=run.id))
    later = opened("trainer", BEN, run=run.id)
    assert said(later) == said(app)
    assert "There is no run" not in said(later)


def test_the_handle_of_the_rate_is_its_owners_alone():
    run = made(ANNA, "running")
    with acting(ANNA):
        link = f"{run.id}~{belongings.share(run.path)}"
    steerable = {}
    for who in (ANNA, BEN):
        app = opened("trainer", who, run=run.id, share=link)
        curves = [each.proto for each in app.get("bidi_component") if "t_curves" in each.proto.id]
        steerable[who] = json.loads(curves[0].json)[0]["steerable"]
    assert steerable == {ANNA: True, BEN: False}


@pytest.mark.parametrize("link", ["", "~", "run", "../../etc~x", "a" * 300 + "~x", "x~" + "y" * 22])
def test_a_link_that_opens_nothing_changes_nothing(link):
    run = made(ANNA)
    app = opened("trainer", BEN, run=run.id, share=link)
    assert f"There is no run '{run.id}' here." in said(app)


def test_the_owner_makes_a_link_and_ends_it():
    run = made(ANNA, "stopped")
    app = opened("trainer", ANNA, run=run.id)
    press(app, "Make a link")
    secret = belongings.of(run.path).link
    (code,) = app.code
    assert code.value.endswith(f"run={run.id}&share={run.id}~{secret}")
    press(app, "Stop sharing")
    assert belongings.of(run.path).link == ""


def test_on_one_persons_machine_nothing_of_it_is_seen(monkeypatch):
    monkeypatch.setenv("CNNVIZ_CLASS", "0")
    run = made(EVERYBODY, "stopped")
    app = opened("trainer", BEN, run=run.id)
    assert "Resume" in labels(app)
    assert "Make a link" not in labels(app)
