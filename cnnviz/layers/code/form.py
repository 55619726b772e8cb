"""A window layer in a library: calls one after another, and how they are written."""

from dataclasses import dataclass
from typing import Any

from cnnviz.layers.calls import Call


@dataclass(frozen=True)
class Form:
    """A layer in a library: calls in order; none where the library has no such layer.

    Attributes
    ----------
    library : "keras" or "torch"
    calls : tuple of Call
    share : bool
        Whether what comes out is divided by what comes out of ones: this leaves the padding out
        of a mean.
    note : str
        A sentence about what the library lacks or does otherwise; may be empty.
    spread : bool
        Whether the kernel's gaps are written as zeros, because stride and dilation exclude
        one another.
    """

    library: str
    calls: tuple[Call, ...]
    share: bool = False
    note: str = ""
    spread: bool = False

    @property
    def code(self) -> str:
        """The layer as Python, to be pasted; without calls, the note as a comment."""
        lines = [f"# {self.note}"] if self.note else []
        return "\n".join([*lines, *self._layer()])

    def _layer(self) -> list[str]:
        if not self.calls:
            return []
        module = "keras.layers" if self._keras else "nn"
        written = [one.code(module) for one in self.calls]
        layer = [f"layer = {written[0]}"]
        if len(written) > 1:
            sequence = ("keras.Sequential([", "])") if self._keras else ("nn.Sequential(", ")")
            steps = (f"    {step}," for step in written)
            layer = [f"layer = {sequence[0]}", *steps, sequence[1]]
        return [*layer, self._use] if self.share else layer

    @property
    def _keras(self) -> bool:
        return self.library == "keras"

    @property
    def _use(self) -> str:
        ones = "keras.ops.ones_like(x)" if self._keras else "torch.ones_like(x)"
        return f"y = layer(x) / layer({ones})"


def brief(pair: tuple[int, ...], dims: int) -> Any:
    """A pair as the libraries take it: one number where both agree or in one dimension."""
    return pair[1] if dims == 1 or pair[0] == pair[1] else pair


def unless(default: tuple[int, int], pair: tuple[int, int], dims: int) -> Any:
    """None for the library's default, else the pair as ``brief`` writes it."""
    return None if pair == default else brief(pair, dims)
