"""Components are found by Streamlit, and where they are not, the page says why."""

import tomllib
from unittest.mock import patch

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.testing.v1 import AppTest

from cnnviz.ui.components import FOLDER, NOT_INSTALLED
from cnnviz.utils import paths

NAMES = sorted(path.parent.name for path in FOLDER.glob("*/index.js"))


def page(names: list[str]) -> None:
    import streamlit as st

    from cnnviz.ui.components import load

    for name in names:
        st.write(name)
        load(name)(key=name)
    st.write("all")


def test_every_component_is_found():
    at = AppTest.from_function(page, args=(NAMES,), default_timeout=120).run()
    assert not at.error
    assert [text.value for text in at.markdown] == [*NAMES, "all"]


def test_pyproject_declares_all_components_and_no_other():
    declared = tomllib.loads((paths.ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "streamlit"
    ]
    assert sorted(each["name"] for each in declared["component"]["components"]) == NAMES


def test_without_the_installed_package_the_page_says_so_and_stops():
    missing = StreamlitAPIException("must be declared in pyproject.toml with asset_dir")
    with patch.object(st.components.v2, "component", side_effect=missing):
        at = AppTest.from_function(page, args=(NAMES,), default_timeout=120).run()
    assert [error.value for error in at.error] == [NOT_INSTALLED]
    assert [text.value for text in at.markdown] == NAMES[:1]
