"""The shell: ``python -m cnnviz`` train, evaluate, predict."""

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cnnviz import data, images, models
from cnnviz.__main__ import _parser, main
from cnnviz.classroom import password
from cnnviz.cli import commands
from cnnviz.models import network_input
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks.build import build
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.optimisers import SGD, Adam, AdamW, Momentum, RMSprop
from cnnviz.utils import home_folder, paths
from tests.cli.command import RUN_FILES, call
from tests.small_data import LEVELS, pictures, write_folder, write_zip
from tests.small_networks import INFO
from tests.waiting import wait_until

COMMAND = [sys.executable, "-m", "cnnviz"]
TRAIN = [
    "--architecture",
    "qmul-mnist",
    "--epochs",
    "6",
    "--batch-size",
    "8",
    "--learning-rate",
    "0.005",
]
SHORT = [*TRAIN, "--epochs", "1"]  # where the accuracy does not matter


def shell(*arguments: object, cwd: Path = paths.ROOT) -> subprocess.CompletedProcess:
    environment = os.environ | {"PYTHONPATH": str(paths.ROOT)}
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory) -> Path:
    return write_folder(tmp_path_factory.mktemp("data") / "steel")


@pytest.fixture(scope="module")
def trained(data_folder, tmp_path_factory) -> tuple[Path, dict, str]:
    """A run made by the shell itself: its folder, its JSON line, its standard error."""
    folder = tmp_path_factory.mktemp("shell")
    done = shell("train", "--dataset", data_folder, *TRAIN, "--seed", 3, "--out", "run", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "run", json.loads(done.stdout), done.stderr


def test_help_needs_neither_keras_nor_numpy():
    done = shell("--help")
    assert done.returncode == 0
    for word in ("run", "train", "evaluate", "predict", "examples:", "exit status"):
        assert word in done.stdout
    probe = (
        "import sys, cnnviz.__main__; print([m for m in ('keras', 'numpy') if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]"


def test_training_writes_a_whole_run_and_prints_its_accuracy(trained):
    folder, line, _ = trained
    assert {path.name for path in folder.iterdir()} == RUN_FILES
    evaluation = RunFolder(folder).evaluation()
    assert line["accuracy"] == evaluation.accuracy
    assert (line["status"], line["n"], line["epochs"]) == ("done", evaluation.n, 6)
    assert evaluation.accuracy > 0.8


def test_progress_is_a_line_an_epoch_and_nothing_else(trained):
    lines = trained[2].splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("epoch 1 of 6  ")
    assert "validation loss" in lines[1]


def test_evaluate_repeats_the_figure_of_the_run_on_its_own_data(trained, data_folder, capsys):
    folder, line, _ = trained
    status, (result,), _ = call(capsys, "evaluate", folder, "--data", data_folder)
    assert (status, result["split"]) == (0, "test")
    assert (result["n"], result["loss"], result["accuracy"]) == (
        line["n"],
        line["loss"],
        line["accuracy"],
    )
    assert result["classes"] == ["bright", "dark"]
    assert np.array(result["confusion"]).sum() == result["n"]


def test_other_data_without_splits_is_evaluated_as_a_whole(trained, tmp_path, capsys):
    other = write_zip(tmp_path / "other.zip", count=5)
    status, (result,), _ = call(capsys, "evaluate", trained[0], "--data", other)
    assert (status, result["split"], result["n"]) == (0, "all", 10)


def test_a_model_file_alone_evaluates_a_split_by_name(trained, data_folder, tmp_path, capsys):
    model = tmp_path / "mine.keras"
    model.write_bytes((trained[0] / "model.keras").read_bytes())
    status, (result,), _ = call(
        capsys, "evaluate", model, "--data", data_folder, "--split", "validation"
    )
    assert (status, result["split"], result["n"]) == (0, "validation", 12)


def test_images_of_another_size_and_colour_are_brought_to_the_models(trained, tmp_path, capsys):
    for name in LEVELS:
        (tmp_path / "big" / name).mkdir(parents=True)
        for number, picture in enumerate(pictures(name, 4)):
            large = np.kron(picture, np.ones((3, 3, 3), np.uint8))
            large[0, 0] = (1, 2, 3)  # one coloured pixel makes it RGB
            (tmp_path / "big" / name / f"{number}.png").write_bytes(images.png_bytes(large))
    status, (result,), _ = call(capsys, "evaluate", trained[0], "--data", tmp_path / "big")
    assert (status, result["n"]) == (0, 8)
    assert result["accuracy"] > 0.8


def test_classes_are_matched_by_name_whatever_their_order(tmp_path, capsys):
    info = replace(INFO, classes=("dark", "bright"))
    model = build(info.layers, info.input_shape, len(info.classes))
    path = models.save(model, info, tmp_path / "swapped.keras").path
    data_folder = write_zip(tmp_path / "few.zip", count=4)
    _, (result,), _ = call(capsys, "evaluate", path, "--data", data_folder)
    fitted = [
        network_input.fit_to_network(p.astype(np.float32) / 255, (8, 8, 1))
        for p in pictures("bright", 4)
    ]
    predicted = ObservedModel(models.open_model(path)).predict(
        images.to_uint8(np.stack(fitted)) / 255
    )
    assert result["classes"] == ["dark", "bright"]
    assert result["confusion"][1] == np.bincount(predicted.argmax(axis=1), minlength=2).tolist()


def test_a_class_unknown_to_the_model_is_one_sentence(trained, capsys):
    status, lines, err = call(capsys, "evaluate", trained[0], "--data", "digits")
    assert (status, lines) == (2, [])
    assert err == (
        "cnnviz: qmul-mnist knows the classes bright, dark, got 0, 1, 2, 3, 4, 5, 6, 7, 8, 9\n"
    )


def test_predict_answers_each_image_and_goes_on_after_a_broken_one(trained, tmp_path, capsys):
    good, broken = tmp_path / "good.png", tmp_path / "broken.png"
    good.write_bytes(images.png_bytes(pictures("dark", 1)[0]))
    broken.write_bytes(b"no image")
    absent = tmp_path / "absent.png"
    status, lines, err = call(capsys, "predict", trained[0], broken, absent, good)
    assert status == 2
    *refused, read = lines
    assert [line["file"] for line in refused] == [str(broken), str(absent)]
    assert refused[0]["error"].startswith("This file is not a readable image: it must be a PNG")
    assert refused[1]["error"] == "It cannot be read: No such file or directory."
    assert (read["file"], read["label"], read["doubt"]) == (str(good), "dark", None)
    assert read["probability"] == max(read["probabilities"].values())
    np.testing.assert_allclose(sum(read["probabilities"].values()), 1, atol=1e-6)
    errors = err.splitlines()
    assert [error.split(": ")[1] for error in errors] == [str(broken), str(absent)]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_predict_reads_no_more_than_the_largest_image(trained, tmp_path, capsys):
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(10**11)  # no blocks are written
    status, lines, _ = call(capsys, "predict", trained[0], large, "/dev/zero")
    assert status == 2
    assert "at most 30 MB, got 100000.0 MB" in lines[0]["error"]
    assert "at most 30 MB, got 30.0 MB" in lines[1]["error"]


def test_a_digit_is_read_dark_on_light_and_light_on_dark(tmp_path, capsys):
    test = data.load("digits").test
    index = [int(np.flatnonzero(test.labels == label)[1]) for label in (0, 1, 2, 4, 6)]
    files = []
    for i in index:
        as_is, photo = tmp_path / f"{i}.png", tmp_path / f"{i}-photo.png"
        as_is.write_bytes(images.png_bytes(test.images[i]))
        large = np.kron(255 - test.images[i], np.ones((8, 8, 1), np.uint8))
        photo.write_bytes(images.png_bytes(np.pad(large, ((40, 10), (5, 60), (0, 0)), mode="edge")))
        files += [as_is, photo]
    status, lines, _ = call(capsys, "predict", "mnist", *files)
    assert status == 0
    labels = [line["label"] for line in lines]
    assert labels[::2] == [str(test.labels[i]) for i in index]
    assert sum(a == b for a, b in zip(labels[::2], labels[1::2], strict=True)) >= 4


def test_an_image_unlike_a_shipped_models_training_data_is_doubted(tmp_path, capsys):
    noise = np.random.default_rng(3).integers(0, 256, (28, 28, 1), np.uint8)
    noise[[0, -1]] = noise[:, [0, -1]] = 0
    digit = data.load("digits").test.images[1]
    for name, pixels in (("noise", noise), ("digit", digit)):
        (tmp_path / f"{name}.png").write_bytes(images.png_bytes(pixels))
    files = [tmp_path / "noise.png", tmp_path / "digit.png"]
    _, (first, second), _ = call(capsys, "predict", "mnist", *files)
    assert first["doubt"] == "This input is unlike the training data; the prediction is unreliable."
    assert second["doubt"] is None


def test_a_folder_is_classified_to_a_table_and_its_sheets_to_maps(trained, tmp_path, capsys):
    folder = write_folder(tmp_path / "steel", count=3)
    (folder / "dark" / "broken.png").write_bytes(b"no image")
    (folder / "notes.txt").write_text("no picture")
    sheet = np.concatenate([np.full((12, 24, 1), level, np.uint8) for level in (60, 190)], axis=1)
    (folder / "dark" / "sheet.png").write_bytes(images.png_bytes(sheet))
    table, maps = tmp_path / "out" / "table.csv", tmp_path / "maps"
    options = ["--out", table, "--maps", maps, "--tile", 12, "--threshold", 0]
    status, lines, err = call(capsys, "predict", trained[0], folder, *options)
    assert status == 2
    assert f"{folder}/dark/broken.png: this file is not a readable image" in err
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [line["file"] for line in lines]
    assert {row["file"]: row["true"] for row in rows}[f"{folder}/bright/bright_2.png"] == "bright"
    unlike = sum(row["doubt"] == "unlike" for row in rows)
    assert sum(row["accepted"] == "yes" for row in rows) == 7 - unlike
    (tiled,) = [line for line in lines if "tiles" in line]
    assert len(tiled["tiles"]) == 7
    (path,) = maps.glob("*.map.png")
    assert path.name.endswith("steel_dark_sheet.png.map.png")
    assert images.read_pixels(path.read_bytes()).shape == (12, 48, 3)
    cams = {each.name.removesuffix(".grad-cam.png") for each in maps.glob("*.grad-cam.png")}
    assert len(cams) == 7  # of all but the broken file
    assert path.name.removesuffix(".map.png") in cams
    cam = maps / path.name.replace(".map.", ".grad-cam.")
    assert images.read_pixels(cam.read_bytes()).shape == (12, 48, 3)


def test_a_folder_gives_the_same_answers_as_its_images_one_by_one(trained, tmp_path, capsys):
    folder = write_folder(tmp_path / "steel", count=3)
    _, together, _ = call(capsys, "predict", trained[0], folder)
    files = sorted(folder.rglob("*.png"))
    _, alone, _ = call(capsys, "predict", trained[0], *files)
    assert len(together) == len(alone) == 6
    for one, other in zip(together, alone, strict=True):
        assert one["file"] == other["file"]
        assert one["probability"] == pytest.approx(other["probability"], abs=1e-6)


DIGITS_MLP = ["train", "--dataset", "digits", "--architecture", "mlp"]


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        (["--optimizer", "sgd"], {"optimiser": SGD()}),
        (["--optimiser", "momentum", "--momentum", "0"], {"optimiser": Momentum(0)}),
        (
            ["--optimiser=rmsprop", "--rho=0.8", "--momentum=0.5", "--epsilon=1e-3"],
            {"optimiser": RMSprop(0.8, 0.5, 1e-3)},
        ),
        (["--beta-1", "0.8", "--beta-2", "0.99"], {"optimiser": Adam(0.8, 0.99)}),
        (["--optimiser", "adamw", "--weight-decay", "0"], {"optimiser": AdamW(weight_decay=0)}),
        (["--label-smoothing", "0.1"], {"label_smoothing": 0.1}),
        (["--class-weights", "balanced"], {"class_weights": "balanced"}),
    ],
)
def test_train_takes_an_optimiser_with_its_numbers_and_what_changes_the_loss(options, settings):
    parsed = _parser().parse_args([*DIGITS_MLP, *options])
    assert commands._config(parsed) == RunConfig("digits", "mlp", **settings)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["fly"], "invalid choice: 'fly'"),
        (["train", "--dataset", "digits"], "required: --architecture"),
        (["train", "--dataset", "digits", "--architecture", "vgg"], "architecture must be one of"),
        (["train", "--dataset", "nowhere", "--architecture", "mlp"], "got 'nowhere'"),
        (["train", "--dataset", "digits", "--architecture", "mlp", "--epochs", "0"], "got 0"),
        (["train", "--dataset", "digits", "--architecture", "mlp", "--epochs", "x"], "'x'"),
        ([*DIGITS_MLP, "--optimiser", "lion"], "optimiser must be one of sgd, momentum"),
        ([*DIGITS_MLP, "--momentum", "0.9"], "Adam has no setting 'momentum', only beta_1"),
        ([*DIGITS_MLP, "--beta-1", "1"], "beta 1 must be at least 0 and below 1, got 1.0"),
        ([*DIGITS_MLP, "--label-smoothing", "1"], "label smoothing must be at least 0 and below 1"),
        ([*DIGITS_MLP, "--class-weights", "rare"], "class weights must be one of none, balanced"),
        (["evaluate", "no-model", "--data", "digits"], "got 'no-model'"),
        (["evaluate", "no-model"], "required: --data"),
        (["predict", "no-model", "x.png"], "got 'no-model'"),
        (["predict", "no-model"], "required: IMAGE"),
        (["predict", "mnist", "x.png", "--tile", "3"], "must be 8 to 2,000 pixels, got 3"),
        (["predict", "mnist", "x.png", "--threshold", "2"], "the threshold must be 0 to 1, got 2"),
        (["predict", "mnist", "x.zip"], "a data set must be a folder or a zip of images"),
        (["run", "--port", "x"], "'x'"),
        (["data", "nowhere"], "got 'nowhere'"),
        (["data"], "required: DATA"),
    ],
)
def test_bad_arguments_are_one_sentence_and_status_2(arguments, sentence, capsys, tmp_path):
    if arguments[:1] == ["train"]:
        arguments = [*arguments, "--out", str(tmp_path / "run")]
    status, lines, err = call(capsys, *arguments)
    assert (status, lines) == (2, [])
    assert sentence in err
    assert err.count("\n") == 1
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("host", "said", "tells_apart"),
    [("0.0.0.0", None, "1"), ("0.0.0.0", "0", "0"), ("localhost", None, None)],
)
def test_run_becomes_streamlit_with_the_app_and_its_address(monkeypatch, host, said, tells_apart):
    started = []
    monkeypatch.delenv("CNNVIZ_CLASS", raising=False)
    if said is not None:
        monkeypatch.setenv("CNNVIZ_CLASS", said)
    monkeypatch.setattr(os, "chdir", started.append)
    monkeypatch.setattr(os, "execve", lambda program, words, env: started.extend((words, env)))
    main(["run", "--host", host, "--port", "9000"])
    folder, words, environment = started
    assert environment.get("CNNVIZ_CLASS") == tells_apart
    assert folder == paths.ROOT
    assert words[1:5] == ["-m", "streamlit", "run", str(paths.ROOT / "server.py")]
    assert words[5:] == ["--server.address", host, "--server.port", "9000"]


