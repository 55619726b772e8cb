"""Each ready experiment, trained for real on a few digits: it starts, ends, and is compared."""

import re
from dataclasses import replace

import numpy as np
import pytest

from cnnviz import data
from cnnviz.data import Dataset
from cnnviz.evaluation.answers import Answers
from cnnviz.training import card, groups, job, notes
from cnnviz.training.config import RunConfig
from cnnviz.training.experiments import EXPERIMENTS, Experiment
from cnnviz.training.folder import RunFolder
from cnnviz.training.run_summary import summarise
from cnnviz.training.verdicts import difference, outcome

TRAINED_ON, TESTED_ON = 150, 100
FIGURE = r"(?:(?<= )|^)(\d+\.\d\d) % \("  # an accuracy, before its interval


@pytest.fixture(scope="module")
def digits() -> Dataset:
    whole = data.load("digits")
    parts = {"train": TRAINED_ON, "validation": 50, "test": TESTED_ON}
    return replace(
        whole, **{name: getattr(whole, name).take(np.arange(n)) for name, n in parts.items()}
    )


@pytest.fixture(scope="module")
def trained(digits, tmp_path_factory):
    """Train settings for one epoch; equal settings once."""
    done: dict[str, RunFolder] = {}
    home = tmp_path_factory.mktemp("runs")

    def train(config: RunConfig) -> RunFolder:
        config = replace(config, epochs=1)
        key = groups.settings_key(config)
        if key not in done:
            run = RunFolder.create(config, home / f"20260101-101010-run-{len(done):04}")
            state = job.train_run(run, dataset=digits)
            assert (state.status, state.reason) == ("done", "")
            done[key] = run
        return done[key]

    with pytest.MonkeyPatch.context() as patch:  # the card has tests of its own
        patch.setattr(card, "QUICK", card.Effort(20, 10, 10, elsewhere=False))
        yield train


def compared(experiment: Experiment, digits: Dataset, trained) -> list[groups.Group]:
    shape, classes = digits.input_shape, len(digits.classes)
    runs = []
    for variant, config in experiment.configs(experiment.data[0], shape, classes, TRAINED_ON, 1):
        run = trained(config)
        notes.change(run, experiment=experiment.name, variant=variant.title)
        runs.append(summarise(run))
    return groups.group(runs)


def accuracy(group: groups.Group, digits: Dataset, trained) -> float:
    """Of the answers to the test images, counted here."""
    answers = Answers.load(trained(group.config).answers, len(digits.classes))
    np.testing.assert_array_equal(answers.labels, digits.test.labels)
    return float((answers.probabilities.argmax(axis=1) == digits.test.labels).mean())


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_ends_in_a_sentence_that_agrees_with_its_answers(name, digits, trained):
    experiment = EXPERIMENTS[name]
    found = compared(experiment, digits, trained)
    variants = experiment.variants(digits.input_shape, len(digits.classes))
    assert [group.title for group in found] == [variant.title for variant in variants]

    counted = {group.title: accuracy(group, digits, trained) for group in found}
    sentence = outcome(found)
    shown = [float(figure) / 100 for figure in re.findall(FIGURE, sentence)]
    assert shown[0] == pytest.approx(max(counted.values()))
    (best, *_) = [group for group in found if counted[group.title] == shown[0]]
    assert best.title in sentence
    claims = [difference(other, best, len(found) - 1) for other in found if other is not best]
    shows_none = re.search(r"none is shown|No difference", sentence) is not None
    assert shows_none == (not any(each.claimed for each in claims))
    assert shows_none or "percentage points" in sentence


def test_equal_settings_of_two_experiments_are_one_run_for_both(digits, trained):
    mlp, shifts = (
        [
            trained(config).id
            for _, config in EXPERIMENTS[name].configs(
                "digits", digits.input_shape, 10, TRAINED_ON, 1
            )
        ]
        for name in ("mlp-cnn", "shifts")
    )
    assert mlp == shifts
