"""In which order the curves of "What if?" come."""

import hashlib
from typing import cast

import numpy as np

from cnnviz.engine.questions import Questions
from cnnviz.explain.what_if import CHANGES, STEPS
from cnnviz.ui.feature_maps.what_if_work import Network, WhatIfRequest, answers
from cnnviz.utils.shared_results import SharedResults


def test_a_curve_that_is_known_comes_first(tmp_path):
    file = tmp_path / "model.keras"
    file.write_bytes(b"a model")
    network = Network.of(file, np.zeros((2, 2, 1), np.float32))
    about = hashlib.sha256(network.picture).digest(), network.shape, network.path, network.modified
    values, last = (("noise", 0.3),), CHANGES[-1]
    shared = SharedResults(100_000)
    shared.get((*about, values), lambda: np.full(2, 0.5, np.float32))
    shared.get((*about, last.name, ()), lambda: np.full((STEPS, 2), 0.5, np.float32))

    nobody = cast(Questions, None)  # what is known asks no engine
    found = answers(nobody, shared, WhatIfRequest((network,), values))
    first, second = next(found), next(found)

    assert (first.doing, first.by_change) == (last.label, [{}])
    assert second.doing == CHANGES[0].label
    assert list(second.by_change[0]) == [last.name] == ["noise"]