def test_run_names_a_home_to_a_user_who_has_none(monkeypatch, tmp_path):
    started = {}
    monkeypatch.setattr(os, "chdir", lambda folder: None)
    monkeypatch.setattr(os, "execve", lambda program, words, env: started.update(env))
    monkeypatch.delenv("CNNVIZ_HOME")
    with monkeypatch.context() as nobody:
        nobody.setattr(os.path, "expanduser", lambda path: path)  # finds none
        main(["run"])
    with pytest.raises(OSError):  # noqa: PT011  whatever the system's reason
        Path(started["HOME"]).mkdir(parents=True)
    with pytest.raises(FileNotFoundError):  # which Streamlit expects of a folder without settings
        Path(started["HOME"], "secrets.toml").read_text("utf-8")
    monkeypatch.setenv("CNNVIZ_HOME", started["CNNVIZ_HOME"])
    assert "no home folder is known" in home_folder.problem()
    main(["run"])
    assert started["HOME"] == os.environ["HOME"]


def test_a_password_is_hashed_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("right password\n"))
    status = main(["hash-password"])
    name, _, kept = capsys.readouterr().out.strip().partition("=")
    monkeypatch.setenv(name, kept)
    assert (status, name) == (0, "CNNVIZ_TEACHER")
    assert password.is_right("right password")


