"""What the image leaves out is not used: a training, its export and a page's table do without."""

import re
import sys

import pytest

from cnnviz.utils import paths
from tests.deploy.processes import DEPLOY
from tests.test_web_process import fresh_process

# As ``prune.sh`` deletes them: packages that must not be imported, files that must not be mapped.
MODULES = [
    "clang",
    "pip",
    "setuptools",
    "pkg_resources",
    "wheel",
    "pyarrow._flight",
    "pyarrow._s3fs",
]
FILES = ["libarrow_flight", "libarrow_s3", "libclang"]

USE = """
import json, sys, tempfile
from pathlib import Path

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name in {modules}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refuse())
import pandas as pd
import pyarrow as pa
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.job import train_run
from cnnviz.engine.inference import Inference

run = RunFolder.create(RunConfig("digits", "mlp", epochs=1, batch_size=500), Path({folder!r}))
assert train_run(run).status == "done"
inference = Inference()
assert inference.exported(str(run.model), "onnx")
assert inference.event_files(run.history())
assert pa.Table.from_pandas(pd.DataFrame({{"a": [1.5]}})).num_rows == 1
mapped = Path("/proc/self/maps").read_text("utf-8")
used = [name for name in {files} if name in mapped]
used += [name for name in sys.modules if name.endswith((".tests", ".kernel_tests"))]
print(json.dumps([name for name in used if not name.startswith("numpy")]))
"""


@pytest.mark.keras
@pytest.mark.skipif(sys.platform != "linux", reason="the image is Linux")
def test_a_training_and_its_exports_use_nothing_that_is_left_out(tmp_path):
    script = USE.format(modules=MODULES, files=FILES, folder=str(tmp_path / "run"))
    assert fresh_process(script) == []


def test_the_list_of_what_is_left_out_is_that_of_the_script():
    script = (DEPLOY / "docker" / "prune.sh").read_text("utf-8")
    for name in [*MODULES, *FILES]:
        assert re.search(re.escape(name.rpartition(".")[2]), script), name
    assert (paths.ROOT / "Dockerfile").read_text("utf-8").count("prune.sh") == 2
