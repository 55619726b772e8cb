"""A process that was asked to stop has CPU time for it, however busy the machine is."""

from types import SimpleNamespace

import pytest

from cnnviz.engine import patience
from cnnviz.engine.patience import CLOCK_FACTOR, Patience


@pytest.fixture
def spent(monkeypatch) -> SimpleNamespace:
    """What the process has used, and the time on the clock."""
    spent = SimpleNamespace(cpu=100.0, clock=1000.0)
    times = SimpleNamespace(cpu_times=lambda: SimpleNamespace(user=spent.cpu, system=0.0))
    monkeypatch.setattr(patience.psutil, "Process", lambda pid: times)
    monkeypatch.setattr(patience.time, "monotonic", lambda: spent.clock)
    return spent


def test_a_process_that_gets_little_of_a_busy_machine_is_waited_for(spent):
    asked = Patience(1)
    spent.clock, spent.cpu = spent.clock + 20, spent.cpu + 0.5
    assert not asked.is_over(15)


def test_a_process_that_computes_on_is_not(spent):
    asked = Patience(1)
    spent.clock, spent.cpu = spent.clock + 20, spent.cpu + 15.5
    assert asked.is_over(15)


def test_several_threads_of_a_process_have_the_time_on_the_clock_too(spent):
    asked = Patience(1)
    spent.clock, spent.cpu = spent.clock + 5, spent.cpu + 20
    assert not asked.is_over(15)


def test_a_process_that_hangs_is_waited_for_by_the_clock(spent):
    asked = Patience(1)
    spent.clock += 15 * CLOCK_FACTOR + 1
    assert asked.is_over(15)


def test_a_process_that_has_ended_is_over_by_the_clock(monkeypatch, spent):
    asked = Patience(1)

    def ended():
        raise patience.psutil.NoSuchProcess(1)

    asked._process.cpu_times = ended
    spent.clock += 15 * CLOCK_FACTOR + 1
    assert asked.is_over(15)
