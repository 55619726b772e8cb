"""What is on the bench as files: numbers, a picture, and scripts that reproduce the output."""

import io
import textwrap
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnviz import images
from cnnviz.filters.apply import Filtered, Work, pool, pooled_shape
from cnnviz.filters.export import common, keras_layer, numpy_scipy, opencv, pytorch
from cnnviz.images import display as displays

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
    body: Callable[[Filtered], common.Lines]


ALL = (
    Library("NumPy and SciPy", "filter_scipy.py", "numpy scipy", numpy_scipy.body),
    Library("OpenCV", "filter_opencv.py", "numpy opencv-python", opencv.body),
    Library("Keras", "filter_keras.py", "numpy keras tensorflow", keras_layer.body),
    Library("PyTorch", "filter_pytorch.py", "numpy torch", pytorch.body),
)
LIBRARIES = {each.name: each for each in ALL}


def script(library: str, work: Work) -> str:
    """Write the script that reproduces what is on the bench.

    It reads ``picture.npy``, the image (H, W, C) that was filtered, and writes ``output.npy``,
    the output (H_out, W_out, D) after pooling.

    Parameters
    ----------
    library : str
        A key of ``LIBRARIES``.
    """
    chosen = LIBRARIES[library]
    lines = [*_head(work, chosen), "", *chosen.body(work.filtered)]
    return "\n".join(lines) + "\n"


def _head(work: Work, library: Library) -> list[str]:
    """The script's docstring; no name of a picture or a kernel can end it early."""
    plain = "".join(letter for letter in summary(work) if letter.isprintable())
    safe = plain.translate({ord("\\"): "/", ord('"'): "'"})
    return [
        *textwrap.wrap(f'"""{safe}.', common.WIDTH),
        "",
        f"Written by cnnviz for {library.name}: pip install {library.needs}",
        '"""',
    ]


def summary(work: Work) -> str:
    """All that was done to the picture, e.g. "Sobel x on Cat: cross-correlation, stride 2"."""
    block = work.filtered.block
    steps = [
        "convolution" if block.operation == "convolve" else "cross-correlation",
        "channels summed" if work.filtered.summed else "",
        f"stride {block.stride}" if block.stride > 1 else "",
        f"dilation {block.dilation}" if block.dilation > 1 else "",
        f"border {block.border}",
        f"bias {common.number(block.bias)}" if block.bias else "",
        block.activation if block.activation != "none" else "",
        f"{block.pooling} pooling {block.pool} × {block.pool}" if block.pooling != "none" else "",
    ]
    return f"{work.kernel} on {work.picture}: {', '.join(filter(None, steps))}"


def output_shape(work: Work) -> tuple[int, ...]:
    """Shape of the pooled output, (H_out, W_out, D), without computing it.

    Raises
    ------
    InputError
        If the pooling window does not fit.
    """
    return pooled_shape(work.filtered.output.shape, work.filtered.block)


def scale(work: Work, display: str) -> displays.Scale:
    """Scale of the output's picture: the bench's, which pooled values never leave."""
    filtered = work.filtered
    return displays.display_scale(display, filtered.low, filtered.high, filtered.output.shape[2])


def output_png(work: Work, display: str) -> bytes:
    """Encode the pooled output as it is displayed, full size, as PNG."""
    output = pool(work.filtered.output, work.filtered.block)
    return images.png_bytes(displays.paint(output, scale(work, display)))


def output_npy(work: Work) -> bytes:
    """Encode the pooled output, (H_out, W_out, D) float32, as ``.npy``."""
    buffer = io.BytesIO()
    np.save(buffer, pool(work.filtered.output, work.filtered.block))
    return buffer.getvalue()


def bundle(work: Work, display: str) -> bytes:
    """Zip all there is: the picture that was filtered, the output, its PNG and the scripts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _write_npy(archive, "picture.npy", images.to_float(work.filtered.image))
        _write_npy(archive, "output.npy", pool(work.filtered.output, work.filtered.block))
        archive.writestr("output.png", output_png(work, display))
        for library in ALL:
            archive.writestr(library.file, script(library.name, work))
    return buffer.getvalue()


def _write_npy(archive: zipfile.ZipFile, name: str, array: np.ndarray) -> None:
    """Write an array piece by piece: one of 24 megapixels is not held a second time."""
    with archive.open(name, "w", force_zip64=True) as file:
        np.lib.format.write_array(file, array, allow_pickle=False)
