"""Whatever a visitor names: no function that writes HTML lets it become an element."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.evaluation.inspection import Acceptance, Row
from cnnviz.evaluation.inspection_record import Decisions
from cnnviz.evaluation.inspection_report import Heading, report
from cnnviz.ui import html
from cnnviz.ui.trainer import one_image_html
from cnnviz.ui.trainer.scatter import scatter
from cnnviz.utils import paths
from cnnviz.utils.text import Figure
from tests.hostile.markup import PAYLOADS, elements_made

NAMES = st.sampled_from(PAYLOADS) | st.tuples(st.text(max_size=9), st.sampled_from(PAYLOADS)).map(
    "".join
)
PICTURE = np.zeros((4, 4, 1), np.uint8)
# Whatever sets HTML, text as a program, or an address in our scripts.
SETS_HTML = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|srcdoc|javascript:"
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_payload_would_be_found(payload):
    assert elements_made(f"<p title=\"{payload}\">{payload}</p><p title='{payload}'></p>")


@given(NAMES, NAMES)
def test_what_shared_html_is_given_stays_text(name, detail):
    exhibit = html.Exhibit(PICTURE, name, detail)
    parts = [
        html.figures_row([Figure(name, name, detail)]),
        html.gallery([exhibit], 4),
        html.picture(PICTURE, detail),
        html.table((name, detail), [(name, detail)]),
        one_image_html.large_picture(PICTURE, name),
        one_image_html.probability_bars(np.array([0.5, 0.5]), (name, detail), 0),
        scatter(np.zeros(2), np.zeros(2), np.array([0, 1]), (name, detail)),
    ]
    assert elements_made("".join(parts)) == []


@given(NAMES, NAMES)
def test_a_report_s_names_stay_text(file, name):
    rows = [Row(file, (0.5, 0.5), size=(4, 4)), Row(f"{file}2", error=name)]
    page = report(
        Heading(name, name, name, name),
        rows,
        (name, file),
        Decisions({file: 1}, Acceptance(0.9)),
        lambda _: b"",
        {},
    )
    assert elements_made(page) == []


def test_no_page_allows_html_in_markdown():
    for path in [*paths.ROOT.glob("cnnviz/**/*.py"), *paths.ROOT.glob("pages/*.py")]:
        text = path.read_text("utf-8")
        assert "unsafe_allow_html" not in text, path
        assert "unsafe_allow_javascript" not in text, path


def test_no_script_of_ours_makes_html_of_text():
    """But of the curve that Python draws, of numbers alone."""
    folder = paths.ROOT / "cnnviz/ui/components"
    lines = {
        f"{path.relative_to(folder)}: {line.strip()}"
        for path in folder.glob("**/*.js")
        for line in path.read_text("utf-8").splitlines()
        if SETS_HTML.search(line)
    }
    assert lines == {
        'activation_curve/index.js: find(parentElement, ".curve").innerHTML = data.svg;'
    }
