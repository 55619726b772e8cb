"""Kernel playground."""

import streamlit as st

st.title("Kernel playground")
