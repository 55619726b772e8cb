"""The commands on the real MNIST and NEU."""

import zipfile

import numpy as np
import pytest

from tests.cli.command import RUN_FILES, call


def test_the_shipped_steel_model_has_learned_all_of_neu_and_evaluate_says_so(real_neu, capsys):
    _, (line,), err = call(capsys, "evaluate", "neu", "--data", real_neu)
    assert (line["split"], line["n"]) == ("train", 1440)
    assert "the model was trained on these images" in err


def test_the_shipped_digit_model_is_evaluated_on_digits_that_it_has_not_learned(real_mnist, capsys):
    _, (line,), err = call(capsys, "evaluate", "mnist", "--data", "mnist")
    assert (line["split"], line["n"]) == ("test", 10_000)
    assert "trained on" not in err


def test_neu_trains_from_its_zip_into_a_whole_run(real_neu, tmp_path, capsys):
    run = tmp_path / "run"
    network = ["--architecture", "fast-neu", "--size", 32, "--augmentation", "steel"]
    settings = [*network, "--epochs", 1, "--out", run]
    status, (line,), _ = call(capsys, "train", "--dataset", real_neu, *settings)
    assert status == 0
    assert {path.name for path in run.iterdir()} == RUN_FILES
    with zipfile.ZipFile(real_neu) as archive:
        validation = [
            n for n in archive.namelist() if "/validation/images/" in n and n[-4:] == ".jpg"
        ]
    assert line["n"] == len(validation)


@pytest.fixture
def some_of_mnist(real_mnist, tmp_path, monkeypatch):
    """A tenth of MNIST's images, which a network learns in seconds, as the data set."""
    with np.load(real_mnist) as whole:
        arrays = {name: whole[name][: len(whole[name]) // 10] for name in whole.files}
    np.savez(tmp_path / "mnist.npz", **arrays)
    monkeypatch.setenv("CNNVIZ_DATA", str(tmp_path))


@pytest.mark.usefixtures("some_of_mnist")
def test_the_lectures_network_learns_digits_from_a_tenth_of_mnist_and_evaluate_repeats_it(
    tmp_path, capsys
):
    run = tmp_path / "run"
    settings = ["--architecture", "lecture-mnist", "--epochs", 2, "--batch-size", 50]
    _, (line,), _ = call(capsys, "train", "--dataset", "mnist", *settings, "--out", run)
    assert line["n"] == 1000
    assert line["accuracy"] >= 0.95
    _, (again,), _ = call(capsys, "evaluate", run, "--data", "mnist")
    assert (again["accuracy"], again["loss"]) == (line["accuracy"], line["loss"])
