"""What is on the bench as files: numbers, a picture, and scripts that reproduce the output."""

import io
import textwrap
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnviz import images
from cnnviz.filters.export import common, keras_layer, numpy_scipy, opencv, pytorch
from cnnviz.filters.pooled import pooled_shape
from cnnviz.filters.result import BenchState, FilterResult
from cnnviz.images import display as displays
from cnnviz.utils.language import N_
from cnnviz.utils.number_text import exact_text

ARCHIVE = "cnnviz-filter.zip"


@dataclass(frozen=True)
class Library:
    """A library that can reproduce an output.

    Attributes
    ----------
    name : str
        As people write it.
    file : str
        What the script is called.
    needs : str
        What pip installs for it.
    body : callable
        Lines of the script.
    """

    name: str
    file: str
    needs: str
    body: Callable[[FilterResult], common.Lines]


ALL = (
    Library(N_("NumPy and SciPy"), "filter_scipy.py", "numpy scipy", numpy_scipy.body),
    Library("OpenCV", "filter_opencv.py", "numpy opencv-python", opencv.body),
    Library("Keras", "filter_keras.py", "numpy keras tensorflow", keras_layer.body),
    Library("PyTorch", "filter_pytorch.py", "numpy torch", pytorch.body),
)
LIBRARIES = {each.name: each for each in ALL}


def script(library: str, bench: BenchState) -> str:
    """Write the script that reproduces a filtered picture.

    It reads ``picture.npy``, the image (H, W, C) that was filtered, and writes ``output.npy``,
    the output (H_out, W_out, D) after pooling.

    Parameters
    ----------
    library : str
        A key of ``LIBRARIES``.
    bench : BenchState
        The picture, the kernel and the layer.

    Returns
    -------
    str
        A Python program.
    """
    chosen = LIBRARIES[library]
    lines = [*_head(bench, chosen), "", *chosen.body(bench.filtered)]
    return "\n".join(lines) + "\n"


def _head(bench: BenchState, library: Library) -> list[str]:
    """The script's docstring; no name of a picture or a kernel can end it early."""
    plain = "".join(letter for letter in summary(bench) if letter.isprintable())
    safe = plain.translate({ord("\\"): "/", ord('"'): "'"})
    return [
        *textwrap.wrap(f'"""{safe}.', common.WIDTH),
        "",
        f"Written by cnnviz for {library.name}: pip install {library.needs}",
        '"""',
    ]


def summary(bench: BenchState) -> str:
    """Summarise all that was done to the picture.

    Parameters
    ----------
    bench : BenchState
        The picture, the kernel and the layer.

    Returns
    -------
    str
        For example "Sobel x on Cat: cross-correlation, stride 2, border zero".
    """
    layer = bench.filtered.layer
    steps = [
        "convolution" if layer.operation == "convolve" else "cross-correlation",
        "channels summed" if bench.filtered.summed else "",
        f"stride {layer.stride}" if layer.stride > 1 else "",
        f"dilation {layer.dilation}" if layer.dilation > 1 else "",
        f"border {layer.border}",
        f"bias {exact_text(layer.bias)}" if layer.bias else "",
        layer.activation if layer.activation != "none" else "",
        f"{layer.pooling} pooling {layer.pool} × {layer.pool}" if layer.pooling != "none" else "",
    ]
    return f"{bench.kernel} on {bench.picture}: {', '.join(filter(None, steps))}"


def output_shape(bench: BenchState) -> tuple[int, ...]:
    """Shape of the pooled output, without computing it.

    Parameters
    ----------
    bench : BenchState
        The picture, the kernel and the layer.

    Returns
    -------
    (int, int, int)
        Height, width and number of maps.

    Raises
    ------
    InputError
        If the pooling window does not fit.
    """
    return pooled_shape(bench.filtered.output.shape, bench.filtered.layer)


def scale(bench: BenchState, display: str) -> displays.Scale:
    """Scale of the output's picture, the same before and after pooling.

    Parameters
    ----------
    bench : BenchState
        Its output's range decides; pooled values never leave it.
    display : str
        As ``images.display.display_scale`` takes it.

    Returns
    -------
    Scale
        The values that get the scale's first and last colour, and which scale it is.
    """
    filtered = bench.filtered
    return displays.display_scale(
        display, filtered.low, filtered.high, filtered.output.shape[2], filtered.layer.white
    )


def output_png(bench: BenchState, display: str) -> bytes:
    """Encode the pooled output as it is displayed, full size.

    Parameters
    ----------
    bench : BenchState
        The picture, the kernel and the layer.
    display : str
        As ``images.display.display_scale`` takes it.

    Returns
    -------
    bytes
        A PNG file.

    Raises
    ------
    InputError
        If the pooling window does not fit.
    """
    return images.png_bytes(displays.paint(bench.filtered.pooled, scale(bench, display)))


def output_npy(bench: BenchState) -> bytes:
    """Encode the pooled output with all its digits.

    Parameters
    ----------
    bench : BenchState
        The picture, the kernel and the layer.

    Returns
    -------
    bytes
        A ``.npy`` file, (H_out, W_out, D) float32.

    Raises
    ------
    InputError
        If the pooling window does not fit.
    """
    buffer = io.BytesIO()
    np.save(buffer, bench.filtered.pooled)
    return buffer.getvalue()


def bundle(bench: BenchState, display: str) -> bytes:
    """Zip the picture that was filtered, the output, its PNG and the scripts.

    Parameters
    ----------
    bench : BenchState
        The picture, the kernel and the layer.
    display : str
        As ``images.display.display_scale`` takes it.

    Returns
    -------
    bytes
        A zip file.

    Raises
    ------
    InputError
        If the pooling window does not fit.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        filtered = bench.filtered
        _write_npy(archive, "picture.npy", images.to_float(filtered.image, filtered.layer.white))
        _write_npy(archive, "output.npy", filtered.pooled)
        archive.writestr("output.png", output_png(bench, display))
        for library in ALL:
            archive.writestr(library.file, script(library.name, bench))
    return buffer.getvalue()


def _write_npy(archive: zipfile.ZipFile, name: str, array: np.ndarray) -> None:
    """Write an array piece by piece: one of 24 megapixels is not held a second time."""
    with archive.open(name, "w", force_zip64=True) as file:
        np.lib.format.write_array(file, array, allow_pickle=False)
