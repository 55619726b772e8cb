"""Visitors apart: what one has made, no other sees or changes, whichever way is tried."""

import json
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.classroom import belongings, visitor
from cnnviz.classroom.visitor import EVERYBODY, Visitor, acting
from cnnviz.data import left_out, uploads
from cnnviz.evaluation.inspection import Acceptance
from cnnviz.evaluation.inspection_record import Decisions, InspectionRecord, Task
from cnnviz.layers import Dense
from cnnviz.models import uploads as models
from cnnviz.networks import own
from cnnviz.training import branching, catalog, deletion, epoch_model, folder, notes, queue
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.examples import at_most

ANNA, BEN, CLARA = (Visitor(letter * 32) for letter in "abc")
TEACHER = Visitor("d" * 32, teacher=True)
CLASS = (ANNA, BEN, CLARA)


@pytest.fixture(autouse=True)
def a_class(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


@contextmanager
def home():
    with TemporaryDirectory() as path, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", path)
        yield


class Engine:
    def submit(self, run_folder):
        raise AssertionError("another visitor's run was submitted")


def made(who: Visitor, status: str = "done", name: str = "run-1") -> RunFolder:
    with acting(who):
        run = RunFolder.create(RunConfig(), paths.runs() / name)
    run.write_state(State(status))
    return run


def files_of(run: RunFolder) -> dict[str, bytes]:
    """What is in a run's folder, but for the empty files that stand for locks."""
    return {path.name: path.read_bytes() for path in run.path.glob("[!.]*")}


def refused(what) -> bool:
    try:
        what()
    except InputError:
        return True
    return False


WAYS_TO_SEE = {
    "find": lambda run: folder.find(run.id),
    "list": lambda run: {each.id: each for each in folder.newest()}[run.id],
    "model": lambda run: catalog.find(run.id),
    "epoch": lambda run: epoch_model.find(f"{run.id}@1"),
    "linked epoch": lambda run: catalog.linked(f"{run.id}@1"),
}
WAYS_TO_CHANGE = {
    "stop": queue.stop_run,
    "pause": lambda run: run.request("pause"),
    "resume": lambda run: queue.resume_run(Engine(), run),
    "one more epoch": lambda run: queue.one_more_epoch(Engine(), run, 3),
    "learning rate": lambda run: run.request_rate(0.01),
    "early stop": lambda run: run.request_act("patience", 3),
    "name": lambda run: notes.change(run, name="mine"),
    "star": lambda run: notes.change(run, starred=True),
    "delete": lambda run: deletion.delete(run, lambda path: True),
    "share": lambda run: belongings.share(run.path),
    "stop sharing": lambda run: belongings.stop_sharing(run.path),
}


@pytest.mark.parametrize("way", WAYS_TO_SEE)
def test_a_run_is_not_there_for_another_visitor(way):
    run = made(ANNA)
    with acting(BEN), pytest.raises((InputError, KeyError)):
        WAYS_TO_SEE[way](run)


def test_a_run_that_is_not_shown_is_refused_as_one_that_does_not_exist():
    made(ANNA)
    sentences = []
    for name in ("run-1", "run-2"):
        with acting(BEN), pytest.raises(InputError) as caught:
            folder.find(name)
        sentences.append(str(caught.value).replace(name, ""))
    assert sentences[0] == sentences[1]


@pytest.mark.parametrize("way", WAYS_TO_CHANGE)
@pytest.mark.parametrize("who", [BEN, CLARA], ids=["reader", "stranger"])
def test_a_run_is_not_changed_by_another_visitor(way, who):
    run = made(ANNA)
    with acting(ANNA):
        link = belongings.share(run.path)
    with acting(BEN):
        belongings.accept(run.path, link)
    before = files_of(run)
    with acting(who), pytest.raises(InputError, match="only by whoever made it, or by the teacher"):
        WAYS_TO_CHANGE[way](run)
    assert files_of(run) == before


@pytest.mark.parametrize("who", [ANNA, TEACHER, EVERYBODY], ids=["owner", "teacher", "shell"])
def test_owner_teacher_and_shell_change_a_run(who):
    run = made(ANNA)
    with acting(who):
        notes.change(folder.find(run.id), name="ours")
        run.request("stop")
    assert notes.read(run).name == "ours"


def test_a_run_of_the_shell_is_seen_by_all_and_changed_by_the_teacher_alone():
    run = made(EVERYBODY)
    for who in (ANNA, TEACHER):
        with acting(who):
            assert list(folder.newest()) == [run]
    with acting(ANNA):
        assert refused(lambda: notes.change(run, name="mine"))
    with acting(TEACHER):
        notes.change(run, name="example")


SHARES = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(CLASS)), max_size=8)


@given(st.lists(st.sampled_from([*CLASS, EVERYBODY]), max_size=5), SHARES, SHARES)
@at_most(15)
def test_each_sees_own_shared_and_common_runs_and_no_other(owners, followed, forged):
    with home():
        runs = [made(who, name=f"run-{i}") for i, who in enumerate(owners)]
        shown = {
            who: {
                run.id for run, owner in zip(runs, owners, strict=True) if owner in (who, EVERYBODY)
            }
            for who in CLASS
        }
        for place, reader in followed:
            if place < len(runs) and owners[place] != EVERYBODY:
                with acting(owners[place]):
                    link = belongings.share(runs[place].path)
                with acting(reader):
                    assert belongings.accept(runs[place].path, link)
                shown[reader].add(runs[place].id)
        for place, stranger in forged:
            if place < len(runs):
                with acting(stranger):
                    known = belongings.accept(runs[place].path, "A" * 22)
                assert known == (runs[place].id in shown[stranger])
        for who in CLASS:
            with acting(who):
                assert {run.id for run in folder.newest()} == shown[who]
                for run, owner in zip(runs, owners, strict=True):
                    assert refused(lambda run=run: folder.find(run.id)) == (
                        run.id not in shown[who]
                    )
                    assert belongings.is_own(run.path) == (owner == who)
        with acting(TEACHER):
            assert {run.id for run in folder.newest()} == {run.id for run in runs}


