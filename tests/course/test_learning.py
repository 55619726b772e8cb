"""The lessons on learning: answers and slips by hand, in plain loops and by SciPy."""

import json
import math

import numpy as np
import pytest
import scipy.linalg
import scipy.signal

from cnnviz.course.lessons import backward, confusion, descent, generalisation, losses, matrices
from cnnviz.filters.learning.examples import apply_hidden_kernel, make_problem
from cnnviz.filters.learning.quadratic_loss import quadratic_loss
from cnnviz.training.augmentation import parse
from cnnviz.utils import paths


def values(question):
    return sorted(slip.value for slip in question.slips)


def loops(weights, height, width):
    """The matrix of a convolution, entry by entry; NaN where there is no weight."""
    rows = []
    for top in range(height - len(weights) + 1):
        for left in range(width - len(weights[0]) + 1):
            row = [math.nan] * (height * width)
            for r, line in enumerate(weights):
                for c, weight in enumerate(line):
                    row[(top + r) * width + left + c] = weight
            rows.append(row)
    return rows


def test_the_last_weight_of_the_third_row_is_in_the_eighth_column():
    question = matrices.matrix_form().cards[0].question
    rows = loops([[0, 1], [2, 3]], 3, 3)
    assert question.right == ((2, rows[2].index(3)),)
    assert question.grid[0] == tuple("" if math.isnan(w) else str(w) for w in rows[0])


def test_the_slips_on_its_place_are_one_cell_an_output_no_move_and_other_rows():
    question = matrices.matrix_form().cards[0].question
    at = loops([[0, 1], [2, 3]], 3, 3)[0].index(3)
    further, still, others = (slip.places for slip in question.slips)
    assert further == ((2, at + 2),)
    assert still == ((2, at),)
    assert others == ((0, 7), (1, 7), (3, 7))


def test_20_of_36_entries_are_zeros():
    question = matrices.matrix_form().cards[1].question
    rows = loops([[0, 1], [2, 3]], 3, 3)
    assert question.answer == sum(math.isnan(cell) for row in rows for cell in row) == 20
    assert values(question) == [5, 16, 32]


def test_a_probability_of_1_percent_costs_ln_100():
    question = losses.loss().cards[0].question
    assert question.answer == pytest.approx(math.log(100), abs=0.005)
    assert values(question) == pytest.approx(
        sorted([-4.61, 0.99, 0.01, 2, 2.3, round(50 * math.log(2), 2)]), abs=0.005
    )


def test_the_careful_network_has_the_smaller_loss():
    means = {
        name: -sum(math.log(p) for p in given) / 3
        for name, given in {"A": (0.99, 0.99, 0.01), "B": (0.6, 0.6, 0.4)}.items()
    }
    assert losses.loss().cards[1].question.solution == min(means, key=lambda name: means[name])


INPUT, KERNEL, WANTED = [1, 2, 0, 1], [1, 0], [4, 2, 1]
ERRORS = np.correlate(INPUT, KERNEL) - np.array(WANTED)


def loss_of(weights):
    return sum((scipy.signal.correlate(INPUT, weights, "valid") - WANTED) ** 2) / 2


def test_the_loss_of_the_forward_pass_is_5():
    question = backward.forward_backward().cards[0].question
    assert question.answer == loss_of(KERNEL) == 5
    assert values(question) == [-4, 2.5, 8, 10]


def test_the_slope_of_the_second_weight_is_that_of_the_loss():
    question = backward.forward_backward().cards[1].question
    step = 1e-6
    slope = (loss_of([1, step]) - loss_of([1, -step])) / (2 * step)
    assert question.answer == pytest.approx(slope)
    assert values(question) == [-6, -4, -3, 7]


def test_the_gradient_is_the_correlation_of_input_and_error():
    link = backward.forward_backward().cards[1].reveal_link
    assert link["l_weights"].split() == [f"{error:g}" for error in ERRORS]
    assert np.correlate(INPUT, ERRORS).tolist() == [-3, -7]


def test_the_second_weight_becomes_seven_tenths():
    question = backward.forward_backward().cards[2].question
    assert question.answer == pytest.approx(0 - 0.1 * -7)
    assert values(question) == pytest.approx([-0.7, 0.3, 7])


def test_the_step_makes_the_loss_smaller():
    assert f"{loss_of([1.3, 0.7]):.2f}" in backward.forward_backward().cards[2].reveal


def test_the_first_step_of_a_tenth_leads_to_six_tenths():
    question = descent.optimiser().cards[0].question
    assert question.answer == pytest.approx(0 - 0.1 * 2 * (0 - 3))
    assert values(question) == pytest.approx([-0.6, 0.3, 3, 6])


