"""What the recorder keeps of a training: checkpoints and means over windows of steps."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training import recorder


@given(st.integers(1, 1000), st.integers(1, 400_000_000))
def test_checkpoints_end_with_the_last_epoch_and_fit_the_disk(epochs, size):
    kept = recorder.checkpoint_epochs(epochs, size)
    assert kept[-1] == epochs
    assert kept[0] >= 1
    assert len(kept) == 1 or len(kept) * size <= recorder.MAX_CHECKPOINT_BYTES


def test_windows_are_means_of_their_own_images_across_epochs():
    values = np.random.default_rng(0).random((2, 40))  # two epochs of 40 images, one a step
    window = recorder._Window()
    found = []
    for epoch in values:
        for step in range(1, 41):
            mean = float(epoch[:step].mean())
            window.add(step, mean, mean)
            if step in (10, 30):
                found.append(window.means()[0])
        window.end_epoch()
    across = np.concatenate([values[0, 30:], values[1, :10]])
    windows = [values[0, :10], values[0, 10:30], across, values[1, 10:30]]
    np.testing.assert_allclose(found, [window.mean() for window in windows])