def test_what_is_no_longer_shared_is_seen_by_the_owner_alone():
    run = made(ANNA)
    with acting(ANNA):
        link = belongings.share(run.path)
        assert belongings.share(run.path) == link
    with acting(BEN):
        assert belongings.accept(run.path, link)
    with acting(ANNA):
        belongings.stop_sharing(run.path)
    with acting(BEN):
        assert not belongings.is_visible(run.path)
        assert not belongings.accept(run.path, link)
    with acting(ANNA):
        assert belongings.share(run.path) != link


def test_an_empty_link_opens_nothing():
    run = made(ANNA)
    with acting(BEN):
        assert not belongings.accept(run.path, "")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"visitor": 3, "link": "", "readers": []}', '{"visitor": ""}']
)
def test_a_run_whose_note_is_damaged_is_shown_to_the_teacher_alone(content):
    run = made(ANNA)
    (run.path / belongings.FILE).write_text(content, "utf-8")
    for who, seen in ((ANNA, []), (BEN, []), (TEACHER, [run])):
        with acting(who):
            assert list(folder.newest()) == seen


def test_a_branch_belongs_to_whoever_made_it():
    run = made(ANNA)
    with acting(BEN):
        assert refused(lambda: branching.branch(run, 1, 2))
        made_run = RunFolder.create(RunConfig())
    assert belongings.of(made_run.path).visitor == BEN.id


def test_the_same_upload_of_two_visitors_is_two_with_their_own_names():
    keys = {}
    for who, name in ((ANNA, "annas-secret.zip"), (BEN, "x.zip")):
        with acting(who):
            keys[who] = uploads.keep(name, b"the same")
            assert uploads.keep("again.zip", b"the same") == keys[who]
    assert keys[ANNA] != keys[BEN]
    with acting(BEN):
        assert uploads.find(keys[BEN]).name == "x.zip"
        assert uploads.find(keys[ANNA]) is None
        uploads.forget(keys[ANNA])
    with acting(ANNA):
        assert uploads.find(keys[ANNA]).name == "annas-secret.zip"


def test_a_model_of_one_visitor_is_not_opened_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr(models.store, "_convert", convert)
    with acting(ANNA):
        key = models.keep("annas.keras", b"a model").key
        assert catalog.linked(key).key == key
    with acting(BEN):
        assert models.find(key) is None
        assert refused(lambda: catalog.linked(key))
        assert models.keep("bens.keras", b"a model").key != key


def convert(content: bytes, part: Path, name: str) -> None:
    """Keep a shipped model in place of what a visitor sent, without a process."""
    (part / "kept").mkdir()
    shipped = next(paths.MODELS.glob("*.keras"))
    (part / "kept" / f"{name}.keras").write_bytes(shipped.read_bytes())
    (part / "kept" / "notes.json").write_text("[]", "utf-8")


def test_an_inspection_is_not_read_or_decided_by_another_visitor():
    with acting(ANNA):
        record = InspectionRecord.create(Task("upload-0", "lecture-mnist", ("a", "b")))
    with acting(BEN):
        assert refused(InspectionRecord(record.key).task)
        assert refused(lambda: record.decide(Decisions({}, Acceptance(0.5))))
    with acting(ANNA):
        record.decide(Decisions({}, Acceptance(0.5)))
        assert record.task().classes == ("a", "b")


def test_named_networks_are_each_visitors_own():
    with acting(EVERYBODY):
        own.save("example", [Dense(1)])
    with acting(ANNA):
        own.save("mine", [Dense(2)])
        assert set(own.saved()) == {"example", "mine"}
        with pytest.raises(InputError, match="example is everybody's: only the teacher"):
            own.delete("example")
    with acting(BEN):
        assert set(own.saved()) == {"example"}
        own.save("mine", [Dense(3)])
        own.delete("mine")
    with acting(ANNA):
        assert own.saved()["mine"] == (Dense(2),)
    with acting(TEACHER):
        own.delete("example")
        assert own.saved() == {}


def test_images_left_out_by_one_visitor_stay_in_for_another():
    with acting(ANNA):
        left_out.mark("0" * 32, "a.png", True)
        assert left_out.read("0" * 32) == ("a.png",)
    with acting(BEN):
        assert left_out.read("0" * 32) == ()


def test_on_one_persons_machine_everything_is_everybodys(monkeypatch, tmp_path):
    monkeypatch.setenv("CNNVIZ_CLASS", "0")
    with acting(ANNA):
        run = RunFolder.create(RunConfig())
        key = uploads.keep("a.zip", b"x")
    assert not list(tmp_path.rglob(belongings.FILE))
    with acting(BEN):
        assert list(folder.newest()) == [run]
        notes.change(run, name="ours")
        assert uploads.find(key)


@pytest.mark.parametrize("value", ["1", "true", "ture", "yes"])
def test_anything_but_a_clear_no_tells_visitors_apart(monkeypatch, value):
    monkeypatch.setenv("CNNVIZ_CLASS", value)
    assert visitor.separates()


def test_the_note_names_the_owner_in_the_runs_folder():
    run = made(ANNA)
    kept = json.loads((run.path / belongings.FILE).read_text("utf-8"))
    assert kept == {"visitor": ANNA.id, "link": "", "readers": []}
