"""The order of the queue, against a simulation that is written another way, and its promises."""

from collections import Counter
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training.fair_queue import Rules, Training, Waiting, choose, expect

VISITORS = ("anna", "ben", "clara", "")
WAITING = st.lists(
    st.tuples(st.sampled_from(VISITORS), st.integers(0, 5000), st.integers(1, 300)), max_size=12
)
TRAINING = st.lists(st.tuples(st.sampled_from(VISITORS), st.integers(0, 300)), max_size=4)
RULES = st.builds(Rules, st.sampled_from([1, 2, inf]), st.sampled_from([0, 1800, inf]))
NOW = 5000.0


def entries(drawn) -> list[Waiting]:
    return [Waiting(f"run-{i:02}", *each) for i, each in enumerate(drawn)]


def next_by_hand(waiting, running, now, rules):
    """Cross out, one rule after the other, all who do not come first."""
    left = [w for w in waiting if w.visitor == "" or running[w.visitor] < rules.most_running]
    overdue = [w for w in left if w.since < now - rules.longest_wait]
    if overdue:
        left = overdue
    else:
        counts = {
            w.run: sum(other.visitor == w.visitor for other in waiting) + running[w.visitor]
            for w in left
        }
        left = [w for w in left if counts[w.run] == min(counts.values())]
    oldest = [w for w in left if w.since == min(each.since for each in left)]
    return sorted(oldest, key=lambda w: w.run)[0] if oldest else None


@given(WAITING, TRAINING, RULES)
def test_the_next_run_is_the_one_that_the_rules_leave(waiting, training, rules):
    running = Counter(visitor for visitor, _ in training)
    waiting = entries(waiting)
    assert choose(waiting, running, NOW, rules) == next_by_hand(waiting, running, NOW, rules)


def simulated(waiting, training, slots, rules):
    """When each run starts, second by second."""
    left, starts = list(waiting), {}
    active = [[visitor, seconds] for visitor, seconds in training]
    clock = 0
    while left and clock < 20_000:
        active = [each for each in active if each[1] > 0]
        while len(active) < slots:
            running = Counter(visitor for visitor, _ in active)
            chosen = next_by_hand(left, running, NOW + clock, rules)
            if chosen is None:
                break
            left.remove(chosen)
            starts[chosen.run] = clock
            active.append([chosen.visitor, chosen.seconds])
        for each in active:
            each[1] -= 1
        clock += 1
    return starts


@given(WAITING, TRAINING, st.integers(1, 3), RULES)
def test_expected_starts_are_those_of_a_simulation_second_by_second(
    waiting, training, slots, rules
):
    waiting = entries(waiting)
    expected = expect(waiting, [Training(*each) for each in training], slots, NOW, rules)
    starts = simulated(waiting, training, slots, rules)
    assert {run: each.seconds for run, each in expected.items()} == starts
    assert [each.ahead for each in expected.values()] == list(range(len(expected)))


def test_on_one_persons_machine_who_waits_longest_is_next():
    waiting = [Waiting("b", "", 2.0, 5), Waiting("a", "", 3.0, 5), Waiting("c", "", 1.0, 5)]
    assert list(expect(waiting, [], 1, NOW, Rules())) == ["c", "b", "a"]


def test_the_first_run_of_a_newcomer_goes_before_the_second_of_another():
    waiting = [Waiting("a1", "anna", 1, 9), Waiting("a2", "anna", 2, 9), Waiting("b1", "ben", 3, 9)]
    assert list(expect(waiting, [], 1, 4.0, Rules(1))) == ["b1", "a1", "a2"]


def test_a_free_slot_stays_free_where_the_only_one_who_waits_trains_already():
    waiting = [Waiting("a2", "anna", 1.0)]
    assert choose(waiting, {"anna": 1}, NOW, Rules(1)) is None
    assert choose(waiting, {"anna": 1}, NOW, Rules(2)) == waiting[0]


def test_two_runs_of_one_visitor_start_although_others_bring_their_first_again_and_again():
    rules, started, now = Rules(1, 60), [], 0.0
    waiting = [Waiting("a1", "anna", 0.0), Waiting("a2", "anna", 0.0)]
    for number in range(10):
        now += 10
        waiting.append(Waiting(f"b{number}", f"newcomer {number}", now))
        chosen = choose(waiting, {}, now, rules)
        waiting.remove(chosen)
        started.append(chosen.run)
    assert started.index("a1") == 6


def test_a_run_that_may_never_train_is_said_to_start_never():
    expected = expect([Waiting("a", "anna", 1.0)], [], 1, NOW, Rules(0))
    assert expected["a"].seconds == inf
