"""Files to take away: each script, run by its own library, gives the output that is on show."""

import ast
import io
import itertools
import random
import subprocess
import sys
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnviz import images
from cnnviz.filters.apply import filter_image
from cnnviz.filters.export import bundle
from cnnviz.filters.filter_layer import OPERATIONS, POOLINGS, FilterLayer
from cnnviz.filters.result import BenchState
from cnnviz.images import display
from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.ops.convolution import BORDERS

PIXELS = {
    colour: np.random.default_rng(0).integers(0, 256, (47, 52, channels), np.uint8)
    for colour, channels in (("grey", 1), ("each", 3), ("summed", 3))
}
FACTORS = {
    "border": BORDERS,
    "activation": tuple(ACTIVATIONS),
    "kernel": ((3, 3), (1, 1), (2, 4), (1, 7), (15, 15)),
    "colour": ("grey", "each", "summed"),
    "operation": OPERATIONS,
    "stride": (1, 2, 3),
    "dilation": (1, 2, 3),
    "pooling": POOLINGS,
    "pool": (2, 3),
    "bias": (0.0, 2.0, -0.3),
}
RUN_IN_EACH = """
import os, runpy, sys
for folder in sys.argv[2:]:
    os.chdir(folder)
    runpy.run_path(sys.argv[1])
"""


def pairs(case: dict) -> set:
    return set(itertools.combinations(case.items(), 2))


def pairwise() -> list[dict]:
    """Settings in which every two values of any two factors come together; the same each time."""
    draw = random.Random(0)
    wanted = set().union(
        *(pairs(dict(zip(FACTORS, case, strict=True))) for case in _all_pairs_of_values())
    )
    cases = []
    while wanted:
        tries = [{name: draw.choice(v) for name, v in FACTORS.items()} for _ in range(100)]
        best = max(tries, key=lambda case: len(pairs(case) & wanted))
        wanted -= pairs(best)
        cases.append(best)
    return cases


def _all_pairs_of_values():
    """For any two factors all their values, the others at their first."""
    firsts = [values[0] for values in FACTORS.values()]
    for (i, one), (j, other) in itertools.combinations(enumerate(FACTORS.values()), 2):
        for a, b in itertools.product(one, other):
            case = list(firsts)
            case[i], case[j] = a, b
            yield case


def bench_state(kernel=(3, 3), colour="grey", **settings) -> BenchState:
    white = settings.get("white", 1.0)
    image = PIXELS[colour].astype(np.float32) / np.float32(255 / white)
    planes = 3 if colour == "summed" else 1
    weights = np.random.default_rng(1).normal(size=(*kernel, planes))
    filtered = filter_image(image, weights, FilterLayer(**settings))
    return BenchState("Noise", image, "Custom", "Your own numbers.", filtered)


CASES = pairwise()
OWN = [  # run on a visitor's own file
    {"colour": colour, "white": white} for colour in ("grey", "each") for white in (1.0, 255.0)
]


def extract(made: BenchState, folder: Path) -> None:
    """Lay out what a visitor downloads; the output that is on show becomes expected.npy."""
    with zipfile.ZipFile(io.BytesIO(bundle.bundle(made, "signed"))) as archive:
        archive.extractall(folder)
    (folder / "output.npy").rename(folder / "expected.npy")


