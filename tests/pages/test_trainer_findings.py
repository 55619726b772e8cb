"""Findings on an uploaded data set: a line each, which opens its images."""

import csv
import io
import json
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import data
from cnnviz.data import left_out, uploads
from cnnviz.images import png_bytes
from cnnviz.ui.trainer.look_findings import groups_csv
from cnnviz.ui.trainer.state import TrainerState as Key
from tests.pages.trainer_page import checked, control, open_page, press
from tests.waiting import wait_until

SIDE, SHIFT = 80, 20
KINDS = ("a", "b")


def plates(count: int = 8) -> dict[str, np.ndarray]:
    """Two classes of noise; one image is there twice, one empty, two show a part of one scene."""
    draws = np.random.default_rng(0)

    def noise(width: int) -> np.ndarray:
        return draws.integers(0, 256, (SIDE, width, 1), np.uint8)

    made = {f"{kind}/{n}.png": noise(SIDE) for kind in KINDS for n in range(count)}
    made["a/twin.png"] = made["a/0.png"]
    made["a/empty.png"] = np.full((SIDE, SIDE, 1), 128, np.uint8)
    scene = noise(SIDE + SHIFT)
    made["b/left.png"], made["b/right.png"] = scene[:, :SIDE], scene[:, SHIFT:]
    return made


def zipped(made: dict[str, np.ndarray]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, pixels in made.items():
            archive.writestr(name, png_bytes(pixels))
    return file.getvalue()


def looking(made: dict[str, np.ndarray], **address: str) -> AppTest:
    """The page with these images uploaded and looked at, after their survey."""
    page = open_page(**address)
    upload = page.file_uploader(Key.UPLOAD).set_value(("plates.zip", zipped(made), ""))
    checked(upload.run())
    checked(page.toggle(key=Key.LOOK).set_value(True).run())
    wait_until(lambda: not checked(page.run()).get("progress"), 120, "the survey")
    return page


def opened(page: AppTest, kind: str) -> AppTest:
    page.session_state[f"t_finding_{kind}"] = True
    return checked(page.run())


def cards(page: AppTest) -> list[dict]:
    """What the wall of images shows."""
    (wall,) = [part.proto for part in page.get("bidi_component") if "t_wall" in part.proto.id]
    return json.loads(wall.json)[0]["cards"]


def files(card: dict) -> set[str]:
    return {image["file"] for image in card["images"]}


def lines(page: AppTest) -> list[str]:
    return [part.label for part in page.expander]


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory):
    """One page for what only looks: drawing and comparing the images takes seconds."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(home))
        return looking(plates()), home


@pytest.fixture
def looked(opened_once, monkeypatch) -> AppTest:
    page, home = opened_once
    monkeypatch.setenv("CNNVIZ_HOME", str(home))
    return page


def seen(page: AppTest, kind: str) -> list[dict]:
    """The cards of one finding, which is closed again."""
    found = cards(opened(page, kind))
    page.session_state[f"t_finding_{kind}"] = False
    return found


def test_what_was_found_is_a_line_each(looked):
    for line in ("1 pair of equal images", "1 pair of images overlap", "1 image of one brightness"):
        assert sum(each.startswith(line) for each in lines(looked)) == 1


def test_a_line_opens_its_images_and_their_splits(looked):
    (card,) = seen(looked, "constant")
    assert files(card) == {"a/empty.png"}
    assert card["caption"] in ("training", "validation", "test")


def test_equal_images_are_shown_side_by_side(looked):
    (card,) = seen(looked, "repeated")
    assert files(card) == {"a/0.png", "a/twin.png"}
    assert card["caption"].endswith(": equal")


def test_overlapping_images_frame_the_part_that_both_show(looked):
    (card,) = seen(looked, "neighbours")
    assert files(card) == {"b/left.png", "b/right.png"}
    assert card["caption"].endswith(": 75 % shared")  # 60 of 80 columns
    boxes = {image["file"]: image["box"] for image in card["images"]}
    assert boxes == {"b/left.png": [0, 0.25, 1, 0.75], "b/right.png": [0, 0, 1, 0.75]}


def test_groups_as_csv_hold_together_what_is_alike():
    survey = SimpleNamespace(similarity=SimpleNamespace(groups={"a/0.png": 3, "a,1.png": 3}))
    rows = list(csv.reader(io.StringIO(groups_csv(survey))))
    assert rows == [["file", "group"], ["a/0.png", "3"], ["a,1.png", "3"]]


def test_what_is_left_out_is_found_no_longer_and_that_is_said(looked):
    data_set = data.load(str(uploads.find(looked.session_state[Key.DATA])))
    left_out.mark(left_out.key(data_set), "a/empty.png", True)
    opened(looked, "constant")
    texts = [each.value for each in looked.markdown]
    assert "Without the images left out: Nothing of this remains." in texts
    assert cards(looked)[0]["images"][0]["left_out"]


def test_a_click_splits_by_group_and_the_button_gives_way_to_a_sentence(looked):
    press(looked, "Split by group")
    assert control(looked, Key.SPLIT).value == "groups"
    assert any("Split by group: images that overlap" in each.value for each in looked.caption)
    assert "Split by group" not in [button.label for button in looked.button]
