"""When an answer is doubted."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cnnviz.evaluation.doubt import UNCERTAIN, UNLIKE, DoubtRule
from cnnviz.evaluation.ood import DOUBT, MahalanobisDetector
from cnnviz.models.card import ModelCard
from tests.small_networks import INFO
from tests.ui.feature_maps.test_card_text import CONTENT

CARD = ModelCard.from_json(json.dumps(CONTENT))  # its threshold is 4
# Unit covariance around the only class's mean of 0: the distance is the feature's magnitude.
DETECTOR = MahalanobisDetector(np.zeros((1, 1), np.float32), np.ones((1, 1), np.float32))
SURE, UNSURE = [0.95, 0.05, 0.0], [0.6, 0.4, 0.0]


@pytest.fixture
def rule():
    return DoubtRule(replace(INFO, card=CARD), DETECTOR)


def test_an_input_is_unlike_above_the_threshold_only(rule):
    below, above = rule.doubts(np.array([SURE, SURE]), np.array([[3.9], [4.1]]))
    assert (below.kind, below.sentence, below.distance) == ("", "", pytest.approx(3.9 / 4))
    assert (above.kind, above.sentence) == (UNLIKE, DOUBT)


def test_being_unlike_comes_before_being_uncertain(rule):
    near, far = rule.doubts(np.array([UNSURE, UNSURE]), np.array([[0.0], [9.0]]))
    assert (near.kind, far.kind) == (UNCERTAIN, UNLIKE)
    assert near.sentence == "Uncertain: 60 % for zero, but 40 % for one."


def test_without_a_card_nothing_is_doubted(rule):
    (doubt,) = replace(rule, info=INFO).doubts(np.array([UNSURE]), np.array([[9.0]]))
    assert (doubt.kind, doubt.sentence, doubt.distance) == ("", "", None)


def test_without_a_detector_only_uncertainty_is_doubted(rule):
    doubts = replace(rule, detector=None).doubts(np.array([SURE, UNSURE]), np.array([[9.0]] * 2))
    assert [(doubt.kind, doubt.distance) for doubt in doubts] == [("", None), (UNCERTAIN, None)]
