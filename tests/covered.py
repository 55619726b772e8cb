"""Which lines and branches of cnnviz the tests run: ``pytest -p tests.covered --least-covered 95``.

Below Python 3.14, coverage.py traces each line that Keras and Streamlit run, too, and so doubles
the time of their tests. SlipCover puts its probes into the code of cnnviz alone.
"""

import json
import os
from pathlib import Path

import pytest
import slipcover

SOURCE = [str(Path(__file__).parents[1] / "cnnviz")]
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
SENT = "covered"  # by a worker, to the process that reports
PROBES_STAY = -1  # taking them out again walks the objects of all threads

# As soon as this is imported, since conftest.py imports modules of cnnviz. Modules that nobody
# imports are added where the report is made.
measured = slipcover.Slipcover(
    branch=True, d_miss_threshold=PROBES_STAY, source=None if IS_WORKER else SOURCE
)
slipcover.ImportManager(measured, slipcover.FileMatcher(sources=SOURCE)).__enter__()
found: list[dict] = []  # each worker's, then this process's, in which they are merged


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "per cent of lines and branches that the tests must run"
    parser.addoption("--least-covered", type=float, default=0.0, help=text)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Take what a worker has measured; nothing, where it crashed."""
    if SENT in getattr(node, "workeroutput", {}):
        found.append(json.loads(node.workeroutput[SENT]))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send it from a worker; elsewhere put all together, and fail where it is too little."""
    if IS_WORKER:
        session.config.workeroutput[SENT] = json.dumps(measured.get_coverage())
        return
    total = measured.get_coverage()
    for part in found:
        slipcover.merge_coverage(total, part)
    found[:] = [total]
    if per_cent(total) < session.config.getoption("least_covered"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    (total,) = found
    terminalreporter.section("tests coverage")
    slipcover.print_coverage(total, outfile=terminalreporter, missing_width=60, skip_covered=True)
    least = config.getoption("least_covered")
    terminalreporter.line(f"{per_cent(total):.2f} % of lines and branches; required: {least:g} %")


def per_cent(total: dict) -> float:
    """Of lines and branches, those that ran."""
    return total["summary"]["percent_covered"]
