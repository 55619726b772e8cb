"""The operations that a window layer can be."""

CONVOLUTION = "convolution"
DEPTHWISE = "depthwise convolution"
TRANSPOSED = "transposed convolution"
MAX_POOLING = "max pooling"
AVERAGE_POOLING = "average pooling"
GLOBAL_MAX = "global max pooling"
GLOBAL_AVERAGE = "global average pooling"

CONVOLUTIONS = (CONVOLUTION, DEPTHWISE, TRANSPOSED)  # these have weights
GLOBALS = (GLOBAL_MAX, GLOBAL_AVERAGE)  # one window as large as the input
MAXIMA = (MAX_POOLING, GLOBAL_MAX)
MEANS = (AVERAGE_POOLING, GLOBAL_AVERAGE)
OPERATIONS = (*CONVOLUTIONS, MAX_POOLING, AVERAGE_POOLING, *GLOBALS)
