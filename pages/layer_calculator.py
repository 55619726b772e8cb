"""Layer calculator."""

import streamlit as st

st.title("Layer calculator")
