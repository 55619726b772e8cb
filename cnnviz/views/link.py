"""The link that opens a room as it is now for another person."""

from collections.abc import Container
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