def read_own_picture(script: Path) -> None:
    """Do what the script's comment says to read any other picture."""
    lines = script.read_text("utf-8").replace("mine.jpg", "mine.png").splitlines()
    start = lines.index("# Any other picture:")
    end = lines.index("", start)
    lines[start - 1 : end] = [line.removeprefix("# ") for line in lines[start + 1 : end]]
    script.write_text("\n".join(lines))


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A folder for each case with what its archive holds."""
    made = [tmp_path_factory.mktemp("case") for _ in (*CASES, *OWN)]
    for folder, case in zip(made, (*CASES, *OWN), strict=True):
        extract(bench_state(**case), folder)
    for folder, case in zip(made[len(CASES) :], OWN, strict=True):
        (folder / "picture.npy").unlink()
        (folder / "mine.png").write_bytes(images.png_bytes(PIXELS[case["colour"]]))
        for library in bundle.ALL:
            read_own_picture(folder / library.file)
    return made


@pytest.mark.parametrize(
    ("library", "module"),
    list(zip(bundle.LIBRARIES, ("scipy", "cv2", "keras", "torch"), strict=True)),
)
def test_each_script_reproduces_the_output(library, module, folders):
    if not find_spec(module):
        pytest.skip(f"{module} is not installed")
    python = [sys.executable, "-W", "error::RuntimeWarning", "-c", RUN_IN_EACH]
    command = [*python, bundle.LIBRARIES[library].file, *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for folder, case in zip(folders, (*CASES, *OWN), strict=True):
        output, expected = np.load(folder / "output.npy"), np.load(folder / "expected.npy")
        (folder / "output.npy").unlink()
        assert output.shape == expected.shape, case
        np.testing.assert_allclose(
            output, expected, rtol=1e-5, atol=1e-5 * np.abs(expected).max(), err_msg=str(case)
        )


@pytest.mark.parametrize("library", bundle.LIBRARIES)
def test_a_script_has_no_line_for_a_step_that_is_not_taken(library):
    plain = bundle.script(library, bench_state())
    for word in ("stride", "dilation", "spread", "bias =", "pool", "rotated", "padded"):
        assert word not in plain, word


def test_the_weights_in_a_script_are_exact():
    made = bench_state(colour="summed", kernel=(5, 2))
    text = bundle.script("NumPy and SciPy", made)
    names = {"np": np}
    exec(text[text.index("kernel =") : text.index("output =")], names)
    np.testing.assert_array_equal(names["kernel"], made.filtered.weights.astype(np.float32))


@pytest.mark.parametrize("library", bundle.LIBRARIES)
def test_no_line_of_a_15_by_15_script_is_too_long_to_read(library):
    lines = bundle.script(library, bench_state(kernel=(15, 15), colour="summed")).splitlines()
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("library", bundle.LIBRARIES)
def test_no_file_name_of_a_picture_gets_out_of_the_docstring(library):
    made = replace(bench_state(), picture='coding: none"""\nimport this\\')
    tree = ast.parse(bundle.script(library, made).encode())
    assert isinstance(tree.body[0], ast.Expr)
    assert not any(
        alias.name == "this"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    )


def test_the_summary_names_every_step():
    made = bench_state(
        colour="summed",
        operation="convolve",
        stride=2,
        dilation=3,
        border="wrap",
        bias=0.5,
        activation="tanh",
        pooling="max",
        pool=3,
    )
    assert bundle.summary(made) == (
        "Custom on Noise: convolution, channels summed, stride 2, dilation 3, border wrap, "
        "bias 0.5, tanh, max pooling 3 × 3"
    )


def test_the_npy_file_holds_the_pooled_output():
    made = bench_state(pooling="average", pool=3)
    expected = made.filtered.pooled
    loaded = np.load(io.BytesIO(bundle.output_npy(made)))
    np.testing.assert_array_equal(loaded, expected)
    assert loaded.dtype == np.float32


@pytest.mark.parametrize("colour", ["grey", "each", "summed"])
def test_the_png_shows_the_pooled_output_on_the_benchs_scale(colour):
    made = bench_state(colour=colour, pooling="max")
    limit = np.abs(made.filtered.output).max()
    expected = display.paint(
        made.filtered.pooled,
        display.Scale(-limit, limit, "grey" if colour == "each" else "signed"),
    )
    shown = Image.open(io.BytesIO(bundle.output_png(made, "signed")))
    np.testing.assert_array_equal(np.asarray(shown), expected)


def test_the_archive_holds_picture_output_and_all_scripts():
    made = bench_state()
    with zipfile.ZipFile(io.BytesIO(bundle.bundle(made, "clip"))) as archive:
        assert sorted(archive.namelist()) == [
            "filter_keras.py",
            "filter_opencv.py",
            "filter_pytorch.py",
            "filter_scipy.py",
            "output.npy",
            "output.png",
            "picture.npy",
        ]
        picture = np.load(io.BytesIO(archive.read("picture.npy")))
    np.testing.assert_array_equal(picture, made.filtered.image)
