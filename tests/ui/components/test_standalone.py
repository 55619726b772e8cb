"""The animation as one HTML file: it holds what the page gets, and asks for nothing else."""

import base64
import re
import tomllib

import pytest

from cnnviz.layers.window import MAX_POOLING, TRANSPOSED, Slide, WindowSettings, slide
from cnnviz.layers.window.patterns import Numbers
from cnnviz.ui.components import FOLDER
from cnnviz.ui.components.sliding_window.payload import payload
from cnnviz.ui.components.sliding_window.standalone import standalone
from cnnviz.utils import paths
from tests.window_layers import layer_of

NAME = "l_animation"


def computed(layer: WindowSettings) -> Slide:
    shown, known = layer.shown, Numbers()
    cells = known.cells((shown.channels, *shown.size))
    return slide(layer, cells, known.weights(shown.weight_shape))


@pytest.fixture
def page() -> str:
    return standalone(computed(layer_of()), NAME)


@pytest.mark.parametrize(
    "layer",
    [layer_of(channels=3), layer_of(TRANSPOSED), layer_of(MAX_POOLING)],
    ids=str,
)
def test_it_holds_the_very_payload_of_the_page(layer):
    result = computed(layer)
    held = re.search(r'atob\("([^"]+)"\)', standalone(result, NAME))
    assert base64.b64decode(held[1]) == payload(result, NAME)


def test_nothing_is_loaded_from_anywhere(page):
    assert not re.findall(r"""(?:src|href|url|import|fetch)\s*[=(]?\s*["']?https?:""", page)
    assert "<link" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_its_script_and_style_end_where_they_should(page):
    for tag, times in {"script": 2, "style": 1}.items():
        assert page.count(f"<{tag}") == page.count(f"</{tag}>") == times


def test_title_answer_and_code_stand_in_it(page):
    assert "<title>Convolution of a 7 × 7 input by a 3 × 3 kernel</title>" in page
    assert "The output is 5 × 5, each cell the sum of 9 products." in page
    assert "layer = keras.layers.Conv2D(1, kernel_size=3)" in page
    assert "layer = nn.Conv2d(1, 1, kernel_size=3)" in page


def test_signs_of_html_in_the_code_are_written_as_text():
    page = standalone(computed(layer_of(MAX_POOLING, dilation=(2, 2))), NAME)
    assert "<pre># Keras&#x27;s pooling has no dilation</pre>" in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_the_apps_own_colours(page, scheme):
    theme = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    style = page.split("prefers-color-scheme: dark")[scheme == "dark"]
    assert f"--st-primary-color: {theme[scheme]['primaryColor']};" in style
    assert f"--st-secondary-background-color: {theme[scheme]['secondaryBackgroundColor']};" in style


def test_every_theme_variable_that_it_uses_is_set(page):
    used = set(re.findall(r"var\((--st-[a-z-]+)\)", page)) - {"--st-red-color"}  # the editor's
    assert used <= set(re.findall(r"(--st-[a-z-]+):", page))


def test_a_gif_is_recorded_in_the_apps_light_colours():
    theme = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][
        "light"
    ]
    rule = re.search(
        r"\.recording \{([^}]*)\}", (FOLDER / "sliding_window" / "component.css").read_text("utf-8")
    )[1]
    assert dict(re.findall(r"--st-([a-z-]+): (#\w+);", rule)) == {
        re.sub("([A-Z])", r"-\1", name).lower(): colour for name, colour in theme.items()
    }
