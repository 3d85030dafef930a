"""What mails say about where a challenge stands."""

from django.utils.translation import gettext as _

from brokerdesk.core.words import words

from .mailing import Words


def _of(heading: str, title: str, *lines: str, label: str = "") -> Words:
    return Words(f"{heading}: {title}", lines, label or _("See challenge"))


def account_ready(title: str, phase: str, login: int | None) -> Words:
    """A phase is judged from now on."""
    return _of(
        _("Your account is ready"), title,
        _("“%(phase)s” runs on account %(login)s, and is judged from now on.")
        % {"phase": phase, "login": login or ""},
        _("Rules, floors and the time of the daily reset are on its page."),
    )  # fmt: skip


def funded(title: str, login: int | None) -> Words:
    """A funded account is there."""
    return _of(
        _("You are funded"), title,
        _("Your funded account %(login)s is ready.") % {"login": login or ""},
        _("Its page says when you can ask for your first reward."),
    )  # fmt: skip


def phase_passed(title: str, phase: str, *, last: bool, reviewed: bool) -> Words:
    """All objectives of a phase are met."""
    if last:
        then = _("It was the last phase: your certificate is on its page.")
    elif reviewed:
        then = _("We look at it now, and write to you again.")
    else:
        then = _("We write to you again when you can go on.")
    return _of(
        _("Phase passed"), title,
        _("You met all objectives of “%(phase)s”.") % {"phase": phase}, then,
        label=_("See report"),
    )  # fmt: skip


def identity_needed(title: str) -> Words:
    """He cannot be funded before his identity is checked."""
    return _of(
        _("Please verify your identity"), title,
        _("You passed. Before your funded account is opened we have to check your identity."),
        label=_("Verify"),
    )  # fmt: skip


def contract_waits(title: str) -> Words:
    """A contract waits to be signed."""
    return _of(
        _("Your contract waits"), title,
        _("You passed. Read and sign the contract: your funded account is opened then."),
        label=_("Read and sign"),
    )  # fmt: skip


def failed(title: str, phase: str, rule: str) -> Words:
    """A rule ended it."""
    return _of(
        _("Challenge failed"), title,
        _("In “%(phase)s” the rule “%(rule)s” was broken.") % {"phase": phase, "rule": words(rule)},
        _("The report says when and why, with the prices and figures that it rests on."),
        _("You can contest the decision on the same page."),
        label=_("See report"),
    )  # fmt: skip


def warned(title: str, phase: str, rule: str) -> Words:
    """A rule that only warns was crossed."""
    return _of(
        _("A rule was broken"), title,
        _("In “%(phase)s” the rule “%(rule)s” was broken. It does not end your challenge.")
        % {"phase": phase, "rule": words(rule)},
        label=_("See report"),
    )  # fmt: skip


def ended_by_hand(title: str, reason: str) -> Words:
    """People ended it as failed."""
    return _of(
        _("Challenge failed"), title,
        _("The reason: %(reason)s") % {"reason": reason} if reason else "",
    )  # fmt: skip


def closed(title: str) -> Words:
    """It was closed by staff."""
    return _of(
        _("Challenge closed"), title, _("Your challenge was closed. Please ask us if in doubt.")
    )


def reinstated(title: str) -> Words:
    """It goes on although it had ended."""
    return _of(
        _("Your challenge goes on"), title,
        _("A decision was changed: a new account is opened, with balance and floors as before."),
    )  # fmt: skip


def expired(title: str, phase: str) -> Words:
    """The time of a phase is over."""
    return _of(
        _("Challenge expired"), title,
        _("The time of “%(phase)s” is over.") % {"phase": phase},
        _("Its page says whether another attempt is open to you."),
    )  # fmt: skip


def paused(title: str, rule: str) -> Words:
    """No trading until the next reset."""
    return _of(
        _("Trading is paused"), title,
        _("The rule “%(rule)s” was crossed: positions are closed.") % {"rule": words(rule)},
        _("You can trade again after the next daily reset, which its page counts down to."),
    )  # fmt: skip


def resumed(title: str) -> Words:
    """The pause has ended."""
    return _of(_("You can trade again"), title, _("The pause ended with the daily reset."))


def held(title: str) -> Words:
    """A person decides what figures that nobody vouches for would mean."""
    return _of(
        _("Your challenge is being reviewed"), title,
        _("A rule may have been crossed, but the prices it rests on are in doubt."),
        _("Trading is blocked until that is decided. You need not do anything."),
    )  # fmt: skip


def released(title: str) -> Words:
    """What was held was let go."""
    return _of(
        _("Your challenge goes on"), title, _("We looked at it: no rule was broken. Trade on.")
    )
