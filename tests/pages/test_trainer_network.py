"""The trainer's network of one's own: built, explained, named, linked, trained, taken up again."""

import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.layers import Conv2D, Dense, DepthwiseConv2D, Flatten, MaxPool2D, Residual
from cnnviz.networks import ARCHITECTURES, own, trace
from cnnviz.networks.build import build
from cnnviz.training import folder
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.optimisers import Nesterov
from cnnviz.training.state import State
from cnnviz.ui import stack_editor
from cnnviz.ui.components.layer_stack import Shown
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.utils import paths
from tests.pages.trainer_page import checked, control, open_page, press, train_button
from tests.small_data import write_zip
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("no_runs", "no_names")

LAYERS = (
    Conv2D(8, padding="same", activation="relu"),
    DepthwiseConv2D(padding="same"),
    Residual(1),
    MaxPool2D(4),
    Flatten(),
    Dense(12, "relu"),
)
TEXT = (
    "conv 8 3x3 same relu, depthwise conv 3x3 same, residual 1, max pool 4x4, "
    "flatten, dense 12 relu"
)


@pytest.fixture
def no_names():
    yield
    shutil.rmtree(paths.home() / "networks", ignore_errors=True)


@pytest.fixture
def editor(monkeypatch) -> list[Shown]:
    """What the editor of layers was given to show, the last one last."""
    given = []
    monkeypatch.setattr(stack_editor, "layer_stack", lambda shown, **how: given.append(shown))
    return given


def linked(text: str = TEXT, **address: str) -> AppTest:
    return open_page(**{Key.NETWORK: own.UNNAMED, Key.LAYERS: text} | address)


def typed(page: AppTest, text: str) -> AppTest:
    """Type a stack under As text."""
    (area,) = page.text_area
    return checked(area.set_value(text).run())


def named(page: AppTest, name: str) -> AppTest:
    checked(page.text_input(Key.NAME).set_value(name).run())
    return press(page, "Keep this network")


def errors(page: AppTest) -> list[str]:
    return [error.value for error in page.error]


def test_a_link_opens_with_its_network_in_the_numbers_that_keras_counts(editor):
    page = linked()
    assert control(page, Key.NETWORK).value == own.UNNAMED
    model = build(LAYERS, (28, 28, 1), 10)
    assert any(f"{model.count_params():,} parameters" in text.value for text in page.markdown)
    shown = editor[-1].asked.summaries
    assert [each.layer for each in shown[:-1]] == list(LAYERS)
    assert [model.get_layer(each.name).output.shape[1:] for each in shown] == [
        each.output_shape for each in shown
    ]


def test_the_output_follows_the_data_and_cannot_be_edited(editor):
    page = open_page()
    assert editor[-1].fixed == 1
    assert editor[-1].drafts[-1] == Dense(10, "softmax").to_json()
    checked(control(page, Key.DATA).select("steel-synthetic").run())
    assert editor[-1].drafts[-1] == Dense(6, "softmax").to_json()


def test_a_typed_network_is_own_layers_in_the_address_until_it_is_a_preset_again():
    page = typed(open_page(), "flatten, dense 16 relu")
    assert control(page, Key.NETWORK).value == own.UNNAMED
    assert page.query_params[Key.LAYERS] == "flatten, dense 16 relu"
    typed(page, "flatten, dense 128 relu")
    assert control(page, Key.NETWORK).value == "mlp"
    assert Key.LAYERS not in page.query_params
    assert own.UNNAMED not in control(page, Key.NETWORK).options


INVALID = [
    ("conv 8 3x3, dense 10", 1, "Layer 2: a dense layer needs a flat input"),
    ("conv 8 3x3", 1, "The output: a dense layer needs a flat input"),
    ("max pool 28, max pool 2, flatten", 1, "Layer 2: a 2 × 2 window does not fit a 1 × 1 input"),
    ("conv 8 3x3 stride 0, flatten", 0, "Layer 1: stride must be at least 1, got 0"),
    (
        "flatten, dense 100000, dense 100000",
        2,
        "Layer 3: a network may have at most 50,000,000 parameters, got 10,079,600,010; dense_2",
    ),
]


