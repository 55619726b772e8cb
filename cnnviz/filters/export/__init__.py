"""A filtered picture as a short script, one module a library; ``export`` puts them together.

Every script pads the picture by the very cells that the layer's geometry names, then slides the
kernel over the windows inside what it has: so all agree on borders, strides and even kernels.
Only the steps that are at work are written down. Each module's ``body`` returns the lines from
the imports on; the script reads ``picture.npy`` (H, W, C) and writes ``output.npy``.
"""
