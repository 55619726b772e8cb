"""Whatever needs Keras runs behind this door, in warm worker processes; see ``Engine``."""

from cnnviz.engine.client import Engine

__all__ = ["Engine"]
