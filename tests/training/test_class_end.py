"""The end of a class: the zip has everything without anybody's id, and what is cleared is gone."""

import json
import zipfile
from pathlib import Path

import pytest

from cnnviz.classroom import belongings
from cnnviz.classroom.visitor import EVERYBODY, Visitor, acting
from cnnviz.course import library, progress, session
from cnnviz.course.lesson import CALCULATOR, Card, Lesson
from cnnviz.data import left_out, uploads
from cnnviz.evaluation.inspection_record import InspectionRecord, Task
from cnnviz.layers import Dense
from cnnviz.networks import own
from cnnviz.training import class_end
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder, every
from cnnviz.training.state import State
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

ANNA, BEN = Visitor("a" * 32), Visitor("b" * 32)
LESSONS = (Lesson("one", "One", "", (Card("text", CALCULATOR, {}),)),)
SESSION_FILES = ("course.json", "state.json", "students.json", "answers.jsonl")


@pytest.fixture(autouse=True)
def a_class(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_CLASS", "1")


def fill(who: Visitor, name: str, status: str = "done", dataset: str = "digits") -> RunFolder:
    with acting(who):
        run = RunFolder.create(RunConfig(dataset), paths.runs() / name)
        own.save(f"net {name}", [Dense(1)])
        left_out.mark("0" * 32, f"{name}.png", True)
        progress.note("stride", 2)
    run.write_state(State(status))
    return run


def names_in(file: Path) -> set[str]:
    with zipfile.ZipFile(file) as packed:
        assert packed.testzip() is None
        return set(packed.namelist())


def test_the_zip_has_a_numbered_folder_for_each_visitor_and_no_id():
    run = fill(ANNA, "annas")
    fill(BEN, "bens")
    fill(EVERYBODY, "example")
    with acting(ANNA):
        key = uploads.keep("steel.zip", b"content")
        record = InspectionRecord.create(Task(key, "m", ("a",)))
        belongings.share(run.path)
        course = library.make("Annas").key
    teachers = library.make("Everybody's").key
    code, _ = session.begin("Today", LESSONS)
    file = class_end.export()
    assert names_in(file) == {
        "README.json",
        *(f"visitor-001/runs/annas/{name}.json" for name in ("config", "state")),
        f"visitor-001/uploads/{key}/steel.zip",
        f"visitor-001/inspections/{record.key}/inspection.json",
        "visitor-001/networks/net annas.json",
        f"visitor-001/left_out/{'0' * 32}.json",
        f"visitor-001/courses/{course}/course.json",
        "visitor-001/lessons.json",
        "visitor-002/lessons.json",
        "everybody/lessons.json",
        *(f"visitor-002/runs/bens/{name}.json" for name in ("config", "state")),
        "visitor-002/networks/net bens.json",
        f"visitor-002/left_out/{'0' * 32}.json",
        *(f"everybody/runs/example/{name}.json" for name in ("config", "state")),
        "everybody/networks/net example.json",
        f"everybody/left_out/{'0' * 32}.json",
        f"everybody/courses/{teachers}/course.json",
        *(f"everybody/sessions/{code}/{name}" for name in SESSION_FILES),
    }
    with zipfile.ZipFile(file) as packed:
        contents = b"".join(map(packed.read, packed.namelist()))
        assert packed.read(f"visitor-001/uploads/{key}/steel.zip") == b"content"
        assert json.loads(packed.read("README.json")) == {"visitors": 2, "files": 23}
    assert ANNA.id.encode() not in contents
    assert belongings.of(run.path).link.encode() not in contents


def test_an_export_that_is_stopped_leaves_the_earlier_one(monkeypatch):
    fill(ANNA, "annas")
    before = class_end.export().read_bytes()

    def stop(done, total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        class_end.export(stop)
    assert class_end.exported().read_bytes() == before
    assert [path.name for path in class_end.exported().parent.iterdir()] == ["class.zip"]


def test_an_export_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "classroom").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(InputError, match="the class cannot be exported"):
        class_end.export()


def test_clearing_leaves_what_is_everybodys_and_what_is_at_work():
    with acting(BEN):
        kept, other = uploads.keep("a.zip", b"a"), uploads.keep("b.zip", b"b")
        path = str(uploads.find(kept))
        InspectionRecord.create(Task(other, "m", ("a",)))
        library.make("Bens")
    example_course = library.make("Everybody's")
    code, _ = session.begin("Today", LESSONS)
    fill(ANNA, "annas")
    working = fill(BEN, "bens", "running", path)
    example = fill(EVERYBODY, "example")
    said = class_end.clear(lambda file: True)
    assert said == "Cleared, but for 1 run at work: stop them, and clear again."
    assert set(every()) == {working, example}
    assert library.courses() == [example_course]
    with pytest.raises(InputError, match="no class session"):
        session.find(code)
    with acting(BEN):
        assert uploads.find(kept)
        assert uploads.find(other) is None
        assert set(own.saved()) == {"net example"}
        assert left_out.read("0" * 32) == ()
    working.write_state(State("done"))
    assert class_end.clear(lambda file: True).startswith("Cleared: nothing of the visitors is left")
    assert list(every()) == [example]
    left = list(paths.home().rglob(belongings.FILE))
    assert left == []
    assert sorted(file.name for file in paths.home().rglob("progress/*")) == [
        "everybody.json",
        "everybody.lock",
    ]


def test_clearing_an_empty_class_says_so():
    assert class_end.clear(lambda file: True).startswith("Cleared: nothing")
