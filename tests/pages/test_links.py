"""Links may hold anything: every page opens with a default in its place, or says what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from cnnviz.course import catalogue
from cnnviz.ui import footer, sharing
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.ui.course import class_panel, joining, leading, place
from cnnviz.ui.course.place import CourseState
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.home.state import HomeState
from cnnviz.ui.page_state import PageState
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils import paths
from tests.examples import at_most
from tests.hostile.markup import PAYLOADS

BAD = ("inf", "-inf", "nan", "1e400", "9" * 400, "1e308", "", "text", "-5")


@dataclass(frozen=True)
class Page:
    """A page, and addresses that together show all of its widgets."""

    name: str
    state: type[PageState]
    shown: tuple[dict[str, str], ...] = ({},)

    @property
    def keys(self) -> list[str]:
        """Every key that the page declares, whether or not a widget has it in the address."""
        declared = [value for name, value in vars(self.state).items() if name.isupper()]
        return [key for keys in declared for key in ([keys] if isinstance(keys, str) else keys)]


APART = {"l_apart": "true", "l_padding": "number"}
PAGES = (
    Page(
        "kernel_playground",
        PlaygroundState,
        (
            {},
            {"k_tab": "Anatomy", "k_colour": "Summed"},
            {"k_tab": "Feature maps"},
            {"k_tab": "Learn the kernel", "k_goal": "A hidden kernel"},
            {"k_tab": "Take away"},
        ),
    ),
    Page(
        "layer_calculator",
        CalculatorState,
        (
            APART | {"l_tab": "Stack of layers", "l_sides": "true"},
            APART | {"l_tab": "Pooling and shifts", "l_operation": "Transposed convolution"},
            APART | {"l_tab": "Take away", "l_operation": "Depthwise convolution"},
        ),
    ),
    Page("trainer", TrainerState, ({}, {"t_optimiser": "nesterov"})),
    Page("feature_maps", FeatureMapsState, ({}, {"f_input": "Sample"})),
    Page("home", HomeState),
    Page("course", CourseState),
    Page("join", CourseState),
    Page("lead", CourseState),
)
# What every page takes: a share's secret, a lesson, a place in a class session, presenter mode.
EVERYWHERE = (
    *(sharing.PARAMETER, place.PARAMETER, joining.CODE, leading.LEADS, leading.TOKEN),
    *(*class_panel.PARAMETERS, footer.PRESENTS, "unknown"),
)


def opened(page: Page, address: Mapping[str, str | list[str]]) -> AppTest:
    app = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    app.switch_page(f"pages/{page.name}.py")
    for key, value in address.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, address
    return app


@pytest.mark.parametrize("bad", BAD, ids=lambda text: text[:5] or "empty")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_opens_whatever_its_link_holds(engine, page, bad):
    for shown in page.shown:
        app = opened(page, dict.fromkeys([*page.keys, *EVERYWHERE], bad) | shown)
        assert app.title
        assert len([*app.error, *app.warning]) <= 4


def test_what_a_page_cannot_take_from_a_link_is_named(engine):
    calculator = next(page for page in PAGES if page.name == "layer_calculator")
    app = opened(calculator, {"l_operation": "Foo", "l_height": "7.5", "l_stride": "2"})
    (toast,) = app.toast
    assert toast.value.endswith("left out: l_operation=Foo, l_height=7.5.")
    app.run()
    assert [toast.value for toast in app.toast] == []


def test_an_empty_field_that_a_link_wanted_to_fill_is_named(engine):
    (toast,) = opened(PAGES[2], {"t_size": "large"}).toast
    assert toast.value.endswith("left out: t_size=large.")


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("layer_calculator", {"l_operation": "Transposed convolution", "l_height": "9"}),
        ("layer_calculator", {"l_apart": "true", "l_stride": "1", "l_tab": "Stack of layers"}),
        ("kernel_playground", {"k_kernel": "Sharpen", "k_bias": "0.5", "k_colour": "Summed"}),
        ("trainer", {"t_dataset": "digits"}),
        ("trainer", {"t_optimiser": "rmsprop", "t_rmsprop_rho": "0.8", "t_smoothing": "0.1"}),
        ("feature_maps", {"f_input": "Sample"}),
    ],
)
def test_a_valid_link_is_taken_without_a_message(engine, name, link):
    app = opened(next(page for page in PAGES if page.name == name), link)
    assert [toast.value for toast in app.toast] == []


@pytest.mark.parametrize(
    ("key", "default"), [("l_height", 7), ("l_stride", 1), ("l_channels", 1), ("l_seed", 0)]
)
def test_a_number_without_bounds_falls_back_to_its_default(engine, key, default):
    page = PAGES[1]
    assert opened(page, {key: "inf"}).number_input(key).value == default
    assert opened(page, {key: "2"}).number_input(key).value == 2


def test_a_text_that_is_no_kernel_is_explained_not_dropped(engine):
    app = opened(PAGES[0], {PlaygroundState.CELLS: "inf"})
    assert app.session_state[PlaygroundState.kernel_complaint.key].startswith(
        "The kernel in this link"
    )


NUMBERS = st.one_of(
    st.floats().map(str),
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(["1e400", "9" * 400, "-0", "0x10", "1_000", "٣", "+5", " 7 ", "1,5"]),
)
TEXTS = st.one_of(
    NUMBERS,
    st.lists(NUMBERS, max_size=40).map(",".join),
    st.text(max_size=60),
    st.sampled_from(
        [*PAYLOADS, "true", "False", "null", "[]", "{}", "../../etc/passwd", "\0", "%00"]
    ),
    st.text("0123456789abcdef:;,.~@|-_", max_size=400),
)
VALUES = st.one_of(TEXTS, st.lists(TEXTS, min_size=1, max_size=3))


@st.composite
def links(draw) -> tuple[Page, dict[str, str | list[str]]]:
    """A page, what shows some of its widgets, and anything in place of any of its parameters."""
    page = draw(st.sampled_from(PAGES))
    shown = draw(st.sampled_from(page.shown))
    keys = st.sampled_from([*page.keys, *EVERYWHERE])
    return page, {**shown, **draw(st.dictionaries(keys, VALUES, min_size=1, max_size=30))}


@at_most(12)
@given(links())
def test_no_link_whatever_its_parameters_ends_a_page(engine, link):
    page, parameters = link
    app = opened(page, parameters)
    assert app.title
    said = [each.value for kind in (app.error, app.warning, app.toast) for each in kind]
    assert all(text.endswith((".", "!", "?")) and "Traceback" not in text for text in said), said


@at_most(12)
@given(
    st.dictionaries(
        st.sampled_from(
            ["l_height", "l_width", "l_stride", "l_kernel", "l_channels", "l_dilation"]
        ),
        TEXTS.filter(bool),
        min_size=1,
    )
)
def test_each_number_of_a_link_is_taken_or_named_in_the_message(engine, parameters):
    app = opened(PAGES[1], parameters)
    said = " ".join(toast.value for toast in app.toast)
    for key, text in parameters.items():
        if key not in {each.key for each in app.number_input}:
            continue
        try:
            taken = app.number_input(key).value == float(text)
        except ValueError:
            taken = False
        assert taken or f"{key}=" in said or "more" in said, (key, text, said)


LESSONS = st.one_of(
    TEXTS,
    st.sampled_from([lesson.key for lesson in catalogue.lessons()]).flatmap(
        lambda key: st.sampled_from(["", ".", ".0", ".1", ".-1", ".999", ".1.1", "~", "~x.1"]).map(
            key.__add__
        )
    ),
    st.from_regex(r"[0-9a-f]{10}~[a-z-]{0,9}(\\.[0-9]{1,3})?", fullmatch=True),
)


@at_most(8)
@given(st.sampled_from(PAGES), LESSONS)
def test_any_page_opens_the_lesson_of_a_link_or_names_what_is_none(engine, page, lesson):
    app = opened(page, {place.PARAMETER: lesson})
    said = [toast.value for toast in app.toast]
    found = place.parse(lesson)
    if lesson and found is None:
        assert said == [f"This link names a lesson that does not exist: {lesson:.40}."]
    else:
        assert said == []
        key = CourseState.opened.key
        kept = app.session_state[key] if key in app.session_state else ""  # noqa: SIM401  it has no get
        assert kept == (found.text if found else "")