def test_a_rate_of_1_jumps_between_0_and_6():
    places, w = [], 0
    for _step in range(5):
        places.append(w)
        w -= 1 * 2 * (w - 3)
    right = next(each for each in descent.optimiser().cards[1].question.options if each.right)
    assert right.text == f"It jumps between {min(places)} and {max(places)} for ever"
    assert ", ".join(map(str, places)) in right.reason


def test_a_kernel_of_5_by_5_has_26_numbers():
    question = descent.kernel_learning().cards[1].question
    assert question.answer == 5 * 5 + 1
    assert values(question) == [11, 25, 50]


def test_an_even_picture_does_not_tell_the_kernel():
    even = np.full((6, 6), 100 / 255)
    windows = [even[r : r + 3, c : c + 3].ravel() for r in range(4) for c in range(4)]
    table = np.column_stack([windows, np.ones(16)])
    assert np.linalg.matrix_rank(table) == 1
    target = np.full(16, 100 / 255)  # the sharpening kernel's weights add up to 1
    found = scipy.linalg.lstsq(table, target)[0]
    assert table @ found == pytest.approx(target)
    assert found[:9] == pytest.approx(np.full(9, found[0]))
    solution = descent.kernel_learning().cards[2].question.solution
    assert solution == "Another kernel, with a loss of nearly 0"


def test_the_room_finds_that_kernel_too():
    even = np.full((6, 6, 1), 100 / 255, np.float32)
    pair = apply_hidden_kernel(even, descent.SHARPEN.weights[..., None])
    found = quadratic_loss(make_problem(pair, (3, 3)))
    assert found.lowest == pytest.approx(0, abs=1e-6)
    assert found.undetermined == 9


def test_the_validation_loss_is_lowest_in_the_fourth_epoch():
    question = generalisation.overfitting().cards[0].question
    training, validation = ([float(cell) for cell in row] for row in question.grid)
    assert training == sorted(training, reverse=True)
    assert question.right == ((1, validation.index(min(validation))),) == ((1, 3),)


def test_the_slips_on_overfitting_are_the_training_row_the_end_and_too_early():
    question = generalisation.overfitting().cards[0].question
    assert [slip.places for slip in question.slips] == [
        tuple((0, epoch) for epoch in range(6)),
        ((1, 5),),
        ((1, 0), (1, 1), (1, 2)),
    ]


def test_more_varied_images_make_the_gap_smaller():
    solution = generalisation.overfitting().cards[1].question.solution
    assert solution == "More, and more varied, training images"


def test_a_thousand_images_in_20_epochs_are_20000_pictures():
    question = generalisation.augmentation().cards[1].question
    assert question.answer == sum(1000 for _epoch in range(20))
    assert values(question) == [1000, 1020, 21_000]


def test_half_a_turn_is_what_the_room_shows_for_a_wrong_label():
    card = generalisation.augmentation().cards[2]
    assert card.question.solution == "Rotations by up to 180°"
    assert parse(card.reveal_link["t_augmentation"]).amounts == {"rotate": 180}


def test_horses_taken_for_dogs_are_in_the_third_row_and_second_column():
    question = confusion.confusion_matrix().cards[0].question
    assert question.right == ((2, 1),)
    assert question.grid[2][1] == "3"
    assert [slip.places for slip in question.slips] == [((1, 2),), ((0, 0), (1, 1), (2, 2))]


def test_24_of_30_right_are_80_percent():
    question = confusion.confusion_matrix().cards[1].question
    assert question.answer == pytest.approx(100 * (8 + 9 + 7) / 30)
    assert values(question) == pytest.approx([20, 24, 70])


def test_the_most_frequent_mistake_on_digits_is_counted_from_the_card():
    text = (paths.ROOT / "models/mnist.json").read_text("utf-8")
    matrix = json.loads(text)["test"]["confusion"]
    counts = {(r, c): n for r, row in enumerate(matrix) for c, n in enumerate(row) if r != c}
    (true, seen), most = max(counts.items(), key=lambda each: each[1])
    assert list(counts.values()).count(most) == 1
    question = confusion.confusion_matrix().cards[2].question
    assert question.solution == f"A {true} is taken for a {seen}"
    assert any(f"{most} times" in each.reason for each in question.options if each.right)


def test_the_changes_for_steel_are_shown_on_steel():
    link = generalisation.augmentation().cards[-1].link
    assert (link["t_augmentation"], link["t_data"]) == ("steel", "steel-synthetic")
