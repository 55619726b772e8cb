"""The command line ``cnnviz``: run, train, evaluate, predict."""
