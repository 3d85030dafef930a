"""What balance rows are: the server gives no other mark of it than their comments."""

from dataclasses import dataclass
from functools import lru_cache

from brokerdesk.kit.ids import reference_in
from brokerdesk.kit.masks import matches
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import DealKind

KINDS = {
    kind.value: kind
    for kind in (
        DealKind.DIVIDEND,
        DealKind.SWAP,
        DealKind.SO_COMPENSATION,
        DealKind.BONUS,
        DealKind.COMMISSION,
        DealKind.AGENT,
        DealKind.FEE,
        DealKind.CHARGE,
        DealKind.INTEREST,
        DealKind.TAX,
        DealKind.CORRECTION,
    )
}
NONE = "none"
DEFAULT = """\
dividend = dividend*
swap = rollover*, swap*
so_compensation = so compensation*, null_compensation*, negative balance*
bonus = bonus*
commission = commission*
agent = agent*
interest = interest*
tax = tax*"""


@dataclass(frozen=True, slots=True)
class RowKinds:
    """Masks of comments by kind; the first that fits decides."""

    rules: tuple[tuple[DealKind, str], ...] = ()

    def of(self, comment: str) -> DealKind:
        """What a balance row is. One that bears a reference of ours is what we sent."""
        if reference_in(comment) is None:
            for kind, masks in self.rules:
                if matches(masks, comment):
                    return kind
        return DealKind.BALANCE


@lru_cache(maxsize=64)
def row_kinds(text: str) -> RowKinds:
    """Read the setting: a line `kind = mask, mask` for each kind, or `none`.

    Raises:
        ValueError: a line that is none, or a kind that a balance row cannot have.
    """
    if text.strip().lower() == NONE:
        return RowKinds()
    return RowKinds(tuple(_rule(line) for line in text.splitlines() if line.strip()))


def _rule(line: str) -> tuple[DealKind, str]:
    name, equals, masks = (part.strip() for part in line.partition("="))
    given = [part.strip() for part in masks.split(",")]
    if not equals or "" in given:
        raise ValueError(
            Marked(
                _("“%(line)s” is no line such as dividend = dividend*, div *"), line=line.strip()
            )
        )
    kind = KINDS.get(name.lower())
    if kind is None:
        raise ValueError(
            Marked(
                _("“%(name)s” is no kind of a balance row; there are: %(kinds)s"),
                name=name,
                kinds=", ".join(KINDS),
            )
        )
    if any(not mask.lstrip("!").strip("* ") for mask in given):
        raise ValueError(
            Marked(_("a mask that fits every comment would make deposits %(name)s"), name=name)
        )
    return kind, ",".join(given)
