"""The lectures' worked examples as controls and numbers of the calculator."""

import numpy as np

from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.layers.window import Sides, Slide
from cnnviz.layers.window.own_numbers import write_cells, write_weights
from cnnviz.layers.window.patterns import OWN
from cnnviz.ui.calculator.sizes import NUMBER
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.utils.language import _


def use_example(state: CalculatorState, name: str) -> None:
    """Set every control, and all numbers, to a lecture's example."""
    example = EXAMPLES[name]
    layer = example.settings
    padding = layer.padding
    state[state.OPERATION] = layer.operation
    state[state.ONE_DIMENSION] = layer.dims == 1
    state[state.APART] = state[state.SIDES_APART] = state[state.CEIL] = False
    state[state.CHANNELS] = state[state.FILTERS] = state[state.MULTIPLIER] = 1
    state[state.GROUPS] = 1
    state[state.PADDING] = NUMBER if isinstance(padding, Sides) else padding
    for keys, pair in (
        (state.SIZE, layer.size),
        (state.KERNEL, layer.kernel),
        (state.STRIDE, layer.stride),
        (state.DILATION, layer.dilation),
        (state.OUTPUT_PADDING, layer.output_padding),
        (state.PAD, (padding.top, padding.left) if isinstance(padding, Sides) else (1, 1)),
    ):
        state[keys[0]] = state[keys[1]] = pair[1]
    state.input_complaint = state.kernel_complaint = ""
    state.own_input, state[state.INPUT] = write_cells(example.cells), OWN
    if layer.weighted:
        state.own_kernel, state[state.KERNEL_KIND] = write_weights(example.weights), OWN


def example_note(slide: Slide) -> str:
    """Return what a lecture says of a layer with these numbers; "" if none has it."""
    layer, cells, weights = slide.layer, slide.cells, slide.weights
    for example in EXAMPLES.values():
        if (
            example.settings == layer
            and np.array_equal(example.cells, cells)
            and (not layer.weighted or np.array_equal(example.weights, weights))
        ):
            return f"**{_(example.name)}.** {_(example.note)}"
    return ""
