"""Where training slots compute: which GPU each gets, and what its process is told."""

import subprocess

import pytest

from cnnviz.engine import devices, server
from cnnviz.engine.devices import count_slots, find_gpus, named_gpus, slot_environments
from cnnviz.utils.errors import InputError


@pytest.fixture
def driver(monkeypatch):
    """A machine with NVIDIA's driver."""
    monkeypatch.setattr(devices.shutil, "which", lambda name: f"/usr/bin/{name}")


@pytest.fixture
def no_driver(monkeypatch):
    monkeypatch.setattr(devices.shutil, "which", lambda name: None)
    monkeypatch.setattr(devices, "DRIVERS", ())


def tensorflow_lists(monkeypatch, output: str, status: int = 0) -> list[dict[str, str]]:
    """Let the process that asks TensorFlow answer so; return the environments it was given."""
    asked = []

    def run(command, *, env, **how):
        asked.append(env)
        if status:
            raise subprocess.CalledProcessError(status, command)
        return subprocess.CompletedProcess(command, 0, output)

    monkeypatch.setattr(devices.subprocess, "run", run)
    return asked


@pytest.mark.parametrize(
    ("environment", "gpus", "cores", "slots"),
    [
        ({}, 0, 1, 1),
        ({}, 0, 2, 1),
        ({}, 0, 8, 7),
        ({}, 1, 8, 1),
        ({}, 4, 2, 4),
        ({"CNNVIZ_TRAINING_SLOTS": "3"}, 0, 2, 3),
        ({"CNNVIZ_TRAINING_SLOTS": "3"}, 1, 2, 3),
        ({"CNNVIZ_TRAINING_SLOTS": ""}, 2, 2, 2),
    ],
)
def test_there_are_as_many_slots_as_gpus_or_else_as_cores_but_one(environment, gpus, cores, slots):
    assert count_slots(environment, gpus, cores) == slots


@pytest.mark.parametrize("text", ["none", "0", "-1", "1.5"])
def test_a_number_of_slots_must_be_whole(text):
    with pytest.raises(InputError, match="CNNVIZ_TRAINING_SLOTS must be a whole number from 1"):
        count_slots({"CNNVIZ_TRAINING_SLOTS": text}, 0, 2)


def test_each_slot_has_a_gpu_of_its_own():
    placed = slot_environments(2, ("0", "1"), cores=8)
    assert [each["CUDA_VISIBLE_DEVICES"] for each in placed] == ["0", "1"]
    assert [each["TF_NUM_INTRAOP_THREADS"] for each in placed] == ["4", "4"]
    assert all(each["TF_FORCE_GPU_ALLOW_GROWTH"] == "true" for each in placed)


def test_slots_beyond_the_gpus_compute_on_the_cpu_with_one_thread():
    _, second = slot_environments(2, ("GPU-5f1e",), cores=8)
    assert second["CUDA_VISIBLE_DEVICES"] == "-1"
    assert second["TF_NUM_INTRAOP_THREADS"] == "1"


def test_without_gpus_no_slot_sees_one():
    placed = slot_environments(3, (), cores=4)
    assert [each["CUDA_VISIBLE_DEVICES"] for each in placed] == ["-1"] * 3


def test_fewer_slots_than_gpus_take_the_first():
    (only,) = slot_environments(1, ("2", "3"), cores=4)
    assert only["CUDA_VISIBLE_DEVICES"] == "2"


def test_each_slot_knows_how_many_there_are():
    placed = slot_environments(3, ("0",), cores=4)
    assert {count_slots(each, 0, 64) for each in placed} == {3}


def test_inference_stays_on_the_cpu_beside_slots_on_gpus():
    workers = server.describe_workers(slot_environments(1, ("0",), 4))
    visible = {each["name"]: each["env"]["CUDA_VISIBLE_DEVICES"] for each in workers}
    assert visible == {"inference": "-1", "training-1": "0"}


@pytest.mark.usefixtures("driver")
def test_gpus_are_those_that_tensorflow_finds(monkeypatch):
    tensorflow_lists(monkeypatch, "2\n")
    assert find_gpus({}) == ("0", "1")


@pytest.mark.usefixtures("driver")
def test_a_list_of_the_environment_is_obeyed(monkeypatch):
    environment = {"CUDA_VISIBLE_DEVICES": "3, GPU-5f1e"}
    asked = tensorflow_lists(monkeypatch, "2\n")
    assert find_gpus(environment) == ("3", "GPU-5f1e")
    assert asked[0]["CUDA_VISIBLE_DEVICES"] == "3, GPU-5f1e"


def test_only_as_many_gpus_are_named_as_work():
    assert named_gpus(1, {"CUDA_VISIBLE_DEVICES": "4,5"}) == ("4",)


@pytest.mark.usefixtures("driver")
def test_cnnviz_gpu_0_forbids_gpus_without_asking(monkeypatch):
    asked = tensorflow_lists(monkeypatch, "1\n")
    assert find_gpus({"CNNVIZ_GPU": "0"}) == ()
    assert asked == []


@pytest.mark.usefixtures("no_driver")
def test_without_a_driver_tensorflow_is_not_asked(monkeypatch):
    asked = tensorflow_lists(monkeypatch, "1\n")
    assert find_gpus({}) == ()
    assert asked == []


@pytest.mark.usefixtures("driver")
@pytest.mark.parametrize(("output", "status"), [("", 0), ("no number", 0), ("", 1)])
def test_where_tensorflow_cannot_answer_there_is_no_gpu(monkeypatch, output, status):
    tensorflow_lists(monkeypatch, output, status)
    assert find_gpus({}) == ()


def test_the_setting_must_be_0_or_1():
    with pytest.raises(InputError, match="CNNVIZ_GPU must be 0 or 1, got 'no'"):
        find_gpus({"CNNVIZ_GPU": "no"})
