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


def test_only_listed_codes_prove_anything() -> None:
    assert proof(0) is Proof.DONE
    for code in (3, 8, 13, 10019, 4005, 3006):
        assert proof(code) is Proof.NOT_DONE
    for code in (12, 10018):
        assert proof(code) is Proof.NOT_DONE_NOW
    for code in (1, 2, 7, 9, 10, 15, 10002, 10008, 10009, 10010, 10012, 12003, 99_999):
        assert proof(code) is Proof.NOTHING