def test_a_password_that_is_typed_in_two_ways_is_refused(monkeypatch, capsys):
    typed = iter(["right password", "wrong password", "right password", "right password"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    assert main(["hash-password"]) == 2
    assert capsys.readouterr().err == "cnnviz: the two passwords must be the same\n"
    assert main(["hash-password"]) == 0
    assert capsys.readouterr().out.startswith("CNNVIZ_TEACHER=scrypt:")


def test_a_folder_with_files_is_not_trained_into(trained, capsys):
    before = (trained[0] / "model.keras").read_bytes()
    status, _, err = call(
        capsys, "train", "--dataset", "digits", "--architecture", "mlp", "--out", trained[0]
    )
    assert status == 2
    assert "needs an empty or new folder" in err
    assert (trained[0] / "model.keras").read_bytes() == before


def test_ctrl_c_stops_keeps_the_model_and_leaves_with_130(tmp_path):
    screen, terminal = pty.openpty()
    process = subprocess.Popen(
        [
            *COMMAND,
            "train",
            "--dataset",
            "digits",
            "--architecture",
            "mlp",
            "--epochs",
            "1000",
            "--out",
            str(tmp_path / "run"),
        ],
        cwd=paths.ROOT,
        stdout=subprocess.PIPE,
        stderr=terminal,
        text=True,
    )
    run = RunFolder(tmp_path / "run")
    wait_until((run.path / "events.jsonl").exists, 60, "it trains")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(out)["status"] == "stopped"
    assert models.read_info(run.model).name == "mlp"
    os.close(terminal)
    shown = os.read(screen, 100_000).decode()
    assert "epoch 1 of 1000, " in shown  # the moving line
    assert "stopping after this step" in shown


def test_a_run_without_a_place_goes_to_the_apps_runs(data_folder, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    status, (line,), _ = call(capsys, "train", "--dataset", data_folder, *SHORT)
    assert status == 0
    assert Path(line["run"]).parent == paths.runs()


@pytest.mark.parametrize(
    ("held_out", "split", "n"),
    [
        ("2/4", "test", 20),
        ("2/4-groups", "test", 20),
        ("groups", "test", 12),
        ("test", "test", 12),
        ("none", "train", 80),
    ],
)
def test_evaluate_uses_what_a_run_held_out_and_says_where_it_held_out_nothing(
    held_out, split, n, data_folder, tmp_path, capsys
):
    run = tmp_path / "run"
    train = ["train", "--dataset", data_folder, *SHORT, "--held-out", held_out, "--out", run]
    assert call(capsys, *train)[0] == 0
    assert RunFolder(run).evaluation().split == split
    _, (line,), err = call(capsys, "evaluate", run, "--data", data_folder)
    assert (line["split"], line["n"]) == (split, n)
    assert ("the model was trained on these images" in err) == (split == "train")


@pytest.mark.parametrize(
    ("split", "sentence"),
    [
        (
            "train",
            "the model was trained on these images",
        ),
        (
            "all",
            "the model was trained on some of these images",
        ),
        ("test", ""),
        ("validation", ""),
    ],
)
def test_evaluate_says_where_the_images_are_learned_ones(
    split, sentence, trained, data_folder, capsys
):
    _, _, err = call(capsys, "evaluate", trained[0], "--data", data_folder, "--split", split)
    if sentence:
        assert err.startswith(f"cnnviz: {sentence}: ")
    assert ("trained on" in err) == bool(sentence)
