"""The arithmetic of convolutional networks in NumPy and OpenCV: the reference for every page."""
