"""Opening a page imports only what the page needs; measured in a fresh process."""

from cnnviz.utils import paths
from tests.test_web_process import fresh_process

# Each takes 0.1 to 1.5 s and 10 to 100 MB of every web process; no page needs one to open.
HEAVY = ["h5py", "matplotlib", "pandas", "pyarrow", "scipy", "skimage", "sklearn"]
KINDS = ["Draw", "Sample", "Upload"]
PLAYGROUND = ["Steps", "Feature maps", "Anatomy", "Learn the kernel", "Take away"]
# Without an engine, as here, Feature maps answers by itself and reads the model's file.
ALLOWED = ["pages/feature_maps.py imports h5py"]
CALCULATOR = ["Stack of layers", "Pooling and shifts", "Proof", "Take away"]

OPEN_PAGES = """
import json, os, sys
from streamlit.testing.v1 import AppTest
heavy = {heavy}
guilty = [f"AppTest imports {{name}}" for name in heavy if name in sys.modules]
app = AppTest.from_file("app.py", default_timeout=120).run()
for page in {pages}:
    app.switch_page(page).run()
    assert not app.exception, (page, app.exception)
    assert app.title, page
    guilty += [f"{{page}} imports {{name}}" for name in heavy if name in sys.modules]
    sys.modules.pop("h5py", None)  # of the page before
# Nor does any part of them need pandas, whose import in two threads at once fails.
parts = [
    *(("pages/feature_maps.py", "f_input", kind) for kind in {kinds}),
    *(("pages/kernel_playground.py", "k_tab", tab) for tab in {playground}),
    *(("pages/layer_calculator.py", "l_tab", tab) for tab in {calculator}),
]
for page, key, value in parts:
    app = AppTest.from_file("app.py", default_timeout=120).switch_page(page)
    app.query_params[key] = value
    app.run()
    assert not app.exception, (page, app.exception)
    guilty += [f"{{page}}, {{value}} imports {{name}}" for name in ("pandas", "pyarrow")
               if name in sys.modules]
print(json.dumps(guilty), flush=True)
os._exit(0)  # Dask waits a minute for the engine that this process has not
"""


def test_pages_open_without_heavy_imports():
    pages = sorted(f"pages/{path.name}" for path in (paths.ROOT / "pages").glob("*.py"))
    assert len(pages) >= 4
    # No engine: an address that is none ends the attempt to reach it at once.
    script = OPEN_PAGES.format(
        heavy=HEAVY, pages=pages, kinds=KINDS, playground=PLAYGROUND, calculator=CALCULATOR
    )
    guilty = fresh_process(script, CNNVIZ_SCHEDULER="none://")
    assert [each for each in guilty if each not in ALLOWED] == []
