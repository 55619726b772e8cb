"""The tab "Learn the kernel", run without a browser: what is learned from, and its messages."""

import io
import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.images import png_bytes
from cnnviz.ui.playground.state import PlaygroundState as Key


def tab(operation: str = "correlate", planes: int = 1, side: int = 60) -> None:
    """The tab alone, with noise and a kernel that is not symmetric on the bench."""
    import numpy as np

    from cnnviz.filters.apply import filter_image
    from cnnviz.filters.filter_layer import FilterLayer
    from cnnviz.filters.result import BenchState
    from cnnviz.ui.playground import learn
    from cnnviz.ui.playground.state import PlaygroundState

    image = np.random.default_rng(0).random((side, side + 8, planes)).astype(np.float32)
    weights = np.arange(9.0).reshape(3, 3, 1) * np.ones(planes)
    filtered = filter_image(image, weights, FilterLayer(operation=operation, bias=0.5))
    learn.show(PlaygroundState(), BenchState("Noise", image, "Ramp", "", filtered))


def opened(link: dict[str, str] | None = None, **bench: object) -> AppTest:
    page = AppTest.from_function(tab, default_timeout=120, kwargs=bench)
    page.query_params.update(link or {})
    return page.run()


def trace(page: AppTest) -> tuple[dict, dict[str, np.ndarray]]:
    """What the component received; the page has no error that a visitor must not see."""
    assert not page.exception
    message = page.get("bidi_component")[0].proto.bytes
    length = int.from_bytes(message[:4], "little")
    header = json.loads(message[4 : 4 + length])
    values = np.frombuffer(message[4 + length :], "<f4")
    ends = np.cumsum(list(header["lengths"].values()))
    return header, dict(zip(header["lengths"], np.split(values, ends[:-1]), strict=True))


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def upload(page: AppTest, name: str, data: bytes) -> AppTest:
    return page.get("file_uploader")[0].set_value((name, data, "")).run()


def button(page: AppTest, label: str):
    return next(each for each in page.button if each.label == label)


def test_it_opens_learning_the_benchs_kernel_with_adam():
    header, arrays = trace(opened())
    assert (header["title"], header["kernel"]) == ("Ramp", [3, 3, 1])
    np.testing.assert_array_equal(arrays["reference"], np.arange(9))
    assert arrays["losses"][-1] < arrays["losses"][0] / 1000


def test_a_kernel_that_is_turned_for_convolution_is_learned_as_it_lies():
    _, arrays = trace(opened(operation="convolve"))
    np.testing.assert_array_equal(arrays["reference"], np.arange(9)[::-1])
    np.testing.assert_allclose(arrays["weights"][-9:], np.arange(9)[::-1], atol=1)


def test_where_the_bench_sums_channels_one_kernel_each_is_learned():
    header, arrays = trace(opened(planes=3))
    assert header["kernel"] == [3, 3, 3]
    assert arrays["picture"].size == 3 * 60 * 68


def test_another_size_optimiser_and_centring_are_taken_from_the_link():
    link = {Key.LEARNED_SIZE: "5 × 5", Key.OPTIMISER: "Momentum", Key.RATE: "0.2"}
    link |= {Key.STEPS: "300", Key.CENTRE: "true"}
    header, arrays = trace(opened(link))
    assert (header["kernel"], header["steps"][-1]) == ([5, 5, 1], 300)
    assert abs(arrays["picture"].mean()) < 1e-6
    assert arrays["differences"][-1] < 0.01


def test_a_hidden_kernel_is_sent_only_when_it_is_revealed_and_the_next_is_hidden_again():
    page = opened({Key.GOAL: "A hidden kernel", Key.RIDDLE: "3"})
    header, arrays = trace(page)
    assert (header["title"], arrays["reference"].size) == ("Hidden kernel", 0)
    header, arrays = trace(button(page, "Reveal").click().run())
    assert header["title"] != "Hidden kernel"
    assert arrays["reference"].size
    assert "Reveal" not in [each.label for each in page.button]
    header, _ = trace(page.number_input(Key.RIDDLE).set_value(4).run())
    assert header["title"] == "Hidden kernel"


def test_the_learned_kernel_is_put_on_the_bench():
    page = opened({Key.OPTIMISER: "Momentum", Key.RATE: "0.2"})
    button(page, "Use this kernel").click().run()
    np.testing.assert_allclose(
        Key(page.session_state).weights[..., 0], np.arange(9.0).reshape(3, 3), atol=1e-3
    )


def test_a_rate_too_large_is_reported_and_its_result_is_not_used():
    page = opened({Key.OPTIMISER: "Gradient descent", Key.RATE: "2"})
    assert "got 2: each step overshoots" in page.warning[0].value
    assert button(page, "Use this kernel").disabled
    header, _ = trace(page)
    assert 1 < header["steps"][-1] < 100


def test_a_kernel_larger_than_the_picture_is_reported():
    page = opened({Key.LEARNED_SIZE: "15 × 15"}, side=5)
    assert page.error[0].value == "A kernel of 15 × 15 does not fit a picture of 5 × 13."


def test_ones_own_result_is_asked_for_and_learned_from():
    page = opened({Key.GOAL: "Your own result"})
    assert page.info[0].value.startswith("Filter Noise, the current picture")
    picture = np.random.default_rng(0).random((60, 68, 1)).astype(np.float32)
    header, arrays = trace(upload(page, "moved.npy", npy(picture[1:-1, 2:, 0])))
    assert header["title"] == "Exact best fit"
    assert header["kernel"] == [3, 3, 1]
    expected = np.zeros((3, 3))
    expected[1, 2] = 1
    np.testing.assert_allclose(arrays["reference"], expected.ravel(), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("a.npy", npy(np.ones((60, 67, 4))), "an array must have the axes (H, W)"),
        ("a.npy", npy(np.full((60, 68), np.nan)), "all numbers must be finite, got nan"),
        ("a.npy", b"\x93NUMPY", "this file is not a readable .npy array"),
        ("a.png", png_bytes(np.zeros((9, 9), np.uint8)), "the wanted picture must be as large"),
        ("a.png", b"no picture", "this file is not a readable image"),
    ],
)
def test_an_upload_that_is_unusable_is_reported_and_the_last_one_stays(name, data, complaint):
    page = opened({Key.GOAL: "Your own result"})
    good = np.random.default_rng(0).random((60, 68)).astype(np.float32)
    before = trace(upload(page, "good.npy", npy(good)))[0]["id"]
    upload(page, name, data)
    assert page.error[0].value.startswith(f"{name}: {complaint}")
    assert trace(page)[0]["id"] == before
