"""Group masks."""

import pytest

from brokerdesk.kit.masks import matches


@pytest.mark.parametrize(("masks", "group", "fits"), [
    ("*", r"real\a", True), (r"demo*,!demo\test*", r"demo\forex", True),
    (r"demo*,!demo\test*", r"demo\test1", False), ("", "x", False), ("!x", "y", False),
    (r"REAL\*", r"real\a", True), ("real[1]", "real[1]", True),
])  # fmt: skip
def test_masks(masks: str, group: str, fits: bool) -> None:
    assert matches(masks, group) is fits
