"""An inspection at work, with the engine that answers in earnest."""

import io
import threading
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from cnnviz import images, models
from cnnviz.data import uploads
from cnnviz.engine import inspection_job, long_worker
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.evaluation.inspection import PART, prepare
from cnnviz.evaluation.inspection_record import InspectionRecord, Task
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.utils.errors import EngineError
from tests.engine.test_engine import worker_process
from tests.small_networks import INFO, small_model

COUNT = 2 * PART + 3


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> models.ModelInfo:
    return models.save(small_model(), INFO, tmp_path_factory.mktemp("model") / "small.keras")


def picture(number: int) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 256, (8, 8, 1), np.uint8)


def zipped(broken: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(COUNT):
            content = b"no image" if number == broken else images.png_bytes(picture(number))
            archive.writestr(f"one/{number}.png", content)
    return buffer.getvalue()


@pytest.fixture
def job(small) -> InspectionJob:
    key = uploads.keep("plate.zip", zipped(broken=5))
    record = InspectionRecord.create(Task(key, "small", INFO.classes))
    return InspectionJob(record, lambda: DoubtRule(small))


def test_every_file_gets_the_answer_of_its_image_alone(job, small, engine):
    job.start(engine.long_work)
    job.wait()
    assert (job.error, job.is_done, job.total) == ("", True, COUNT)
    assert [row.file for row in job.rows] == [f"one/{number}.png" for number in range(COUNT)]
    observed = ObservedModel(models.open_model(small))
    for number, row in enumerate(job.rows):
        if number == 5:
            assert row.error.startswith("this file is not a readable image")
            continue
        expected = observed.predict(prepare(picture(number), small).pixels[np.newaxis])[0]
        np.testing.assert_allclose(row.probabilities, expected, atol=1e-6)
        assert row.truth == 1


def test_a_file_that_is_too_large_is_listed_and_the_others_are_done(small, engine):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        # Not packed by more than 1:100, which is refused before.
        noise = np.random.default_rng(0).bytes(1_000_000)
        archive.writestr("one/huge.png", noise + bytes(images.MAX_BYTES + 1 - len(noise)))
        archive.writestr("one/small.png", images.png_bytes(picture(0)))
    key = uploads.keep("plate.zip", buffer.getvalue())
    job = InspectionJob(
        InspectionRecord.create(Task(key, "small", INFO.classes)), lambda: DoubtRule(small)
    )
    job.start(engine.long_work)
    job.wait()
    assert job.error == ""
    huge, other = job.rows
    assert "may have at most 30,000,000 bytes" in huge.error
    assert (other.file, other.error) == ("one/small.png", "")


def test_where_drawings_are_answered_by_the_same_worker_the_rows_are_equal(
    job, small, engine, monkeypatch
):
    job.start(engine.long_work)
    job.wait()
    monkeypatch.setattr(type(engine.long_work), "apart", False)
    record = InspectionRecord.create(job.task)
    other = InspectionJob(record, lambda: DoubtRule(small))
    other.start(engine.long_work)
    other.wait()
    for here, there in zip(other.rows, job.rows, strict=True):
        np.testing.assert_allclose(here.probabilities, there.probabilities, atol=1e-6)
        assert replace(here, probabilities=()) == replace(there, probabilities=())


def test_a_worker_that_is_killed_in_the_middle_loses_no_file(job, small, engine, monkeypatch):
    monkeypatch.setattr(inspection_job, "PART_SECONDS", 0.0)
    append = job.record.append

    def append_and_kill(rows) -> None:
        append(rows)
        if len(job.rows) == 0:
            worker_process(engine, long_worker.RESOURCE).kill()

    monkeypatch.setattr(job.record, "append", append_and_kill)
    job.start(engine.long_work)
    job.wait()
    assert (job.error, job.is_done) == ("", True)
    assert [row.file for row in job.rows] == [f"one/{number}.png" for number in range(COUNT)]


def test_broken_files_among_many_are_listed_and_all_others_are_done(small, engine):
    whole, broken = images.png_bytes(picture(0)), {3: b"", 40: b"no image", 70: None, 99: None}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(4 * PART):
            content = broken.get(number, whole)
            archive.writestr(
                f"one/{number}.png", whole[: len(whole) // 2] if content is None else content
            )
    key = uploads.keep("plates.zip", buffer.getvalue())
    task = Task(key, "small", INFO.classes)
    job = InspectionJob(InspectionRecord.create(task), lambda: DoubtRule(small))
    job.start(engine.long_work)
    job.wait()
    assert (job.error, job.is_done) == ("", True)
    refused = [row.file for row in job.rows if row.error]
    assert refused == [f"one/{number}.png" for number in broken]
    assert [row.label is None for row in job.rows] == [bool(row.error) for row in job.rows]
    assert [row.file for row in job.record.rows()] == [f"one/{n}.png" for n in range(4 * PART)]


class Answers:
    """An engine whose answers a test holds back, or that fails as one that has ended."""

    apart = False  # pictures are prepared in this process

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.asked = failures, 0
        self.answered = threading.Event()
        self.answered.set()

    def ensure_running(self) -> str:
        return "ready"

    def answers(self, path, batch):
        self.asked += 1
        self.answered.wait(60)
        if self.failures:
            self.failures -= 1
            raise EngineError("the engine has ended")
        return np.tile(np.float32([1, 0, 0]), (len(batch), 1)), np.zeros((len(batch), 2))


def test_an_engine_that_ends_once_loses_no_file(job):
    job.start(Answers(failures=2))
    job.wait()
    assert (job.error, job.is_done) == ("", True)


def test_an_engine_that_ends_again_and_again_keeps_what_was_done_for_later(job):
    job.start(Answers(failures=100))
    job.wait()
    assert job.error == "the engine has ended"
    assert not job.is_done
    job.start(Answers())
    job.wait()
    assert (job.error, job.is_done) == ("", True)
    assert len({row.file for row in job.rows}) == len(job.rows) == COUNT


def test_a_stopped_inspection_goes_on_where_it_was_also_on_another_server(job, small):
    answers = Answers()
    answers.answered.clear()
    job.start(answers)
    job.stop()
    answers.answered.set()
    job.wait()
    assert len(job.rows) < COUNT
    again = InspectionJob(InspectionRecord(job.record.key), lambda: DoubtRule(small))
    assert list(again.rows) == list(job.rows)
    again.start(Answers())
    again.wait()
    assert again.is_done
    assert len(again.record.rows()) == COUNT


def test_files_that_are_gone_are_one_sentence(job):
    uploads.forget(job.task.source)
    job.start(Answers())
    job.wait()
    assert job.error == "the inspected files are no longer on this server"
