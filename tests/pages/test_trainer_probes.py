"""The images that are watched are chosen before a run starts."""

import pytest

from cnnviz.ui.trainer import state as trainer_state
from tests.pages.trainer_page import checked, open_page, press


@pytest.fixture
def page():
    return open_page(t_probe_images="true")


def choice(page):
    (field,) = [each for each in page.multiselect if each.label == "Images to watch"]
    return field


def test_images_are_chosen_by_name_and_kept(page):
    files = choice(page).options
    assert choice(page).value == []
    page = checked(choice(page).set_value([choice(page).options[3]]).run())
    assert len(page.session_state[trainer_state.TrainerState.probes.key]) == 1
    assert len(files) > 100


def test_others_are_drawn_of_every_class(page):
    page = press(page, "Others")
    assert len(choice(page).value) == 12
    again = press(page, "Others")
    assert len(choice(again).value) == 12
