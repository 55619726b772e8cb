"""The command line: train, evaluate, predict; ``python -m cnnviz`` or ``cnnviz``."""
