"""A window layer's arithmetic written out: formulas with the numbers put into them."""

from cnnviz.formulas.answer import answer, sentence
from cnnviz.formulas.derivation import output_size, symbols
from cnnviz.formulas.facts import Fact, bill, facts
from cnnviz.formulas.title import title

__all__ = ["Fact", "answer", "bill", "facts", "output_size", "sentence", "symbols", "title"]
