"""cnnviz: a laboratory for convolutional neural networks in a browser."""
