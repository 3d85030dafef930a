"""What only StreetPay has: its signature, its strictness, its configuration."""

import pytest
from pydantic import SecretStr, ValidationError

from brokerdesk.adapters.payments.streetpay.config import StreetPayConfig
from brokerdesk.adapters.payments.streetpay.signature import verify
from brokerdesk.adapters.payments.streetpay.wire import Payment
from brokerdesk.ports.payments import BadSignature

BODY = b'{"id":"evt_test","object":"event"}'
# The published vector of Stripe's scheme, which StreetPay copies.
MARK = "8042376f6ca064adbe037642a718227dfd59047137eb49497a54c49eb0cfb724"
AT_S = 1_700_000_000


def check(header: str, *secrets: str, now_s: int = AT_S) -> None:
    names = {"Street-Signature": header}
    verify(BODY, names, secrets or ("whsec_test_secret",), now_s=now_s, tolerance_s=300)


def test_the_published_vector_verifies() -> None:
    check(f"t={AT_S},v1={MARK}")
    check(f"t={AT_S},v1=00,v1={MARK}", "new", "whsec_test_secret", now_s=AT_S + 300)


@pytest.mark.parametrize(
    "header",
    [
        "",
        f"v1={MARK}",
        f"t=,v1={MARK}",
        f"t=x,v1={MARK}",
        f"t={AT_S},t={AT_S},v1={MARK}",
        f"t={AT_S}",
        f"t={AT_S},v0={MARK}",
        f"t={AT_S},v1={MARK[:-1]}0",
        f"t={AT_S},v1=é",
        f"t={AT_S - 301},v1={MARK}",
        f"t={AT_S + 301},v1={MARK}",
        f"t={'9' * 400},v1={MARK}",
    ],
)
def test_anything_else_does_not(header: str) -> None:
    with pytest.raises(BadSignature):
        check(header)


def test_an_unmodelled_state_fails_loudly() -> None:
    known = {
        "object": "payment",
        "id": "pay_1",
        "reference": "dep_1",
        "amount": 100,
        "currency": "USD",
        "status": "succeeded",
        "received": 100,
        "fee": 3,
        "refunded": 0,
        "dispute_fee": 0,
        "reason": "",
        "checkout_url": "http://x/pay/1",
        "updated_at": "2026-01-01T00:00:00+00:00",
        "expires_at": "2026-01-01T00:00:00+00:00",
    }
    assert Payment.model_validate(known).amount == 100
    for bad in ({"status": "teleported"}, {"amount": "100"}, {"amount": 1.5}):
        with pytest.raises(ValidationError):
            Payment.model_validate(known | bad)


def test_secrets_do_not_print() -> None:
    config = StreetPayConfig(
        base_url="http://127.0.0.1:1", api_key=SecretStr("sk"), webhook_secret=SecretStr("hush")
    )
    assert "hush" not in repr(config)
    assert config.webhook_secrets() == ("hush",)
    with pytest.raises(ValidationError):
        StreetPayConfig(
            base_url="ftp://x", api_key=SecretStr("sk"), webhook_secret=SecretStr("hush")
        )