def test_an_invalid_network_is_explained_at_the_layer_and_every_setting_stays(editor):
    page = open_page(**{Key.EPOCHS: "7"})
    for text, at, sentence in INVALID:
        typed(page, text)
        (error,) = errors(page)
        assert error.startswith(sentence)
        assert editor[-1].asked.fault.at == at
        assert editor[-1].good.summaries[0].layer == ARCHITECTURES["lecture-mnist"].layers[0]
        assert train_button(page).disabled
        assert control(page, Key.EPOCHS).value == 7
    typed(page, TEXT)
    assert errors(page) == []
    assert not train_button(page).disabled


def test_an_empty_stack_is_explained_too(editor):
    page = open_page()
    state = TrainerState(page.session_state)
    state.drafts = []
    checked(page.run())
    assert errors(page)[0].startswith("The output: a dense layer needs a flat input")


def test_a_link_with_no_network_in_it_says_so_and_opens_with_the_first_one():
    page = linked("konv 8")
    (error,) = errors(page)
    assert error.startswith("The network in this link is invalid: layer 1,")
    assert control(page, Key.NETWORK).value == "lecture-mnist"
    (error,) = errors(open_page(**{Key.NETWORK: "nobody's"}))
    assert error == (
        'The network in this link is invalid: there is no network "nobody\'s" on this server.'
    )


def test_a_name_is_kept_and_offered_to_everybody():
    page = named(linked(), "two blocks")
    assert own.saved() == {"two blocks": LAYERS}
    assert control(page, Key.NETWORK).value == "two blocks"
    assert page.query_params[Key.NETWORK] == "two blocks"
    other = open_page()
    checked(control(other, Key.NETWORK).select("two blocks").run())
    assert other.query_params[Key.LAYERS] == TEXT


def test_an_edited_named_network_is_own_layers_again():
    page = named(linked(), "two blocks")
    typed(page, "flatten, dense 16 relu")
    assert control(page, Key.NETWORK).value == own.UNNAMED
    assert own.saved() == {"two blocks": LAYERS}


def test_a_name_that_another_network_has_is_replaced_only_when_asked():
    own.save("mine", (Flatten(),))
    page = named(linked(), "mine")
    assert errors(page) == ["There is another network called mine on this server."]
    assert own.saved() == {"mine": (Flatten(),)}
    press(page, "Replace mine")
    assert own.saved() == {"mine": LAYERS}
    assert errors(page) == []


def test_what_is_no_name_is_one_sentence():
    page = named(linked(), "a/b")
    assert errors(page)[0].startswith("A network's name must be 1 to 40 letters")
    named(page, "mlp")
    assert errors(page) == ["A network of your own needs a name that no built-in one has, got mlp."]


def test_a_deleted_name_leaves_the_layers():
    page = named(linked(), "mine")
    press(page, "Delete mine")
    assert own.saved() == {}
    assert control(page, Key.NETWORK).value == own.UNNAMED
    assert page.query_params[Key.LAYERS] == TEXT


def test_an_own_network_is_trained_under_its_name(engine):
    page = named(linked(**{Key.EPOCHS: "1", Key.BATCH: "500"}), "two blocks")
    press(page, "Train")
    (run,) = folder.newest()
    wait_until(lambda: run.state().status == "done", 120, "it is done")
    config = run.config()
    assert (config.architecture, config.network) == ("two blocks", LAYERS)


def ended(config: RunConfig) -> RunFolder:
    run = RunFolder.create(config)
    run.write_state(State("failed", "no memory"))
    return run


OTHER = RunConfig(
    "steel-synthetic",
    "two blocks",
    epochs=3,
    batch_size=16,
    learning_rate=0.02,
    seed=5,
    optimiser=Nesterov(0.8, 0.01),
    label_smoothing=0.1,
    class_weights="balanced",
    augmentation=PRESETS["steel"],
    schedule="one-cycle",
    image_size=32,
    layers=LAYERS,
)


def test_again_sets_every_control_to_the_run_s_and_shows_the_preview():
    run = ended(OTHER)
    page = open_page(**{Key.RUN: run.id, Key.EPOCHS: "9"})
    press(page, "Again, with changes")
    assert page.session_state[TrainerState.last.key] == OTHER.__class__(
        **vars(OTHER) | {"architecture": own.UNNAMED}
    )
    assert control(page, Key.RUN).value == ""
    assert control(page, Key.DATA).value == "steel-synthetic"


