"""What rooms give to take away: files, and the link that opens a room as it is now."""

from collections.abc import Callable, Container
from urllib.parse import urlencode

import streamlit as st

Address = dict[str, list[str]]


def address() -> Address:
    """All that the address says, in order."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def link(said: Address, without: Container[str]) -> str:
    """Write the link for an address, ``without`` some of its keys."""
    query = urlencode({key: said[key] for key in said if key not in without}, doseq=True)
    return f"{st.context.url or ''}{'?' if query else ''}{query}"


def download(
    label: str, file: str, make: Callable[[], bytes | str], icon: str, key: str, tip: str = ""
) -> None:
    """A button that makes a file when it is asked for, and saves it; the page does not run."""
    st.download_button(
        label, make, file, icon=f":material/{icon}:", on_click="ignore", help=tip or None, key=key
    )
