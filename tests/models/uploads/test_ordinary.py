"""Models as ordinary users of Keras save them open, and answer as Keras does."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz.models import files
from cnnviz.models.files import read_info
from cnnviz.models.uploads.process import convert_file
from tests.models.uploads.keras_files import answers, ordinary, saved

FILES = Path(__file__).parent / "files"


def cnn():
    return keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(4, (3, 5), strides=2, padding="same", activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(2),
            layers.SpatialDropout2D(0.2),
            layers.Flatten(),
            layers.Dense(8, activation="tanh"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def functional():
    image = keras.Input((16, 16, 3))
    x = layers.Conv2D(4, 3, use_bias=False)(image)
    x = layers.BatchNormalization(epsilon=1e-5, center=False)(x)
    x = layers.Activation("relu")(x)
    x = layers.AveragePooling2D(2, padding="same")(x)
    x = layers.Conv2D(6, 3, groups=2, dilation_rate=2, activation="leaky_relu")(x)
    x = layers.GlobalMaxPooling2D()(x)
    return keras.Model(image, layers.Dense(4, use_bias=False, activation="softmax")(x))


def residual():
    image = keras.Input((10, 10, 3))
    x = layers.Conv2D(4, 3, padding="same")(image)
    for _ in range(2):
        y = layers.Conv2D(4, 3, padding="same", activation="relu")(x)
        y = layers.BatchNormalization(scale=False)(y)
        y = layers.Conv2D(4, 1)(y)
        x = layers.ReLU()(layers.Add()([x, y]))
    x = keras.ops.add(layers.Conv2D(4, 1)(x), x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Softmax()(layers.Dense(5)(x)))


def depthwise():
    return keras.Sequential(
        [
            layers.Input((12, 12, 3)),
            layers.ZeroPadding2D(1),
            layers.DepthwiseConv2D(3, depth_multiplier=2),
            layers.LeakyReLU(negative_slope=0.1),
            layers.ZeroPadding2D(((2, 2), (1, 1))),
            layers.Conv2D(4, 3, activation="sigmoid"),
            layers.SeparableConv2D(6, 3, strides=2, depth_multiplier=2, activation="relu"),
            layers.Conv2DTranspose(3, 3, strides=2, padding="same"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="softmax"),
        ]
    )


def logits():
    return keras.Sequential([layers.Input((28, 28)), layers.Flatten(), layers.Dense(10)])


def binary():
    return keras.Sequential(
        [layers.Input((6, 6, 1)), layers.Flatten(), layers.Dense(1, activation="sigmoid")]
    )


def rows_of_numbers():
    return keras.Sequential(
        [layers.Input((49,)), layers.Dense(6, "relu"), layers.Dense(3, "softmax")]
    )


def reshaped():
    return keras.Sequential(
        [
            layers.Input((8, 8)),
            layers.Reshape((8, 8, 1)),
            layers.Conv2D(2, 3),
            layers.Flatten(),
            layers.Dense(2, "softmax"),
        ]
    )


def augmented():
    changes = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)])
    return keras.Sequential(
        [
            layers.Input((9, 9, 3)),
            changes,
            layers.Rescaling(1 / 255),
            keras.Sequential([layers.Conv2D(3, 3), layers.Conv2D(3, 3)]),
            layers.Conv2D(2, 3),
            layers.Flatten(),
            layers.Dense(3, "softmax"),
        ]
    )


def centred():
    return keras.Sequential(
        [
            layers.Input((9, 9, 3)),
            layers.Rescaling(1 / 127.5, offset=-1),
            layers.Conv2D(3, 3, padding="same"),
            layers.Flatten(),
            layers.Dense(3, "softmax"),
        ]
    )


def keras_answers(model, images):
    found = model(images, training=False).numpy()
    if model.name == "logits":
        return keras.ops.softmax(found).numpy()
    return np.hstack([1 - found, found]) if found.shape[1] == 1 else found


@pytest.mark.parametrize(
    "build",
    [cnn, functional, residual, depthwise, binary, rows_of_numbers, reshaped],
    ids=lambda build: build.__name__,
)
def test_a_model_of_keras_answers_alike(build, tmp_path):
    model = build()
    path = saved(model, tmp_path)
    images = np.random.default_rng(1).random((3, *model.input_shape[1:]), np.float32)
    side = round(images[0].size ** 0.5)
    ours = images if images.ndim == 4 else images.reshape(3, side, side, 1)
    np.testing.assert_allclose(answers(path, ours), keras_answers(model, images), atol=1e-5)


def test_logits_get_their_softmax(tmp_path):
    model = logits()
    path = saved(model, tmp_path)
    images = np.random.default_rng(1).random((3, 28, 28), np.float32)
    wanted = keras.ops.softmax(model(images)).numpy()
    np.testing.assert_allclose(answers(path, images[..., np.newaxis]), wanted, atol=1e-5)


@pytest.mark.parametrize("build", [augmented, centred], ids=lambda build: build.__name__)
def test_a_model_of_pixels_up_to_255_gets_ours(build, tmp_path):
    model = build()
    path = saved(model, tmp_path)
    images = np.random.default_rng(1).random((3, 9, 9, 3), np.float32)
    wanted = model(255 * images, training=False).numpy()
    np.testing.assert_allclose(answers(path, images), wanted, atol=1e-5)


@pytest.mark.parametrize("name", ["fun_3.0.5", "seq_3.3.3", "fun_3.10.0"])
def test_files_of_earlier_versions_answer_as_there(name, tmp_path):
    path = tmp_path / "visitor.keras"
    path.write_bytes((FILES / f"{name}.keras").read_bytes())
    shape = (6, 12, 12, 1) if name.startswith("seq") else (2, 12, 12, 3)
    images = np.random.default_rng(0).random(shape, np.float32)[:2]
    wanted = json.loads((FILES / f"{name}.json").read_text("utf-8"))
    np.testing.assert_allclose(answers(path, images), wanted, atol=1e-5)


def test_an_optimizer_and_a_compile_config_are_passed_over(tmp_path):
    model = ordinary()
    model.compile("adam", "sparse_categorical_crossentropy")
    images = np.random.default_rng(1).random((4, 8, 8, 1), np.float32)
    model.fit(images, np.array([0, 1, 2, 0]), verbose=0)
    path = tmp_path / "visitor.keras"
    model.save(path)
    np.testing.assert_allclose(answers(path, images), model(images).numpy(), atol=1e-5)


def test_what_is_kept_opens_in_the_engine_s_way_and_answers_as_keras(tmp_path):
    model = depthwise()
    target = tmp_path / "ours.keras"
    convert_file(saved(model, tmp_path), target)
    images = np.random.default_rng(1).random((2, 12, 12, 3), np.float32)
    network = files.open_model(target).network
    np.testing.assert_allclose(network(images), model(images), atol=1e-5)


def test_a_file_of_ours_keeps_its_classes_and_loses_a_path_as_its_data_set(tmp_path):
    ours = files.shipped()[0]
    described = files.description(ours)
    info = files.ModelInfo(
        "mine", ours.classes, ours.input_shape, ours.layers, "/etc", path=tmp_path / "a.keras"
    )
    files.save(files.open_model(ours).network, info, info.path)
    convert_file(info.path, tmp_path / "b.keras")
    kept = read_info(tmp_path / "b.keras")
    assert (kept.classes, kept.dataset) == (tuple(described["classes"]), "unknown")


@pytest.mark.parametrize(
    ("build", "note"),
    [
        (logits, "softmax is added"),
        (binary, "two classes"),
        (rows_of_numbers, "49 inputs are read as 7 × 7"),
        (augmented, "0 to 255"),
        (augmented, "acts in training only"),
        (centred, "shown as a batch norm"),
        (cnn, "trained on 0 to 255 without"),
    ],
)
def test_what_was_brought_to_another_form_is_said(build, note, tmp_path):
    notes = convert_file(saved(build(), tmp_path), tmp_path / "ours.keras")
    assert note in " ".join(notes)
