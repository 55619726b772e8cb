"""Every command and every piece of code in the documentation runs, or is looked at (``checks``)."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cnnviz.utils import paths
from tests.docs import checks, inputs, warm
from tests.docs.pages import DOCS, Block, blocks, pages, shell

RUN = ("bash", "console", "python")
READ = {"json": json.loads, "yaml": yaml.safe_load}
OTHERS = ("html", "text")  # shown, not run: settings of other programs, formulas, output
PASSWORD = "a password of the class\n"  # for the commands that ask for one
ALL = [block for page in pages() for block in blocks(page)]
PAGES = sorted({block.page for block in ALL if block.language in RUN})

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("bash"),
    reason="commands are for Unix shells, and run in forks of a process that has imported Keras",
)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """Return a folder with data, home, and the programs that a block's shell finds."""
    folder = tmp_path_factory.mktemp("reader")
    inputs.make_data(folder / "data")
    address = folder / "socket"
    warm.write_programs(folder / "bin", address)
    command = [sys.executable, "-m", "tests.docs.warm", str(address)]
    quiet = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=quiet) as process:
        assert process.stdout.readline() == "ready\n"
        yield folder
        process.terminate()


def run(block: Block, folder: Path, machine: Path) -> subprocess.CompletedProcess[str]:
    """Run a block as a reader does: in a shell, in the folder that the page's blocks share.

    Commands of the site are for the top of the repository, those of a README for its own folder.
    """
    beside = DOCS not in block.page.parents and paths.ROOT in block.page.parents
    at = folder / block.page.parent.relative_to(paths.ROOT) if beside else folder
    if block.language == "python":
        (at / "block.py").write_text(block.text, "utf-8")
        script = "python block.py"
    else:
        script = shell(block)
    if not (folder / ".venv").exists():
        (folder / ".venv").mkdir()
        (folder / ".venv" / "bin").symlink_to(machine / "bin")
    environment = {name: text for name, text in os.environ.items() if "CNNVIZ" not in name} | {
        "PATH": f"{machine / 'bin'}:{os.environ['PATH']}",
        "CNNVIZ_DATA": str(machine / "data"),
        "CNNVIZ_HOME": str(folder / "home"),
    }
    return subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", script],
        cwd=at,
        env=environment,
        input=PASSWORD,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("document", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_run_in_their_order(machine, tmp_path, document):
    folder = tmp_path / "page"
    inputs.make_inputs(folder, machine / "data")
    for block in (each for each in ALL if each.page == document and each.language in RUN):
        if "openssl" in block.text and not checks.openssl_is_there():
            continue
        done = run(block, folder, machine)
        assert done.returncode == 0, f"{block.name}\n{block.text}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("block", ALL, ids=lambda block: block.name)
def test_a_block_says_what_it_is(block):
    assert block.language in (*RUN, *READ, *OTHERS), block.name
    if block.language in READ:
        READ[block.language](block.text)


def test_a_command_that_is_wrong_is_noticed(machine, tmp_path):
    folder = tmp_path / "page"
    inputs.make_inputs(folder, machine / "data")
    for text in (
        "cnnviz predict mnist nowhere.png",
        "cnnviz predict mnist seven.png --sharpness 3",
        "make everything",
        "docker compose -f deploy/compose/nowhere.yaml up",
        "python -m cnnviz.nowhere",
        "cnnviz run --port many",
    ):
        wrong = Block(Path("a page"), 1, "bash", text)
        assert run(wrong, folder, machine).returncode != 0, text
