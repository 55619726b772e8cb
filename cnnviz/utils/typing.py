"""Names for the arrays that pass between packages."""

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]  # (H, W, C) in [0, 1], C = 1 (grey) or 3 (RGB)
Pixels = NDArray[np.uint8] | NDArray[np.uint16]  # (H, W, C) as a file stores them
Batch = NDArray[np.float32]  # (N, H, W, C) in [0, 1]
Kernel = NDArray[np.floating]  # (kH, kW)
Labels = NDArray[np.int64]  # (N,), each the index of a class
