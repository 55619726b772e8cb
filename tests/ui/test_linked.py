"""Controls that the program sets, too: what comes late from a browser is no choice."""

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.ui import linked

KEY = "t_number"


def script() -> None:
    import streamlit as st

    from cnnviz.ui import address
    from cnnviz.ui.course import rooms
    from cnnviz.ui.linked import linked_checkbox, linked_number, linked_optional, linked_select

    if st.session_state.pop("forgets", False):
        rooms.forget_settings("trainer")
        st.query_params.clear()
    address.arrive("page")
    names = {"a": "A", "b": "B, renamed" if st.session_state.get("renamed") else "B"}
    found = (
        linked_number("Number", "t_number", 15, step=1),
        linked_number("Rate", "t_rate", 0.001, step=0.001),
        linked_optional("Size", "t_size"),
        linked_checkbox("Skip", "t_skip"),
        linked_select("Menu", names, "t_menu"),
    )
    st.session_state["found"] = found

    def use() -> None:
        values = {"number": 3, "rate": 0.5, "size": 64, "skip": True, "menu": "b"}
        for name, value in values.items():
            st.session_state[f"t_{name}"] = value

    st.button("Use", on_click=use)


def opened(**address: str) -> AppTest:
    page = AppTest.from_function(script, default_timeout=120)
    for key, value in address.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def found(page: AppTest) -> tuple:
    assert not page.exception
    return page.session_state["found"]


def shown(page: AppTest) -> tuple:
    number, rate, size = (box.value for box in page.number_input)
    return number, rate, size, page.checkbox[0].value, page.selectbox[0].value


DEFAULTS = (15, 0.001, None, False, "a")
SET = (3, 0.5, 64, True, "b")


def test_without_a_link_there_are_the_defaults_and_a_short_address():
    page = opened()
    assert found(page) == shown(page) == DEFAULTS
    assert dict(page.query_params) == {"t_menu": "a"}


def test_a_link_comes_before_the_defaults():
    page = opened(t_number="3", t_rate="0.5", t_size="64", t_skip="true", t_menu="b")
    assert found(page) == shown(page) == SET


@pytest.mark.parametrize("bad", ["", "x", "inf", "nan", "1e400", "9" * 400, "7.5.1"])
def test_what_is_no_value_in_a_link_leaves_the_defaults(bad):
    page = opened(t_number=bad, t_rate=bad, t_size=bad, t_skip=bad, t_menu=bad)
    assert found(page) == DEFAULTS


def test_what_the_visitor_chooses_is_taken_and_in_the_address():
    page = opened()
    page.number_input[0].set_value(7).run()
    page.number_input[2].set_value(32).run()
    page.selectbox[0].select("b").run()
    assert found(page) == shown(page) == (7, 0.001, 32, False, "b")
    assert page.query_params["t_number"] == "7"


def test_an_emptied_field_of_an_optional_number_is_empty_again():
    page = opened(t_size="64")
    page.number_input[2].set_value(None).run()
    assert found(page)[2] is None


def test_what_the_program_sets_is_shown_by_new_widgets():
    page = opened(t_number="7")
    before = page.number_input[0].key
    page.button[0].click().run()
    assert found(page) == shown(page) == SET
    assert page.number_input[0].key != before


def test_values_and_address_from_before_it_are_no_choice():
    page = opened(t_number="7", t_menu="a")
    old = page.number_input[0].key
    page.button[0].click().run()
    page.query_params["t_number"], page.query_params["t_menu"] = "7", "a"
    page.session_state[old] = 7
    page.run()
    assert found(page) == shown(page) == SET


@pytest.mark.parametrize(("widget", "kept"), [("t_menu#1", "b"), ("t_menu#2", "a")])
def test_only_the_newest_widget_s_callback_changes_the_choice(monkeypatch, widget, kept):
    """Streamlit calls that of a widget which was replaced, where its message comes late."""
    state = {"t_menu": "b", "t_menu#": linked._Shown(2, "b", "b", "B"), widget: "a"}
    monkeypatch.setattr(linked.st, "session_state", state)
    linked._take("t_menu", widget, {"a": "A", "b": "B"})
    assert state["t_menu"] == kept


def test_a_late_message_of_a_control_that_is_forgotten_changes_nothing(monkeypatch):
    """The next card of a lesson lets its room begin anew while the message is on its way."""
    state = {"t_menu#": linked._Shown(0, "a", "a", "A")}
    monkeypatch.setattr(linked.st, "session_state", state)
    linked._take("t_menu", "t_menu#0", {"a": "A", "b": "B"})
    assert "t_menu" not in state


def test_a_room_that_begins_anew_gives_its_controls_keys_that_none_had_before():
    page = opened(t_menu="b")
    page.session_state["forgets"] = True
    page.run()
    assert page.selectbox[0].key == "t_menu#1"
    assert found(page)[-1] == "a"


def test_a_link_followed_from_another_page_counts_though_it_was_written_before():
    page = opened(t_number="7")
    page.number_input[0].set_value(8).run()
    page.session_state["v_page"] = "another"
    page.query_params["t_number"] = "7"
    page.run()
    assert found(page)[0] == 7


def test_an_option_with_another_label_stays_chosen():
    page = opened(t_menu="b")
    page.session_state["renamed"] = True
    page.run()
    assert found(page)[4] == page.selectbox[0].value == "b"
    assert page.selectbox[0].options == ["A", "B, renamed"]
