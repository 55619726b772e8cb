"""Acts as part of a run's settings: read for ever, refused where they are none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training.acts import Act, last
from cnnviz.training.config import RunConfig
from cnnviz.utils.errors import InputError

steps = st.integers(0, 10**6)
acts = st.one_of(
    st.builds(Act, steps, st.just("rate"), st.floats(1e-9, 1)),
    st.builds(Act, steps, st.just("epochs"), st.integers(1, 1000)),
    st.builds(Act, steps, st.just("patience"), st.integers(0, 1000)),
    st.builds(Act, steps, st.just("target"), st.floats(0, 1)),
)


@given(st.lists(acts, max_size=5).map(tuple))
def test_acts_are_part_of_the_settings_that_repeat_a_run(given_acts):
    config = RunConfig(acts=given_acts, patience=3, target_accuracy=0.5)
    assert RunConfig.from_json(config.to_json()) == config


def test_settings_of_an_earlier_version_have_neither_acts_nor_rules():
    settings = RunConfig().to_settings()
    for name in ("acts", "patience", "target_accuracy"):
        del settings[name]
    assert RunConfig.from_json(json.dumps(settings)) == RunConfig()


@pytest.mark.parametrize(
    ("act", "rule"),
    [
        ({"step": 1, "what": "rate", "value": 0}, "learning rate must be above 0"),
        ({"step": 1, "what": "rate", "value": 1e9}, "at most 1, got 1000000000.0"),
        ({"step": -1, "what": "rate", "value": 0.1}, "step of an act must be a whole number"),
        ({"step": 1, "what": "epochs", "value": 0}, "epochs must be a whole number from 1"),
        ({"step": 1, "what": "epochs", "value": 1.5}, "epochs must be a whole number from 1"),
        ({"step": 1, "what": "patience", "value": -1}, "without improvement must be a whole"),
        ({"step": 1, "what": "target", "value": 2}, "accuracy to stop at must be at least 0"),
        ({"step": 1, "what": "dance", "value": 2}, "act must be"),
        ({"step": 1, "what": "rate"}, "an act must have step, what and value"),
        ("rate", "an act must have step, what and value"),
    ],
)
def test_what_is_no_act_is_refused_with_the_rule(act, rule):
    with pytest.raises(InputError, match=rule):
        RunConfig.from_settings({"acts": [act]})


def test_acts_that_are_no_list_are_refused():
    with pytest.raises(InputError, match="acts must be a list, got 'rate'"):
        RunConfig.from_settings({"acts": "rate"})


@pytest.mark.parametrize(("step", "value"), [(4, 0.5), (5, 0.1), (8, 0.1), (9, 0.2)])
def test_an_act_counts_from_its_step_until_the_next(step, value):
    both = (Act(5, "rate", 0.1), Act(6, "epochs", 4), Act(9, "rate", 0.2))
    assert last(both, "rate", step, 0.5) == value


def test_an_act_takes_its_place_among_the_others():
    config = RunConfig(acts=(Act(5, "rate", 0.1), Act(9, "epochs", 20)))
    config = config.acted(Act(7, "rate", 0.2)).acted(Act(9, "epochs", 21))
    assert [(act.step, act.value) for act in config.acts] == [(5, 0.1), (7, 0.2), (9, 20), (9, 21)]
    assert config.total_epochs == 21


@pytest.mark.parametrize(("patience", "target"), [(-1, 0), (1.5, 0), (0, 1.5), (0, "all")])
def test_rules_out_of_range_are_refused(patience, target):
    with pytest.raises(InputError, match=r"epochs without improvement|accuracy to stop at"):
        RunConfig(patience=patience, target_accuracy=target)
