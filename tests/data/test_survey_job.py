"""A survey in a process of its own: its result, its progress, and what happens where it ends."""

import json
import subprocess
import sys

import numpy as np
import psutil
import pytest

from cnnviz import data
from cnnviz.data.dataset import silent
from cnnviz.data.survey import survey
from cnnviz.data.survey_job import SurveyJob
from cnnviz.utils import paths
from tests.image_files import CUSTOM, make_folder
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "home"))


def processes() -> list[psutil.Process]:
    return list(filter(makes_a_survey, psutil.Process().children(recursive=True)))


def makes_a_survey(process: psutil.Process) -> bool:
    try:
        return "cnnviz.data.survey_process" in process.cmdline()
    except psutil.Error:  # it has ended
        return False


def test_the_survey_is_the_one_that_is_made_here(tmp_path):
    folder = str(make_folder(tmp_path / "parts", CUSTOM))
    job = SurveyJob(folder, None, False)
    wait_until(lambda: not job.active, 60, "the survey")
    here = survey(data.load(folder), silent)
    assert (job.error, job.fraction) == ("", 1.0)
    assert (job.result.files, job.result.classes) == (here.files, here.classes)
    assert job.result.similarity == here.similarity
    for name in ("labels", "copies", "brightness", "contrast", "sharpness", "mean", "spread"):
        np.testing.assert_array_equal(getattr(job.result, name), getattr(here, name))
    wait_until(lambda: not processes(), 60, "its process has ended")


def test_data_that_cannot_be_read_are_one_sentence(tmp_path):
    job = SurveyJob(str(make_folder(tmp_path / "x", CUSTOM | {"good/3.png": b"?"})), None, False)
    wait_until(lambda: not job.active, 60, "the survey")
    assert job.error.startswith("good/3.png: this file is not a readable image")
    assert job.result is None


def test_a_process_that_is_killed_is_reported():
    job = SurveyJob("steel-synthetic", None, False)
    wait_until(lambda: job.fraction > 0, 60, "it works")
    for process in processes():
        process.kill()
    wait_until(lambda: not job.active, 60, "its end is noticed")
    assert job.error == "its process ended: there was not enough memory, or see the log"


def test_it_leaves_with_the_server():
    process = subprocess.Popen(
        [sys.executable, "-m", "cnnviz.data.survey_process"],
        cwd=paths.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    process.stdin.write(json.dumps(["steel-synthetic", None, False]).encode() + b"\n")
    process.stdin.flush()
    assert process.stdout.read(1)
    process.stdin.close()
    assert process.wait(20) == 0
