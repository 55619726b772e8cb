"""cnnviz: page set-up, navigation, and the engine that warms up behind the first page."""

import streamlit as st

from cnnviz.classroom import password, visitor
from cnnviz.ui import (
    address,
    caches,
    footer,
    navigation,
    reconnection,
    session_cleanup,
    sharing,
    streamlit_words,
)
from cnnviz.ui.course import panel
from cnnviz.utils import paths
from cnnviz.utils.language import _

caches.engine()
navigation.came_through_app()

# Before the navigation: without an icon Streamlit fetches the page's own from Google's servers.
st.set_page_config(page_icon=str(paths.ASSETS / "icon.svg"), layout="wide")
pages = [
    st.Page("pages/home.py", title=_("Home"), icon=":material/home:", default=True),
    st.Page("pages/course.py", title=_("Course"), icon=":material/menu_book:"),
    st.Page("pages/kernel_playground.py", title=_("Kernel playground"), icon=":material/blur_on:"),
    st.Page("pages/layer_calculator.py", title=_("Layer calculator"), icon=":material/calculate:"),
    st.Page("pages/trainer.py", title=_("Trainer"), icon=":material/model_training:"),
    st.Page("pages/feature_maps.py", title=_("Feature maps"), icon=":material/layers:"),
]
hidden = [
    st.Page("pages/join.py", title=_("Join a class"), visibility="hidden"),
    st.Page("pages/lead.py", title=_("Lead a class"), visibility="hidden"),
]
is_teacher = visitor.separates() and visitor.current().teacher
teacher = st.Page(
    "pages/teacher.py",
    title=_("Teacher"),
    icon=":material/school:",
    visibility="visible" if is_teacher else "hidden",
)
has_teacher = visitor.separates() and password.is_set()
rooms = {each.url_path: each for each in [*pages, *hidden]}
page = st.navigation([*pages, *hidden, *([teacher] if has_teacher else [])], position="top")
if navigation.is_old_link(page):
    st.switch_page(rooms["kernel_playground"], query_params=address.current())
st.set_page_config(page_title=f"{page.title} · cnnviz")
navigation.links([*pages, *([teacher] if is_teacher else [])])
address.arrive(page.url_path)
sharing.take_links()
address.remember_link()
session_cleanup.free_on_leaving()
footer.present()
streamlit_words.translate()
reconnection.run_on_return()  # before the page, which may stop the script
if panel.show(page, rooms):
    page.run()
address.report_unused()
footer.show()
