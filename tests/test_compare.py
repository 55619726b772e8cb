"""`make bench BASE=...` reads figures from the lines that benchmarks print."""

import pytest

from benchmarks.compare import figures


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "filter 12 MP, 3 × 3 full                  9.40 ms    1.02 times filter2D",
            ("filter 12 MP, 3 × 3 full", "ms", 9.4),
        ),
        (
            "peak, 24-megapixel PNG of 16 bits, grey     812 MB   below 1000: kept",
            ("peak, 24-megapixel PNG of 16 bits, grey", "MB", 812),
        ),
        (
            "convolution: sent for one change           31204 bytes  promised at most 50000: kept",
            ("convolution: sent for one change", "bytes", 31204),
        ),
        (
            "lecture-mnist, 3 epochs: 0.9861 in 60.2 CPU s",
            ("lecture-mnist, 3 epochs", "CPU s", 60.2),
        ),
        (
            "all processes                               0.31% of a core   at most 1%: kept",
            ("all processes", "%", 0.31),
        ),
    ],
)
def test_a_line_gives_name_unit_and_value(line, expected):
    assert list(figures(line)) == [expected]


def test_a_line_without_a_figure_gives_nothing():
    assert list(figures("not measured: it needs a Chromium\nhover: 10 of 10 moves")) == []
