"""A window layer's arithmetic written out: formulas with the numbers put into them."""

from cnnviz.layers.formulas.derivation import output_size, symbols
from cnnviz.layers.formulas.facts import Fact, facts
from cnnviz.layers.formulas.title import made_of, output, sentence, title

__all__ = ["Fact", "facts", "made_of", "output", "output_size", "sentence", "symbols", "title"]
