"""What differs between what deals gave and what they would give, as it is shown and summed up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from ...models import PastChange, PastChangeLine
from ..differences import Change

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Shift:
    """One partner's line of one deal, before and after: amount and reason. No partner: None."""

    deal_pk: int
    partner_pk: int | None
    level: int
    currency: str
    before: tuple[Decimal, str] = (_ZERO, "")
    after: tuple[Decimal, str] = (_ZERO, "")

    def line(self, change: PastChange) -> PastChangeLine:
        """The row that shows it."""
        return PastChangeLine(
            change=change,
            deal_id=self.deal_pk,
            partner_id=self.partner_pk,
            level=self.level,
            currency=self.currency,
            before=self.before[0],
            after=self.after[0],
            before_reason=self.before[1],
            after_reason=self.after[1],
        )

    def __str__(self) -> str:
        """The same text for the same difference, whatever wrote the amounts."""
        before, after = (f"{amount:.8f} {reason}" for amount, reason in (self.before, self.after))
        return f"{self.deal_pk} {self.partner_pk} {self.level} {self.currency} {before} {after}"


def shifts(changes: Iterable[Change]) -> list[Shift]:
    """By partner: where a line goes from one to another, one loses and the other gains."""
    return [shift for change in changes for shift in _of(change)]


def _of(change: Change) -> Iterator[Shift]:
    old, new = change.before, change.after
    partner_pk = new.partner.pk if new is not None and new.partner is not None else None
    then = (new.amount, str(new.reason)) if new is not None else (_ZERO, "")
    deal_pk, level = change.deal_pk, change.level
    if old is None and new is not None:
        yield Shift(deal_pk, partner_pk, level, new.currency, after=then)
    elif old is not None:
        before = (old.amount, str(old.reason))
        if new is not None and (old.partner_pk, old.currency) == (partner_pk, new.currency):
            yield Shift(deal_pk, partner_pk, level, new.currency, before, then)
            return
        yield Shift(deal_pk, old.partner_pk, level, old.currency, before=before)
        if new is not None:
            yield Shift(deal_pk, partner_pk, level, new.currency, after=then)


def folded(digest: str, found: Iterable[Shift]) -> str:
    """The digest of all differences up to these, wherever the parts begin and end."""
    for shift in found:
        digest = sha256(f"{digest}\n{shift}".encode()).hexdigest()
    return digest
