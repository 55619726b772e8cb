"""A window layer's arithmetic written out: formulas with the numbers put into them."""

from cnnviz.layers.formulas.answer import answer, sentence
from cnnviz.layers.formulas.derivation import output_size, symbols
from cnnviz.layers.formulas.facts import Fact, bill, facts
from cnnviz.layers.formulas.title import title

__all__ = ["Fact", "answer", "bill", "facts", "output_size", "sentence", "symbols", "title"]
