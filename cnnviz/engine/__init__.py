"""Runs whatever needs Keras in worker processes that are started in advance; see ``Engine``."""

from cnnviz.engine.client import Engine

__all__ = ["Engine"]
