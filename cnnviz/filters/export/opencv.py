"""The script for OpenCV: ``filter2D``, whose windows begin at their anchor (0, 0)."""

import numpy as np

from cnnviz.filters.export import common
from cnnviz.filters.export.common import Lines
from cnnviz.filters.result import FilterResult

BORDERS = {
    "zero": "BORDER_CONSTANT",
    "reflect": "BORDER_REFLECT_101",
    "replicate": "BORDER_REPLICATE",
    "wrap": "BORDER_WRAP",
}


def body(filtered: FilterResult) -> Lines:
    """Write the script for OpenCV, from its imports on.

    Parameters
    ----------
    filtered : FilterResult
        What it computes.

    Returns
    -------
    list of str
        Its lines.
    """
    layer = filtered.layer
    return common.body(
        filtered,
        imports=["import cv2", "import numpy as np"],
        any_picture=[_any_picture(filtered)],
        kernel=[
            *common.kernel(filtered, "np.array", "np.float32"),
            *common.flipped(layer),
            *common.spread(filtered),
        ],
        output=[
            *_pad(filtered),
            *_slide(filtered),
            *common.every(layer.stride),
            *common.activate(layer, sigmoid="(1 + np.tanh(output / 2)) / 2"),
            *common.pool(layer),
        ],
        save=_save(filtered),
    )


def _any_picture(filtered: FilterResult) -> str:
    scaled = ".astype(np.float32)" if filtered.layer.white == 255 else " / np.float32(255)"
    if filtered.image.shape[2] == 1:
        return f'image = cv2.imread("mine.jpg", cv2.IMREAD_GRAYSCALE){scaled}'
    return f'image = cv2.cvtColor(cv2.imread("mine.jpg"), cv2.COLOR_BGR2RGB){scaled}'


def _pad(filtered: FilterResult) -> Lines:
    if common.padded(filtered) == "image":
        return []
    sizes = ", ".join(str(cells) for cells in np.ravel(common.pads(filtered)))
    border = f"cv2.{BORDERS[filtered.layer.border]}"
    return [f"padded = cv2.copyMakeBorder(image, {sizes}, {border})  # top, bottom, left, right"]


def _slide(filtered: FilterResult) -> Lines:
    """Filter everywhere, then leave out the windows that would stick out at the far edges."""
    source = common.padded(filtered)
    cut = ", ".join(f":{1 - size}" if size > 1 else ":" for size in common.effective(filtered))
    inside = f"output = output[{cut}]  # windows inside the picture"
    if filtered.summed:
        slide = [
            "sums = [",
            "    cv2.filter2D(channel, cv2.CV_32F, weights, anchor=(0, 0))",
            f"    for channel, weights in zip(cv2.split({source}), kernel)",
            "]",
            "output = sum(sums)",
        ]
    else:
        slide = [f"output = cv2.filter2D({source}, cv2.CV_32F, kernel, anchor=(0, 0))"]
    return [*slide, *([inside] if max(common.effective(filtered)) > 1 else [])]


def _save(filtered: FilterResult) -> str:
    if filtered.output.shape[2] == 3:
        return 'np.save("output.npy", output)'
    return 'np.save("output.npy", np.atleast_3d(output))  # OpenCV drops a lone channel'
