"""Every adapter that is wired has its cards, and every card has one number."""

import pytest

from brokerdesk.adapters.registry import SPECS
from brokerdesk.ports import payments_contract, trading_contract
from brokerdesk.ports.trading import Capability
from scripts.contracts import ADAPTERS, FAMILIES, Results, contract_files, kept, matrix


@pytest.mark.parametrize("family", ["payments", "trading"])
def test_card_numbers_are_unique_and_have_texts(family: str) -> None:
    cards = FAMILIES[family]()
    numbers = [number for number, _ in cards]
    assert len(set(numbers)) == len(numbers) > 10
    assert all(text.endswith(".") for _, text in cards)


def test_every_card_method_carries_its_number() -> None:
    for cls in (*trading_contract.CARD_CLASSES, payments_contract.PaymentsContract):
        for name, method in vars(cls).items():
            if name.startswith("test_"):
                number = (method.__doc__ or "").split(" ", 1)[0]
                assert number.replace("-", "").lower() == name.split("_")[1], name


def test_every_capability_has_cards() -> None:
    assert set(trading_contract.REQUIRED) == set(Capability)
    assert set(trading_contract.REQUIRED.values()) <= set(trading_contract.CARD_CLASSES)
    without = trading_contract.required({Capability.POSITIONS})
    assert trading_contract.ClosedTicketCards in without


def test_every_wired_trading_adapter_runs_the_cards() -> None:
    folders = {file.parents[1] for file in contract_files("trading")}
    wired = {ADAPTERS / "trading" / spec.kind for spec in SPECS if spec.family == "trading"}
    assert wired
    assert wired <= folders


def test_the_kept_matrix_names_every_card_and_adapter_and_no_failure() -> None:
    """`make contracts` writes it into the documentation once all cards pass."""
    lines = kept().splitlines()
    for family in FAMILIES:
        names = "  ".join(file.parents[1].name for file in contract_files(family))
        assert f"{family}: {names}" in lines
    shown = [line.split()[0] for line in lines if line.startswith("  ")]
    assert shown == [number for cards in FAMILIES.values() for number, _ in cards()]
    assert "FAIL" not in kept()


def test_the_matrix_shows_what_failed() -> None:
    results = Results()
    file = contract_files("trading")[0]
    folder = str(file.relative_to(ADAPTERS.parents[2]).parents[1])
    results.found = {(folder, "t01"): "passed", (folder, "t02"): "failed", (folder, "t04"): "own"}
    lines = matrix("trading", [file], results)
    assert lines[0] == f"trading: {file.parents[1].name}"
    assert [line.split()[1] for line in lines[1:5]] == ["pass", "FAIL", "-", "own"]