def test_a_link_to_a_run_alone_opens_with_its_settings():
    run = ended(OTHER)
    page = open_page(**{Key.RUN: run.id})
    assert control(page, Key.EPOCHS).value == 3
    assert page.query_params[Key.LAYERS] == TEXT
    assert page.error[0].value == "This run failed: no memory."


def test_beside_a_run_it_says_whether_the_next_one_is_set_like_it():
    run = ended(RunConfig("digits", "mlp", epochs=3))
    page = open_page(**{Key.RUN: run.id})
    assert "Set like this run" in [caption.value for caption in page.caption]
    checked(control(page, Key.EPOCHS).set_value(4).run())
    assert "Set like this run" not in [caption.value for caption in page.caption]


def test_again_takes_the_data_of_a_run_from_a_shell_and_says_where_they_are_gone(tmp_path):
    path = write_zip(tmp_path / "my steel.zip")
    run = ended(RunConfig(str(path), "mlp", epochs=3))
    page = open_page(**{Key.RUN: run.id})
    press(page, "Again, with changes")
    assert control(page, Key.DATA).value == run.id
    assert any(text.value.startswith("**my steel**, 2 classes") for text in page.markdown)
    path.unlink()
    page = open_page(**{Key.RUN: run.id, Key.EPOCHS: "9"})
    press(page, "Again, with changes")
    assert errors(page) == [
        "The data of this run, my steel, is no longer on this server; "
        "all other settings are the run's."
    ]
    assert control(page, Key.EPOCHS).value == 3


def test_a_network_that_grows_too_large_offers_one_that_suits_the_images():
    page = open_page(**{Key.DATA: "steel-synthetic", Key.NETWORK: "lecture-mnist"})
    parameters = sum(
        each.parameters for each in trace(ARCHITECTURES["fast-neu"].layers, (200, 200, 1), 6)
    )
    assert any(f"fast-neu has only {parameters:,} parameters" in m.value for m in page.markdown)
    press(page, "Use fast-neu")
    assert control(page, Key.NETWORK).value == "fast-neu"
    assert not any("has only" in text.value for text in page.markdown)


def test_a_batch_larger_than_the_data_is_explained_at_its_control():
    page = open_page(**{Key.BATCH: "1258"})
    sentence = "A batch of 1,258 holds all 1,258 training images: each epoch is a single step."
    assert sentence in [caption.value for caption in page.caption]
    checked(control(page, Key.BATCH).set_value(1257).run())
    assert not any("holds all" in caption.value for caption in page.caption)


@pytest.mark.parametrize("rate", ["0", "-0.1", "nan", "inf", "1e9"])
def test_a_learning_rate_that_trains_nothing_is_one_sentence_or_left_out(rate):
    page = open_page(**{Key.RATE: rate, Key.EPOCHS: "7"})
    if rate in ("nan", "inf"):  # no number at all: the default stays, and the link's part is named
        assert control(page, Key.RATE).value == 0.001
        assert f"t_rate={rate}" in page.toast[0].value
    else:
        (error,) = errors(page)
        assert error.startswith("Learning rate must be above 0 and at most 1, got ")
        assert train_button(page).disabled
    assert control(page, Key.EPOCHS).value == 7


def test_an_invalid_network_of_a_link_is_shown_up_to_the_invalid_layer(editor):
    linked("conv 8 3x3, dense 10")
    assert [each.name for each in editor[-1].good.summaries] == ["conv_1"]
    linked("dense 10, flatten")
    assert [each.name for each in editor[-1].good.summaries] == ["flatten_1"]


def test_a_link_with_an_invalid_number_shows_its_data_and_network(editor):
    page = open_page(**{Key.RATE: "0", Key.NETWORK: "mlp"})
    assert any("**Built-in digits**" in each.value for each in page.markdown)
    assert editor[-1].good.summaries
    assert train_button(page).disabled


def test_a_named_network_has_a_link_that_opens_it_for_somebody_who_has_no_such_name():
    own.save("mine", LAYERS)
    page = linked(**{Key.NETWORK: "mine"})
    (link,) = [each.value for each in page.code if Key.LAYERS in each.value]
    own.delete("mine")
    parts = {key: texts[-1] for key, texts in parse_qs(urlsplit(link).query).items()}
    assert open_page(**parts).session_state[Key.NETWORK] == own.UNNAMED
    assert open_page(**parts).session_state["t_valid_layers"] == LAYERS
