"""Progress of a training and the time left."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training.progress import Pace


@given(st.integers(1, 500), st.integers(1, 100), st.integers(1, 50), st.integers(1, 9))
def test_progress_rises_to_the_test_and_the_time_left_is_that_of_the_rest(n, held, batch, epochs):
    pace = Pace(n, held, held, epochs, batch)
    pace.step_took(99)  # compiles: does not count
    pace.step_took(0.5)
    steps = [pace.progress(e, s) for e in range(1, epochs + 1) for s in range(1, pace.steps + 1)]
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert 0 < fractions[-1] < 1
    last = 0.5 / batch * 2 * held / 3  # one validation and the test, a third of the work each
    np.testing.assert_allclose(steps[-1].seconds_left, last)
