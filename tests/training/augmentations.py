"""Hypothesis strategies of augmentations."""

from hypothesis import strategies as st

from cnnviz.training.augmentation import FILLS, PRESETS, Augmentation
from cnnviz.training.image_changes import CHANGES

numbers = {change.name: st.just(0.0) | st.floats(0, change.most) for change in CHANGES}
augmentations = st.sampled_from(list(PRESETS.values())) | st.builds(
    Augmentation, fill=st.sampled_from(FILLS), **numbers
)
