"""No difference is claimed that seeds or test images explain."""

import pytest
from scipy.stats import binomtest

from cnnviz.training.groups import Group
from cnnviz.training.verdicts import NOT_COMPARABLE, OTHER_DATA, difference, outcome
from tests.training.summaries import evaluation, summary


def made(title: str, *runs) -> Group:
    """A group of one run per (right answers, first right image, test images)."""
    return Group(
        title,
        tuple(
            summary(evaluation(right, 100, start, images), seed=seed)
            for seed, (right, start, images) in enumerate(runs)
        ),
    )


def single(title: str, right: int, start: int = 0, images: str = "same") -> Group:
    return made(title, (right, start, images))


def test_seeds_whose_ranges_overlap_show_no_difference():
    first = made("A", (80, 0, "x"), (90, 0, "x"))
    second = made("B", (85, 0, "x"), (99, 0, "x"))
    found = difference(first, second)
    assert found.value == pytest.approx(0.07)
    assert (found.claimed, found.reason) == (False, "smaller than the spread of the seeds")


def test_ranges_apart_on_different_test_images_count_all_of_them():
    first = made("A", *((80, 0, image) for image in "xyz"))
    second = made("B", *((86, 0, image) for image in "xyz"))
    found = difference(first, second)
    p = binomtest(18, 18).pvalue  # 6 images on each of three sets of test images
    assert found.claimed
    assert p < 0.001
    assert found.reason.endswith("(p < 0.001)")


def test_ranges_apart_on_the_same_test_images_do_not_count_them_three_times():
    first = made("A", *((80, 0, "same"),) * 3)
    second = made("B", *((84, 0, "same"),) * 3)
    found = difference(first, second)
    assert not found.claimed
    assert f"p = {binomtest(4, 4).pvalue:.2g}" in found.reason


def test_two_runs_on_the_same_images_are_compared_image_by_image():
    found = difference(single("A", 80), single("B", 90))
    assert found.claimed
    assert f"p = {binomtest(10, 10).pvalue:.2g}" in found.reason
    # The same accuracies, but each is right where the other is not: 70 images both have right.
    apart = difference(single("A", 80, 0), single("B", 90, 30))
    both = sum(1 for i in range(100) if i < 80 and (i - 30) % 100 < 90)
    assert f"p = {binomtest(80 - both, 170 - 2 * both).pvalue:.2g}" in apart.reason
    assert not apart.claimed


def test_of_several_comparisons_each_has_its_share_of_the_level():
    pair = single("A", 80), single("B", 87)
    p = binomtest(7, 7).pvalue
    assert 0.05 / 4 < p < 0.05
    assert difference(*pair).claimed
    among = difference(*pair, comparisons=4)
    assert not among.claimed
    assert among.reason.endswith(f"(p = {p:.2g}, one of 4 comparisons)")


@pytest.mark.parametrize(("right", "claimed"), [(85, False), (99, True)])
def test_two_runs_on_different_images_are_compared_by_their_intervals(right, claimed):
    found = difference(single("A", 80, images="x"), single("B", right, images="y"))
    assert found.claimed is claimed
    assert "95 % intervals" in found.reason


def test_runs_of_older_versions_are_compared_where_their_data_is_the_same():
    pair = [
        Group(name, (summary(evaluation(right, images=""), fingerprint="f"),))
        for name, right in (("A", 80), ("B", 90))
    ]
    assert "(p = " in difference(*pair).reason


def test_an_unfinished_run_is_not_compared():
    assert difference(Group("A", (summary(),)), single("B", 90)) is None
    assert outcome([Group("A", (summary(),)), single("B", 90)]) == ""


def test_the_outcome_of_two_names_the_better_one_with_its_interval():
    low, high = (100 * x for x in binomtest(90, 100).proportion_ci(0.95, method="wilson"))
    text = outcome([single("A", 80), single("B", 90)])
    assert text.startswith(
        f"B reached 90.00 % ({low:.2f} to {high:.2f} %, 95 % interval), A 80.00 %"
    )
    assert ": a difference of 10.00 percentage points, larger than chance" in text


def test_the_outcome_of_two_alike_claims_nothing():
    assert outcome([single("A", 80), single("B", 82)]).endswith(
        "the difference is no larger than chance explains on these test images (p = 0.5), so none "
        "is shown."
    )
    assert outcome([single("A", 80), single("B", 80)]).endswith("they are equal, so none is shown.")


def test_the_outcome_of_several_tells_those_alike_from_those_worse():
    groups = [single("A", 80), single("B", 95), single("C", 94), single("D", 70)]
    text = outcome(groups)
    assert text.startswith("B reached the highest accuracy, 95.00 %")
    assert "; C cannot be told apart from it; " in text
    assert text.endswith("A and D reached 15.00 to 25.00 percentage points less.")


def test_the_outcome_of_several_alike_claims_nothing():
    text = outcome([single("A", 80), single("B", 81), single("C", 82)])
    assert text.startswith("No difference between the 3 settings is shown")
    spread = [made(name, (80, 0, "x"), (90, 0, "x")) for name in "ABC"]
    assert "every one is smaller than the spread of the seeds" in outcome(spread)


def on(dataset: str, title: str, right: int, images: str) -> Group:
    return Group(title, (summary(evaluation(right, 100, 0, images), dataset=dataset),))


def test_runs_on_different_data_are_ranked_within_each_data_set_only():
    groups = [
        on("mnist", "A", 99, "m"),
        on("neu", "B", 60, "n"),
        on("mnist", "C", 80, "m"),
        on("neu", "D", 90, "n"),
    ]
    text = outcome(groups)
    assert text.startswith("On MNIST: A reached 99.00 %")
    assert ". On NEU surface defects: D reached 90.00 %" in text
    assert text.count("reached") == 2
    assert outcome(groups[:2]) == NOT_COMPARABLE
    found = difference(*groups[:2])
    assert (found.claimed, found.reason) == (False, OTHER_DATA)


def test_data_sets_with_the_same_test_images_are_compared():
    found = difference(on("mnist", "A", 80, "same"), on("mnist-drawn", "B", 90, "same"))
    assert found.claimed
