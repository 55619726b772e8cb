"""Long work in a thread: its progress, its end, and what is kept of it."""

import threading

import numpy as np
import pytest

from cnnviz.engine.work import Work
from cnnviz.utils.errors import UNEXPECTED, EngineError


class Steps(Work):
    """Waits at each of four steps until it may go on."""

    def __init__(self, file=None, error=None):
        self.may, self.at, self.error_to_raise = threading.Semaphore(0), threading.Event(), error
        super().__init__(file)

    def compute(self):
        for step in range(4):
            self.may.acquire()
            if self.error_to_raise:
                raise self.error_to_raise
            self.result = {"steps": np.array([step])}
            self.report((step + 1) / 4)
            self.at.set()
        return {"steps": np.array([4])}


def run(work, steps=4):
    for _ in range(steps):
        work.may.release()
    work.start()
    work.wait()
    return work


def test_finished_work_is_kept_and_read_by_another(tmp_path):
    done = run(Steps(tmp_path / "new" / "kept.npz"))
    assert (done.complete, done.fraction, done.error, done.active) == (True, 1.0, "", False)
    again = Steps(tmp_path / "new" / "kept.npz")
    assert again.complete
    assert again.result["steps"].tolist() == [4]
    again.start()
    assert not again.active


def test_a_stop_ends_it_after_the_part_that_is_computed():
    work = Steps()
    work.may.release()
    work.start()
    work.at.wait(20)
    work.stop()
    work.may.release()
    work.wait()
    assert (work.complete, work.fraction, work.error) == (False, 0.5, "")
    assert work.result["steps"].tolist() == [1]
    assert run(work).complete


@pytest.mark.parametrize(
    ("raised", "told"),
    [(EngineError("the engine has ended"), "the engine has ended"), (KeyError(), UNEXPECTED)],
)
def test_an_error_ends_it_with_its_reason(raised, told):
    work = run(Steps(error=raised))
    assert work.error == told
    assert not work.complete


def test_a_damaged_file_is_computed_again(tmp_path):
    (tmp_path / "kept.npz").write_bytes(b"no zip")
    work = Steps(tmp_path / "kept.npz")
    assert not work.begun
    assert run(work).complete
