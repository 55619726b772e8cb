"""What the layer calculator is compared with: a number box, and a component that writes it.

``streamlit run benchmarks/one_widget.py``; all it takes from a new number to its picture is
Streamlit's way there and back.
"""

import streamlit as st

SCRIPT = """
export default function ({ data, parentElement }) {
  const canvas = parentElement.querySelector("canvas"), context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillText(data, 10, 20);
  performance.mark("cnnviz:painted");
}
"""

component = st.components.v2.component("benchmark.one_widget", html="<canvas></canvas>", js=SCRIPT)

component(key="picture", data=st.number_input("Input", value=7, step=1))
