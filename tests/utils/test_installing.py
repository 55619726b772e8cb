"""Where TensorFlow has no build, one sentence comes before pip does."""

import os
import subprocess
import sys

import pytest

from cnnviz.utils import installing, paths


@pytest.mark.parametrize("minor", [11, 12, 13])
@pytest.mark.parametrize(
    ("system", "machine"),
    [("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64"), ("Windows", "AMD64")],
)
def test_supported_machines_have_no_problem(minor, system, machine):
    assert installing.problem((3, minor, 0), system, machine) == ""


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (4, 0)])
def test_another_python_is_named_with_those_that_serve(version):
    found = installing.problem(version, "Linux", "x86_64")
    assert "Python 3.11, 3.12 or 3.13" in found
    assert f"this is Python {version[0]}.{version[1]}" in found


def test_a_mac_with_an_intel_processor_is_shown_the_way_by_docker():
    assert "docker run" in installing.problem((3, 12), "Darwin", "x86_64")


@pytest.mark.parametrize(
    ("log", "sentence"),
    [
        ("ERROR: No matching distribution found for absl-py==2.5.1", "needs the internet"),
        ("Temporary failure in name resolution", "needs the internet"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("error: something else", "install.log says why"),
    ],
)
def test_a_failed_installation_is_explained(log, sentence):
    assert sentence in installing.why_it_failed(log)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "  Downloading tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl (241.6 MB)",
            "loading tensorflow_cpu, 241.6 MB",
        ),
        ("  Downloading absl_py-2.5.1-py3-none-any.whl (134 kB)", ""),
        ("  Downloading click-8.5.1-py3-none-any.whl (1.2 MB)", ""),
        ("Collecting absl-py==2.5.1", ""),
        ("Installing collected packages: absl-py, click", "unpacking all of it"),
    ],
)
def test_only_large_packages_are_named_while_they_are_loaded(line, told):
    assert installing.noteworthy(line) == told


def test_a_package_that_cannot_be_had_is_one_sentence(tmp_path, monkeypatch, capsys):
    (tmp_path / "lock").write_text(f"nothing==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(installing, "LOG", str(tmp_path / "log"))
    assert installing.main([str(tmp_path / "lock")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert "No matching distribution" in (tmp_path / "log").read_text("utf-8")


def test_this_python_is_supported():
    program = [sys.executable, str(paths.ROOT / "cnnviz" / "utils" / "installing.py")]
    assert subprocess.run(program, check=False).returncode == 0
