"""Attribution maps that come from the engine in parts."""

import time

import numpy as np
import pytest

from cnnviz import models
from cnnviz.engine import attributing
from cnnviz.engine.attributing import Request
from cnnviz.engine.inference import Inference
from cnnviz.engine.questions import Questions
from cnnviz.explain import scores
from cnnviz.explain.attribution import AttributedModel, randomised
from cnnviz.explain.methods import GRAD_CAM, METHODS, Target
from cnnviz.explain.what_if import BY_NAME, sweep
from cnnviz.utils.errors import InputError
from tests.small_networks import INFO


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("random", [False, True])
def test_a_map_in_parts_is_the_map_computed_here(engine, path, batch, method, random):
    model = randomised(INFO) if random else models.open_model(path)
    expected = AttributedModel(model).attribution(batch[0], method, Target(2, 0))
    seen = []
    request = Request(method.name, Target(2, 0), random=random)
    found = attributing.attributions(engine, path, batch[0], request, seen.append)
    closely = {"rtol": 1e-4, "atol": 2e-4 * np.abs(expected).max()}  # of scores of hundreds
    np.testing.assert_allclose(found, expected, **closely)
    assert method == GRAD_CAM or seen[-1] == 1
    whole = engine.ask(
        Inference.attributions, str(path), batch[0], method.name, Target(2, 0), None, random
    )
    np.testing.assert_allclose(whole, expected, **closely)


@pytest.mark.parametrize("kind", ["deletion", "insertion"])
def test_a_curve_in_parts_is_that_of_the_changed_images(engine, path, batch, kind):
    order = scores.ranking(batch[1, ..., 0])
    shares = np.linspace(0, 1, 21)
    changed = scores.changed(batch[0], order, kind, shares)
    expected = models.open_model(path).network(changed).numpy()
    found = attributing.removals(engine, path, batch[0], order, kind, shares)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def test_what_progress_raises_ends_the_work(engine, path, batch):
    def stop(fraction):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        attributing.attributions(engine, path, batch[0], Request("occlusion", Target(0)), stop)


def test_a_method_that_does_not_exist_is_refused(engine, path, batch):
    with pytest.raises(InputError, match="method must be one of grad-cam, "):
        attributing.attributions(engine, path, batch[0], Request("guesswork", Target(0)))


def test_a_curve_of_a_change_is_that_of_its_images(engine, path, batch):
    change, values = BY_NAME["turn"], {"noise": 0.1, "down": 0.2}
    expected = models.open_model(path).network(sweep(batch[0], values, change)).numpy()
    found = attributing.swept(engine, str(path), batch[0], values, change)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def test_parts_grow_until_they_take_their_time_and_shrink_beyond():
    pace = attributing.Pace(0.04)
    sizes = []
    for _ in range(8):
        pace.took(pace.size * 0.00099, pace.size)
        sizes.append(pace.size)
    assert sizes[0] == 16
    assert sizes[-1] == 40
    pace.took(10, pace.size)
    assert pace.size == 1


class Slow(Questions):
    """Answers at once, and says that the worker took a millisecond per image."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def ask(self, method, *args, **kwargs):
        raise NotImplementedError

    def answer(self, part):
        self.asked.append(part[1] - part[0])
        return np.arange(*part), (part[1] - part[0]) / 1000


def test_parts_begin_as_long_as_those_asked_alike_ended():
    engine = Slow()
    parts = attributing.in_parts(engine, "alike", 100, engine.answer)
    assert engine.asked == [4, 16, 40, 40]
    np.testing.assert_array_equal(np.concatenate(parts), np.arange(100))
    engine.asked.clear()
    attributing.in_parts(engine, "alike", 100, engine.answer)
    assert engine.asked == [40, 40, 20]
    engine.asked.clear()
    attributing.in_parts(engine, "other", 4, engine.answer)
    assert engine.asked == [4]


def test_an_answer_comes_with_the_seconds_that_the_worker_took(engine, path, batch):
    began = time.perf_counter()
    found, seconds = engine.ask_timed(Inference.predict, str(path), batch)
    assert 0 < seconds < time.perf_counter() - began
    np.testing.assert_array_equal(found, engine.ask(Inference.predict, str(path), batch))
