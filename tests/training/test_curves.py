"""Events -> curves: nothing invented, never too many points."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training.curves import MAX_POINTS, curves
from cnnviz.training.events import BatchEvent, EpochEvent, History


def history(count: int) -> History:
    rng = np.random.default_rng(count)
    return History(
        tuple(
            BatchEvent(1 + i // 10, 1 + i % 10, 10, *rng.random(2).tolist(), float(i))
            for i in range(count)
        )
    )


@given(st.integers(0, MAX_POINTS))
def test_few_events_are_shown_as_they_are(count):
    events = history(count).batches
    training = curves(History(events), 5).training
    assert training.epoch == tuple(event.at for event in events)
    assert training.loss == tuple(event.loss for event in events)
    assert training.accuracy == tuple(event.accuracy for event in events)


@given(st.integers(MAX_POINTS + 1, 5 * MAX_POINTS))
def test_many_events_become_few_points_within_their_range_and_in_order(count):
    events = history(count).batches
    training = curves(History(events), 500).training
    assert len(training.epoch) == MAX_POINTS
    assert list(training.epoch) == sorted(training.epoch)
    losses = [event.loss for event in events]
    assert min(losses) <= min(training.loss) <= max(training.loss) <= max(losses)


def test_validation_has_a_point_at_the_end_of_each_epoch():
    epochs = (EpochEvent(1, 1, 0.5, 0.9, 0.6, 2, 2), EpochEvent(2, 0.8, 0.7, 0.7, 0.8, 2, 4))
    validation = curves(History((), epochs), 2).validation
    assert validation.epoch == (1, 2)
    assert validation.loss == (0.9, 0.7)
    assert validation.accuracy == (0.6, 0.8)


def test_an_ended_runs_curves_end_where_it_ended():
    assert curves(history(25), 300).epochs == 300
    assert curves(history(25), 300, ended=True).epochs == 3
    assert curves(History(), 300, ended=True).epochs == 300
    whole = EpochEvent(4, 1, 0.5, 0.9, 0.6, 2, 2)
    assert curves(History(history(25).batches, (whole,)), 300, ended=True).epochs == 4


def test_an_event_in_mid_epoch_lies_between_two_epochs():
    assert BatchEvent(2, 5, 10, 0, 0, 0).at == 1.5
