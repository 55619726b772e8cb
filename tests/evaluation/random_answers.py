"""Random answers of a network with four classes."""

import numpy as np
from hypothesis import strategies as st


def random_answers(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.full(4, 0.7), count).astype(np.float32), rng.integers(0, 4, count)


answers = st.builds(random_answers, st.integers(0, 2**32), st.integers(1, 60))
