"""The server: ``streamlit run server.py``; the engine starts with it, not with the first visitor.

``streamlit run app.py`` serves the same pages, starts the engine behind the first one, and gives
no cookie: there a class's visitors are recognised only while their page stays open.
"""

import sys

import streamlit as st
from starlette.middleware import Middleware

from cnnviz import classroom
from cnnviz.classroom.middleware import VisitorCookie
from cnnviz.ui import health, http_security, serving
from cnnviz.ui.feature_maps import live_answer, live_unit
from cnnviz.ui.teacher import export_route
from cnnviz.utils.errors import InputError


def base_path() -> str:
    """Return the path below which the app is served."""
    return f"/{str(st.get_option('server.baseUrlPath') or '').strip('/')}"


try:
    classroom.check()
    http_security.check()
except InputError as error:
    sys.exit(f"cnnviz: {error}")
classroom.warn_if_open(st.get_option("server.address"))
app = st.App(
    "app.py",
    lifespan=serving.lifespan,
    routes=[
        *health.routes(),
        export_route.route(base_path()),
        *(each.LIVE.route(base_path()) for each in (live_answer, live_unit)),
    ],
    middleware=[
        Middleware(http_security.HttpSecurity),
        Middleware(VisitorCookie, path=base_path),
    ],
)
