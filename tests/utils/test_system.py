"""What not every operating system has is left out where it is missing."""

import os
import signal
import subprocess
import sys

import pytest

from cnnviz.utils import paths, system

# Everything is imported on a system that is not Linux, without what Windows lacks, and with files
# read as a console in Western Europe or China would: what does not name its encoding fails.
ELSEWHERE = """
import multiprocessing, os, pkgutil, signal, sys, warnings
import cv2, distributed, h5py, keras, numpy, plotly, psutil, scipy, sklearn, streamlit, tensorflow

warnings.filterwarnings("error", category=EncodingWarning, module="cnnviz")
sys.platform = "darwin"
for module, names in {os: ["nice", "setpriority", "fork"], signal: ["SIGKILL"]}.items():
    for name in names:
        delattr(module, name)
contexts = multiprocessing.get_context
def get_context(method=None):
    if method in ("fork", "forkserver"):
        raise ValueError(f"cannot find context for {method!r}")
    return contexts(method)
multiprocessing.get_context = get_context
sys.modules["multiprocessing.forkserver"] = None

import cnnviz
from cnnviz.utils import system
for found in pkgutil.walk_packages(cnnviz.__path__, "cnnviz."):
    if not found.name.endswith("__main__"):
        __import__(found.name)
from cnnviz.engine import training_process
training_process.start_fork_server()
system.lower_priority_of_thread(5)
print("imported")
"""


def test_every_module_is_imported_where_windows_and_macos_lack_functions():
    ended = subprocess.run(
        [sys.executable, "-X", "warn_default_encoding", "-c", ELSEWHERE],
        cwd=paths.ROOT,
        env=os.environ | {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.stdout.endswith("imported\n"), ended.stderr[-2000:]


def test_a_lower_priority_is_that_of_the_system():
    code = "import os; from cnnviz.utils import system; system.lower_priority(7); print(os.nice(0))"
    before = os.nice(0)
    printed = subprocess.check_output([sys.executable, "-c", code], cwd=paths.ROOT)
    assert int(printed) == min(before + 7, 19)


def test_a_thread_steps_back_alone():
    code = (
        "import os, threading; from cnnviz.utils import system\n"
        "def step(): system.lower_priority_of_thread(9)\n"
        "other = threading.Thread(target=step); other.start(); other.join(); print(os.nice(0))"
    )
    printed = subprocess.check_output([sys.executable, "-c", code], cwd=paths.ROOT)
    assert int(printed) == os.nice(0)


@pytest.mark.parametrize("closes", [False, True])
def test_a_process_that_waits_for_the_end_of_its_input_ends_well_before_it_and_at_it(closes):
    code = (
        "import sys, threading; from cnnviz.utils import system\n"
        "wait = threading.Thread(target=system.wait_for_end_of_input, daemon=True)\n"
        "wait.start(); wait.join(float(sys.argv[1])); print(wait.is_alive())"
    )
    program = [sys.executable, "-c", code, "60" if closes else "0.2"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(program, cwd=paths.ROOT, encoding="utf-8", **pipes) as process:
        if closes:
            process.stdin.close()
        printed, complaint = process.stdout.read(), process.stderr.read()
    assert (process.returncode, printed, complaint) == (0, f"{not closes}\n", "")


@pytest.mark.parametrize(
    ("number", "name"),
    [(int(signal.SIGTERM), "SIGTERM"), (int(signal.SIGSEGV), "SIGSEGV"), (99, "signal 99")],
)
def test_signals_are_named(number, name):
    assert system.signal_name(number) == name
