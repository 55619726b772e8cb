"""What is drawn of two images that overlap."""

import numpy as np
import pytest

from cnnviz.ui.trainer.look_findings import _shared_part


@pytest.mark.parametrize(("down", "right"), [(0, 0), (3, 0), (-3, 2), (4, -5)])
def test_the_parts_that_two_images_share_show_the_same_pixels(down, right):
    height, width = 10, 12
    strip = np.arange(40 * 40).reshape(40, 40)
    first = strip[10 : 10 + height, 10 : 10 + width]
    second = strip[10 - down : 10 - down + height, 10 - right : 10 - right + width]

    def part(image, box):
        left, top = round(box[1] * width), round(box[0] * height)
        return image[top : top + round(box[2] * height), left : left + round(box[3] * width)]

    shown = part(first, _shared_part((height, width), -down, -right))
    np.testing.assert_array_equal(shown, part(second, _shared_part((height, width), down, right)))
    assert shown.shape == (height - abs(down), width - abs(right))
