"""Steps, feature maps and take away without a browser: what they say where something cannot be."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.images import png_bytes
from cnnviz.utils import paths

NO_ROOM = {"k_picture": "Digit", "k_stride": "3", "k_pooling": "max", "k_pool": "16"}


def opened(tab: str, **link: str) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    page.switch_page("pages/kernel_playground.py")
    page.query_params.update({"k_tab": tab, **link})
    page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize("tab", ["Steps", "Feature maps", "Take away"])
def test_a_pooling_window_that_does_not_fit_is_one_sentence(tab):
    page = opened(tab, **NO_ROOM)
    assert len(page.warning) == 1
    sentence = "A pooling window of 16 × 16 does not fit an output of 9 × 9."
    assert page.warning[0].value.startswith(sentence)


@pytest.mark.parametrize("tab", ["Steps", "Feature maps", "Anatomy", "Learn the kernel"])
def test_a_tab_stays_open_and_says_why_there_is_no_output(tab):
    page = opened(tab, k_picture="Digit", k_dilation="16")
    assert [each.label for each in page.tabs if each.children] == [tab]
    assert page.warning[0].value.startswith("A window of 33 × 33 does not fit a picture of 28 × 28")


@pytest.mark.parametrize("tab", ["Steps", "Feature maps"])
def test_a_large_picture_is_said_to_be_scaled_down(tab):
    page = opened(tab)
    noise = np.random.default_rng(0).integers(0, 256, (1500, 1000), np.uint8)
    page.get("file_uploader")[0].set_value(("large.png", png_bytes(noise), "image/png")).run()
    assert not page.exception
    assert any("computed on the picture scaled to" in caption.value for caption in page.caption)


def test_the_link_leaves_out_the_tab_and_says_so_of_an_own_picture():
    page = opened("Take away", k_picture="Cat", k_stride="2")
    assert page.code[0].value.endswith("?k_picture=Cat&k_stride=2")
    assert not any("your own picture" in caption.value for caption in page.caption)
    noise = np.random.default_rng(0).integers(0, 256, (40, 30), np.uint8)
    page.get("file_uploader")[0].set_value(("mine.png", png_bytes(noise), "image/png")).run()
    assert any("your own picture" in caption.value for caption in page.caption)
    assert "mine.png" in page.code[1].value
