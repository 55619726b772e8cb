"""The moving window as one HTML file: it plays anywhere, without a server and without internet.

It holds the component itself and what the page sends to it, so that it shows the same numbers.
They cannot be changed there, because Python computes what comes out.
"""

import base64
import json
import re
import tomllib
from html import escape
from pathlib import Path
from string import Template

from cnnviz.layers import formulas
from cnnviz.layers.code import keras_form, torch_form
from cnnviz.layers.window import Slide
from cnnviz.ui.components import FOLDER
from cnnviz.ui.components.inlining import import_map
from cnnviz.ui.components.sliding_window.payload import payload
from cnnviz.utils import paths
from cnnviz.utils.language import N_, _, current

PAGE = Path(__file__).with_name("standalone.html")
STAGE = FOLDER / "sliding_window" / "component.html"
STYLES = FOLDER / "_js" / "shared.css", FOLDER / "sliding_window" / "component.css"
CONFIG = paths.ROOT / ".streamlit" / "config.toml"
COMMON = ("font", "baseRadius")
HINT = N_(
    "Space plays, the arrow keys step. Point at a cell, or tap it, to see what it reads or is read "
    "by."
)


def standalone(slide: Slide, name: str) -> str:
    """Write the page that plays a slide.

    Parameters
    ----------
    slide : Slide
    name : str
        What the payload is called, as in ``payload``.
    """
    layer = slide.layer
    return Template(PAGE.read_text("utf-8")).substitute(
        language=current(),
        texts=_texts(),
        title=escape(formulas.title(layer)),
        answer=escape(formulas.sentence(layer)),
        hint=escape(_(HINT)),
        code=escape(_("In Keras and PyTorch")),
        theme=_theme(),
        style="".join(style.read_text("utf-8") for style in STYLES),
        stage=STAGE.read_text("utf-8"),
        keras=escape(keras_form(layer).code),
        torch=escape(torch_form(layer).code),
        modules=json.dumps(import_map("sliding_window/index.js")),
        payload=base64.b64encode(payload(slide, name)).decode(),
    )


def _texts() -> str:
    """The translations of what the component says, as JSON inside a script."""
    path = FOLDER / "_js" / "texts" / f"{current()}.json"
    return path.read_text("utf-8").replace("<", "\\u003c") if path.is_file() else "{}"


def _theme() -> str:
    """The app's theme as the variables that Streamlit gives to components, light and dark."""
    theme = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
    common = {key: theme[key] for key in COMMON}
    light, dark = _variables(common | theme["light"]), _variables(theme["dark"])
    return f":root {light}\n@media (prefers-color-scheme: dark) {{ :root {dark} }}"


def _variables(options: dict[str, str]) -> str:
    """CSS for options: ``{ --st-base-radius: 0.6rem; }``."""
    names = (re.sub("([A-Z])", r"-\1", option).lower() for option in options)
    lines = (f"--st-{name}: {value};" for name, value in zip(names, options.values(), strict=True))
    return f"{{ {' '.join(lines)} }}"
