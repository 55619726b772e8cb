"""The command line ``cnnviz``: run, data, train, evaluate, predict."""
