"""What mails say about orders, rewards, growth and competitions."""

from decimal import Decimal

from django.utils.translation import gettext as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui.texts import money_text

from ..models import Order, Payout
from .mailing import Words


def order_paid(title: str, amount: Decimal, currency: str) -> Words:
    """An order was paid, or cost nothing."""
    paid = _("%(amount)s was paid from your wallet.") % {"amount": money_text(amount, currency)}
    return Words(
        _("Your order is paid: %(title)s") % {"title": title},
        (paid if amount else _("It costs you nothing."), _("You find it among your challenges.")),
        _("See order"),
    )


def order_expired(order: Order, title: str) -> Words:
    """An order was not paid in time."""
    amount = money_text(order.price, order.currency)
    return Words(
        _("Your order has expired: %(title)s") % {"title": title},
        (
            _("It waited for %(amount)s and was not paid in time.") % {"amount": amount},
            _("Nothing was charged. You can order it again at any time."),
        ),
        _("See order"),
    )


def order_charged_back(title: str) -> Words:
    """A bank took back what paid for it."""
    return Words(
        _("Your order is cancelled: %(title)s") % {"title": title},
        (_("The payment that it rests on was charged back, so it has ended."),),
        _("See order"),
    )


def order_refunded(title: str, amount: Decimal, currency: str) -> Words:
    """A price went back to the wallet."""
    back = money_text(amount, currency)
    return Words(
        _("Your order is refunded: %(title)s") % {"title": title},
        (_("%(amount)s is back in your wallet, and the challenge has ended.") % {"amount": back},),
        _("See order"),
    )


def reward_requested(payout: Payout, title: str) -> Words:
    """A reward was asked for: lest it was not he."""
    asked = _money(payout.asked, payout)
    still = _("While we look at it the account cannot be traded.")
    return Words(
        _("You asked for a reward: %(title)s") % {"title": title},
        (
            _("The request is for a profit of %(amount)s.") % {"amount": asked},
            still if payout.kind == "reward" else "",
            _("If it was not you, take it back at once and tell us."),
        ),
        _("See reward"),
    )  # fmt: skip


def reward_approved(payout: Payout, title: str) -> Words:
    """A reward was approved, as it is or less some trades."""
    lines = [_("Your part is %(amount)s.") % {"amount": _money(payout.trader, payout)}]
    if payout.deducted:
        lines.append(
            _("%(amount)s of the profit does not count:")
            % {"amount": _money(payout.deducted, payout)}
        )
        lines += [_removed(one, payout) for one in _uncounted(payout)]
    if payout.kind == "reward":
        lines.append(_("It is in your wallet as soon as the platform gave the profit up."))
    heading = (
        _("Your reward is reduced: %(title)s")
        if payout.deducted
        else _("Your reward is approved: %(title)s")
    )
    return Words(
        heading % {"title": title},
        tuple(lines),
        _("See reward"),
    )


def reward_refused(payout: Payout, title: str) -> Words:
    """A reward was rejected, or ended because the account traded on."""
    heading = (
        _("Your reward is rejected: %(title)s")
        if payout.state == "rejected"
        else _("Your reward was taken back: %(title)s")
    )
    return Words(
        heading % {"title": title},
        (
            _("The reason: %(reason)s") % {"reason": translated(payout.reason)},
            _("The profit stays on the account, which goes on.") if payout.kind == "reward" else "",
        ),
        _("See reward"),
    )  # fmt: skip


def reward_paid(payout: Payout, title: str, amount: Decimal) -> Words:
    """A reward is in the wallet."""
    lines = [_("%(amount)s is in your wallet.") % {"amount": _money(amount, payout)}]
    if payout.refund:
        lines.append(_("Your fee of %(fee)s is in it.") % {"fee": _money(payout.refund, payout)})
    return Words(
        _("Your reward is paid: %(title)s") % {"title": title}, tuple(lines), _("See reward")
    )


def scaling_offered(title: str, size: Decimal, currency: str, days: int) -> Words:
    """A larger account was earned."""
    return Words(
        _("A larger account for you: %(title)s") % {"title": title},
        (
            _("You earned an account of %(size)s.") % {"size": money_text(size, currency)},
            _("The offer stands for %(days)s days.") % {"days": days},
        ),
        _("See offer"),
    )


def competition_ended(title: str, rank: int | None) -> Words:
    """A competition is over."""
    ranked = _("You are number %(rank)s.") % {"rank": rank} if rank else ""
    return Words(
        _("The competition is over: %(title)s") % {"title": title},
        (ranked or _("You are not in the ranking."),),
        _("See ranking"),
    )


def prize_paid(title: str, rank: int, amount: Decimal, currency: str) -> Words:
    """A prize is in the wallet."""
    won = {"rank": rank, "prize": money_text(amount, currency)}
    return Words(
        _("Your prize: %(title)s") % {"title": title},
        (_("You are number %(rank)s: %(prize)s is in your wallet.") % won,),
        _("See ranking"),
    )  # fmt: skip


def _money(amount: Decimal, payout: Payout) -> str:
    return money_text(amount, payout.currency)


def _uncounted(payout: Payout) -> list[dict[str, str]]:
    """Trades that do not count, or in part, each with its amount and reason."""
    gone = {one["position"] for one in payout.removed}
    news = [
        {**one, "reason": _("around “%(release)s”") % {"release": one["release"]}}
        for one in payout.figures.get("news", ())
        if one["position"] not in gone
    ]
    return [*payout.removed, *news]


def _removed(one: dict[str, str], payout: Payout) -> str:
    return _("position %(position)s, %(amount)s: %(reason)s") % {
        "position": one["position"],
        "amount": _money(Decimal(one["amount"]), payout),
        "reason": translated(one["reason"]),
    }
