"""Every bad file gets the answer that it must, within bounds of time and memory: see __main__."""

import json
import os
import subprocess
import sys

import pytest

from cnnviz.utils import paths
from tests.hostile.__main__ import SECONDS
from tests.hostile.readers import READERS

# MB of peak memory beyond the reader's start, about twice what its worst file takes.
MOST_MB = {"picture": 1000, "zip": 300, "table": 150, "keras": 150}
AT_LEAST = 300  # files


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> list[dict]:
    if sys.platform != "linux":
        pytest.skip("peak memory is read from Linux's /proc")
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile"],
        cwd=paths.ROOT,
        env=os.environ | {"CNNVIZ_HOME": str(tmp_path_factory.mktemp("home")), "PYTHONPATH": "."},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_there_are_files_of_every_kind(answers):
    assert len(answers) >= AT_LEAST
    assert {each["kind"] for each in answers} == set(READERS)
    names = [(each["kind"], each["name"]) for each in answers]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", READERS)
def test_every_answer_is_the_expected_one(answers, kind):
    wrong = [each for each in answers if each["kind"] == kind and not each["ok"]]
    assert wrong == []


@pytest.mark.parametrize("kind", READERS)
def test_no_file_takes_much_memory_or_time(answers, kind):
    of_kind = [each for each in answers if each["kind"] == kind]
    assert max(each["mb"] for each in of_kind) < MOST_MB.get(kind, 100)
    assert max(each["seconds"] for each in of_kind) < SECONDS


def test_a_refusal_names_no_folder_of_the_server(answers):
    told = [each for each in answers if "/tmp/" in each["says"] or "Traceback" in each["says"]]
    assert told == []


def test_a_refusal_is_short_enough_to_be_read(answers):
    assert max(len(each["says"]) for each in answers) < 4000
