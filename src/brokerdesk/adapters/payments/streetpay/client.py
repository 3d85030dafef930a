"""StreetPay's own calls, one method each. Every call is a connection of its own."""

import logging
import ssl
import time
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from .config import StreetPayConfig
from .errors import BadAnswer, NoAnswer, NotSent, Refused
from .wire import Lines, Payment, Payout, Refund

log = logging.getLogger(__name__)
M = TypeVar("M", bound=BaseModel)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol)


class StreetPayClient:
    """Speaks HTTP. Neither key nor body ever reaches a log or an exception."""

    def __init__(self, config: StreetPayConfig) -> None:
        self._base = config.base_url.rstrip("/")
        self._key = config.api_key
        self._timeout = httpx.Timeout(config.timeout_s)

    def account(self) -> None:
        """Prove that address and key are good."""
        self._call("GET", "/v1/account")

    def create_payment(self, body: dict[str, Any]) -> Payment:
        """Open a hosted payment."""
        key = f"payment-{body['reference']}"
        return _read(Payment, self._call("POST", "/v1/payments", body=body, key=key))

    def payment(self, payment_id: str) -> Payment:
        """Read a payment by StreetPay's id."""
        return _read(Payment, self._call("GET", f"/v1/payments/{payment_id}"))

    def payments(self, reference: str) -> list[Payment]:
        """Read the payments that bear a reference of ours."""
        return self._by_reference("/v1/payments", reference, Payment)

    def create_payout(self, body: dict[str, Any]) -> Payout:
        """Send money."""
        key = f"payout-{body['reference']}"
        return _read(Payout, self._call("POST", "/v1/payouts", body=body, key=key))

    def payout(self, payout_id: str) -> Payout:
        """Read a payout by StreetPay's id."""
        return _read(Payout, self._call("GET", f"/v1/payouts/{payout_id}"))

    def payouts(self, reference: str) -> list[Payout]:
        """Read the payouts that bear a reference of ours."""
        return self._by_reference("/v1/payouts", reference, Payout)

    def create_refund(self, payment_id: str, body: dict[str, Any]) -> Refund:
        """Give money back."""
        path, key = f"/v1/payments/{payment_id}/refunds", f"refund-{body['reference']}"
        return _read(Refund, self._call("POST", path, body=body, key=key))

    def refunds(self, reference: str) -> list[Refund]:
        """Read the refunds that bear a reference of ours."""
        return self._by_reference("/v1/refunds", reference, Refund)

    def statement(self, since: datetime, until: datetime, after: int) -> Lines:
        """Read one page of booked lines."""
        query = {"from": since.isoformat(), "to": until.isoformat(), "after": str(after)}
        return _read(Lines, self._call("GET", "/v1/statement", query=query))

    def _by_reference(self, path: str, reference: str, model: type[M]) -> list[M]:
        answer = self._call("GET", path, query={"reference": reference})
        rows = answer.get("data")
        if not isinstance(rows, list):
            raise BadAnswer(Marked(_("StreetPay's list has no data")))
        return [_read(model, row) for row in rows]

    def _call(
        self,
        method: str,
        path: str,
        *,
        body: dict[str, Any] | None = None,
        query: dict[str, str] | None = None,
        key: str = "",
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._key.get_secret_value()}"}
        if key:
            headers["Idempotency-Key"] = key
        started = time.monotonic()
        try:
            with httpx.Client(
                timeout=self._timeout, trust_env=False, verify=_authorities()
            ) as http:
                response = http.request(
                    method, self._base + path, json=body, params=query, headers=headers
                )
        except _UNSENT as error:
            raise NotSent(
                Marked(_("StreetPay is not reachable: %(kind)s"), kind=type(error).__name__)
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer(
                Marked(_("StreetPay gave no answer: %(kind)s"), kind=type(error).__name__)
            ) from None
        took_ms = round(1000 * (time.monotonic() - started))
        log.info("streetpay %s %s: %s in %s ms", method, path, response.status_code, took_ms)
        return _answer(response)


@cache
def _authorities() -> ssl.SSLContext:
    """Read once whom we trust: for one call it takes longer than the call."""
    return httpx.create_ssl_context(trust_env=False)


def _answer(response: httpx.Response) -> dict[str, Any]:
    try:
        content = response.json()
    except ValueError:
        content = None
    if response.is_success and isinstance(content, dict):
        return content
    if 400 <= response.status_code < 500:
        error = content.get("error") if isinstance(content, dict) else None
        stated = error if isinstance(error, dict) else {}
        code, message = str(stated.get("code", "")), str(stated.get("message", ""))
        raise Refused(response.status_code, code[:60] or "refused", message[:200])
    raise NoAnswer(
        Marked(
            _("StreetPay answered HTTP %(status_code)s without a result"),
            status_code=response.status_code,
        )
    )


def _read(model: type[M], content: dict[str, Any]) -> M:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, e["loc"])) for e in error.errors()[:5])
        raise BadAnswer(
            Marked(
                _("StreetPay's %(kind)s is not as documented: %(fields)s"),
                kind=model.__name__,
                fields=fields,
            )
        ) from None
