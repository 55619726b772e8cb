"""Attribution maps that come from the engine in parts."""

import numpy as np
import pytest

from cnnviz import models
from cnnviz.engine import attributing
from cnnviz.engine.attributing import Request
from cnnviz.engine.inference import Inference
from cnnviz.explain import scores
from cnnviz.explain.attribution import AttributedModel, randomised
from cnnviz.explain.methods import GRAD_CAM, METHODS, Target
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


def test_parts_grow_until_they_take_their_time_and_shrink_beyond():
    pace = attributing.Pace()
    sizes = []
    for _ in range(8):
        pace.took(pace.size * 0.00099)
        sizes.append(pace.size)
    assert sizes[0] == 16
    assert sizes[-1] == 40
    pace.took(10)
    assert pace.size == 1
