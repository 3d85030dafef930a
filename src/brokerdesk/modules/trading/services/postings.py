"""How a deal becomes ledger postings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from brokerdesk.modules.ledger.services import chart
from brokerdesk.modules.ledger.types import AccountSpec, Posting, TxRequest
from brokerdesk.ports.trading import PlatformDeal

from ..models import Account
from ..rules import house_parts

_BY_LOGIN = """
SELECT login, id, public_id, client_id, brand_id, entity_id, kind, "group", currency
FROM trading_account WHERE server_id = %s AND login = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class MirrorTarget:
    """The account a deal moves, with the codes that its postings need."""

    account_pk: int
    account_id: str
    client_pk: int
    brand_pk: int
    entity_pk: int
    kind: str
    group: str
    currency: str

    @classmethod
    def by_login(cls, server_pk: int, logins: Iterable[int]) -> "dict[int, MirrorTarget]":
        """The accounts of some logins, read without building models: this is the hot path."""
        with connection.cursor() as cursor:
            cursor.execute(_BY_LOGIN, [server_pk, list(logins)])
            return {row[0]: cls(*row[1:]) for row in cursor.fetchall()}

    @classmethod
    def of(cls, account: Account) -> "MirrorTarget":
        return cls(
            account.pk,
            account.public_id,
            account.client_id,
            account.brand_id,
            account.entity_id,
            account.kind,
            account.group,
            account.currency,
        )

    def mirror(self) -> AccountSpec:
        return chart.account_mirror(self.account_id, self.currency, self.entity_pk)


def deal_key(server_code: str, ticket: int, version: int = 1) -> str:
    """The ledger key of a deal; a corrected deal posts again under its next version."""
    key = f"deal:{server_code}:{ticket}"
    return key if version == 1 else f"{key}:v{version}"


class PostingBuilder:
    """Builds the ledger requests of one server's deals and collects the accounts they touch."""

    def __init__(self, server_code: str, *, version: int = 1) -> None:
        self.server_code = server_code
        self.version = version
        self.accounts: dict[str, AccountSpec] = {}
        self.requests: list[TxRequest] = []

    def _code(self, spec: AccountSpec) -> str:
        self.accounts.setdefault(spec.code, spec)
        return spec.code

    def _posting(self, other: AccountSpec, target: MirrorTarget, amount: Decimal) -> Posting:
        """Move `amount` into the mirror (+) or out of it (-)."""
        source, destination = self._code(other), self._code(target.mirror())
        if amount < 0:
            source, destination = destination, source
        return Posting(source, destination, abs(amount), target.currency)

    def against(
        self,
        deal: PlatformDeal,
        target: MirrorTarget,
        counter: AccountSpec,
        kind: str,
        meta: Mapping[str, str],
    ) -> None:
        """Mirror a balance operation against one counter-account."""
        posting = self._posting(counter, target, deal.balance_effect)
        self._add(deal, kind, (posting,), meta)

    def by_parts(self, deal: PlatformDeal, target: MirrorTarget) -> None:
        """Mirror a trade, or a platform's own movement, against the house accounts."""
        postings = tuple(
            self._posting(
                chart.house(self.server_code, name, target.currency, target.entity_pk),
                target,
                amount,
            )
            for name, amount in house_parts(deal)
        )
        if postings:
            self._add(deal, f"deal.{deal.kind}", postings, {})

    def _add(
        self,
        deal: PlatformDeal,
        kind: str,
        postings: tuple[Posting, ...],
        meta: Mapping[str, str],
    ) -> None:
        self.requests.append(
            TxRequest(
                key=deal_key(self.server_code, deal.ticket, self.version),
                kind=kind,
                postings=postings,
                effective_at=deal.occurred_at,
                meta={"ticket": str(deal.ticket), "login": str(deal.login), **meta},
            )
        )
