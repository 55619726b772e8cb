"""The page that painting is compared with: a number box and a ready-made picture, nothing else.

``streamlit run benchmarks/bare_page.py``; ``?channels=3`` for colour. The pictures have the size
and format of the kernel bench's output of one megapixel and are made once, so that all it takes
from a new number to a new picture is Streamlit's way there and back, and painting. There are four,
because the browser keeps what the last two runs have sent.
"""

import numpy as np
import streamlit as st

from cnnviz.ui.components.packing import pack

SIDE = 998  # of what a 3 × 3 kernel leaves of 1000 × 1000 pixels

SCRIPT = """
export default function ({ data, parentElement }) {
  const { buffer } = data.slice();
  const values = new Float32Array(buffer, 4 + new DataView(buffer).getUint32(0, true));
  const canvas = parentElement.querySelector("canvas");
  const pixels = new ImageData(canvas.width, canvas.height);
  const channels = values.length / (canvas.width * canvas.height);
  const [red, green, blue] = channels === 1 ? [0, 0, 0] : [0, 1, 2];
  for (let from = 0, to = 0; from < values.length; from += channels, to += 4) {
    pixels.data[to] = 255 * values[from + red];
    pixels.data[to + 1] = 255 * values[from + green];
    pixels.data[to + 2] = 255 * values[from + blue];
    pixels.data[to + 3] = 255;
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  performance.mark("cnnviz:painted");
}
"""
PAGE = f'<canvas width="{SIDE}" height="{SIDE}" style="width: 400px"></canvas>'


@st.cache_resource
def pictures(channels: int) -> list[bytes]:
    """Four pictures of noise, ready to be sent."""
    random = np.random.default_rng(0)
    return [pack({}, [random.random((SIDE, SIDE, channels), np.float32)]) for _ in range(4)]


component = st.components.v2.component("benchmark.bare", html=PAGE, js=SCRIPT)

number = st.number_input("Number", 0, 9, 0)
ready = pictures(int(st.query_params.get("channels", 1)))
component(key="picture", data=ready[number % 4])
