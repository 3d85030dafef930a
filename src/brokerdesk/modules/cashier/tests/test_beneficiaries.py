"""Mistyped IBANs and card numbers are noticed where they are typed."""

import pytest

from brokerdesk.modules.cashier.beneficiaries import check_account, same_person
from brokerdesk.modules.cashier.errors import DestinationInvalid

GOOD = ["DE89 3704 0044 0532 0130 00", "gb29nwbk60161331926819", "NO9386011117947"]
CARDS = ["4242 4242 4242 4242", "4000-0000-0000-0002", "378282246310005"]


@pytest.mark.parametrize("account", [*GOOD, *CARDS])
def test_what_proves_itself_passes(account: str) -> None:
    check_account(account, card=True)


@pytest.mark.parametrize(
    ("account", "why"),
    [
        ("4242", "12 to 19 digits"),
        ("4242 4242 4242 4243", "mistyped"),
        ("٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "12 to 19 digits"),
        ("DE89 3704 0044 0532 0130 01", "check digits"),
        ("DE0212345601", "22 characters, this has 12"),
    ],
)
def test_what_cannot_be_right_is_refused(account: str, why: str) -> None:
    with pytest.raises(DestinationInvalid, match=why) as refused:
        check_account(account, card=True)
    assert refused.value.field == "account"


def test_a_bank_may_have_accounts_of_its_own_kind() -> None:
    for account in ("12345678", "AB12 34", "4242"):
        check_account(account, card=False)
    with pytest.raises(DestinationInvalid):
        check_account("DE89 3704", card=False)


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Élodie O'Brien", True),
        ("OBRIEN, elodie", True),
        ("Elodie  O’Brien", True),
        ("Elodie Brian", False),
        ("Elodie", False),
    ],
)
def test_names_are_compared_loosely(name: str, same: bool) -> None:
    assert same_person(name, "Elodie O'Brien") is same
