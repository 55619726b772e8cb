"""Window layers drawn at random: whatever settings go together, small enough to try thousands."""

from random import Random
from typing import Any

import numpy as np

from cnnviz.layers.window import (
    FULL,
    OPERATIONS,
    SAME,
    SAME_TORCH,
    VALID,
    Sides,
    WindowSettings,
    checked,
)
from cnnviz.utils.errors import InputError

PADDINGS = (VALID, SAME, SAME_TORCH, FULL)


def layer_of(*settings: Any, **named: Any) -> WindowSettings:
    """Checked settings."""
    return checked(WindowSettings(*settings, **named))


def generated(
    count: int, seed: int = 0, operations: tuple[str, ...] = OPERATIONS
) -> list[WindowSettings]:
    """``count`` layers that are possible; the same ones for the same seed."""
    chance, found = Random(seed), []
    while len(found) < count:
        layer = _layer(chance, operations)
        found += [layer] if layer else []
    return found


def _layer(chance: Random, operations: tuple[str, ...]) -> WindowSettings | None:
    def pair(most: int, least: int = 1) -> tuple[int, int]:
        return chance.randint(least, most), chance.randint(least, most)

    sides = Sides(*pair(3, 0), *pair(3, 0)), Sides.each(*pair(3, 0))
    try:
        return layer_of(
            chance.choice(operations),
            pair(10),
            pair(4),
            pair(3),
            chance.choice([*PADDINGS, *sides]),
            chance.choice([(1, 1), pair(3)]),
            chance.randint(1, 4),
            chance.randint(1, 4),
            chance.choice([1, 1, 2]),
            chance.choice([(0, 0), (0, 0), pair(2, 0)]),
            chance.random() < 0.3,
            chance.choice([1, 2, 2]),
        )
    except InputError:
        return None


def numbers(layer: WindowSettings, seed: int = 0, least: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Cells ``least`` to 9 and weights -9 to 9 for the whole depth of a layer."""
    chance = np.random.default_rng(seed)
    cells = chance.integers(least, 10, (layer.channels, *layer.size))
    return cells, chance.integers(-9, 10, layer.weight_shape)
