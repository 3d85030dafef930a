"""Codes (states, kinds, sources) in words, taken from the message catalogue.

A code that is missing here still shows, as its own letters; a test names every code that
the rooms know and this list does not.
"""

from collections.abc import Iterable

from django.utils.functional import lazy

from brokerdesk.core.texts import translated
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

WORDS: dict[str, str] = {
    # lives: clients, partners, accounts, money, documents, operations
    "aborted": _("Aborted"),
    "accepted": _("Accepted"),
    "active": _("Active"),
    "applied": _("Applied"),
    "approved": _("Approved"),
    "archived": _("Archived"),
    "away": _("Away"),
    "cancelled": _("Cancelled"),
    "cancelled_by_client": _("Cancelled by the client"),
    "chargeback_lost": _("Charge-back lost"),
    "chargeback_open": _("Charge-back open"),
    "chargeback_won": _("Charge-back won"),
    "closed": _("Closed"),
    "completed": _("Completed"),
    "compliance_review": _("Compliance review"),
    "contacted": _("Contacted"),
    "converted": _("Converted"),
    "created": _("Created"),
    "credited": _("Credited"),
    "disabled": _("Disabled"),
    "doing": _("Runs"),
    "done": _("Done"),
    "down": _("Down"),
    "enabled": _("Enabled"),
    "expired": _("Expired"),
    "failed": _("Failed"),
    "in_flight": _("On its way"),
    "in_progress": _("In progress"),
    "in_review": _("In review"),
    "invited": _("Invited"),
    "lost": _("Lost"),
    "missing": _("Missing"),
    "new": _("New"),
    "not_started": _("Not begun"),
    "ok": _("OK"),
    "open": _("Open"),
    "paid": _("Paid"),
    "partially_refunded": _("Partly refunded"),
    "pending": _("Pending"),
    "provisioning": _("Being opened"),
    "queued": _("Queued"),
    "read_only": _("Read-only"),
    "redirected": _("At the provider"),
    "refunded": _("Refunded"),
    "registered": _("Registered"),
    "rejected": _("Rejected"),
    "replayed": _("Replayed"),
    "requested": _("Requested"),
    "restricted": _("Restricted"),
    "resubmission": _("Asked again"),
    "returned": _("Returned"),
    "reversed": _("Reversed"),
    "review": _("Review"),
    "second_approval": _("Second approval"),
    "sending": _("Being sent"),
    "sent": _("Sent"),
    "settled": _("Settled"),
    "submitted": _("Submitted"),
    "superseded": _("Superseded"),
    "suspended": _("Suspended"),
    "terminated": _("Terminated"),
    "todo": _("Waits"),
    "unknown": _("Unknown"),
    "unverified": _("Not verified"),
    "up": _("Up"),
    "uploaded": _("Uploaded"),
    "verified": _("Verified"),
    "withdrawn": _("Taken back"),
    # bulk jobs and their rows
    "asked": _("Asked"),
    "close_all": _("Close all positions"),
    "invalid": _("Left out"),
    "preview": _("Preview"),
    "refused": _("Refused"),
    "stopped": _("Stopped"),
    "unchanged": _("No change"),
    # changes of the past and trials of plans
    "client": _("Client"),
    "parent": _("Parent"),
    "passed": _("Passed"),
    "plan": _("Plan"),
    "plan_version": _("Plan's version"),
    "posted": _("Posted"),
    "posting": _("Being posted"),
    "previewing": _("Being previewed"),
    "proposed": _("Proposed"),
    "standing": _("Standing"),
    "terms": _("Terms"),
    "waiting": _("Waits"),
    # parked events
    "behind": _("Waits behind another"),
    "retrying": _("Retried by itself"),
    "stuck": _("Needs a person"),
    # how far a right reaches
    "all": _("All"),
    "brand": _("Brand"),
    "allow": _("Allowed"),
    "deny": _("Denied"),
    "office": _("Office"),
    "own": _("Own"),
    "team": _("Team"),
    # server clocks
    "eu": _("European"),
    "none": _("None"),
    "us": _("American"),
    # the ledger
    "asset": _("Asset"),
    "equity": _("Equity"),
    "expense": _("Expense"),
    "income": _("Income"),
    "liability": _("Liability"),
    "pooled": _("Pooled"),
    "running": _("Running"),
    # differences
    "amount": _("Amount"),
    "deleted": _("Deleted"),
    "duplicate": _("Duplicate"),
    "edited": _("Edited"),
    "fee": _("Fee"),
    "late": _("Late"),
    "missing_at_psp": _("Missing at the provider"),
    "missing_here": _("Missing here"),
    "missing_in_ledger": _("Missing in the ledger"),
    "missing_there": _("Missing on the platform"),
    "not_asked": _("Not asked for"),
    "status": _("Status"),
    "unbalanced": _("Out of balance"),
    "unknown_login": _("Unknown login"),
    "unmatched": _("Unmatched"),
    # how a difference ends
    "accept": _("Accept"),
    "apply": _("Apply"),
    "as stored again": _("As stored again"),
    "book": _("Book"),
    "equal again": _("Equal again"),
    "give_up": _("Give up"),
    "its deal came": _("Its deal came"),
    "its deal was corrected": _("Its deal was corrected"),
    "undo_on_platform": _("Undo on the platform"),
    # kinds: accounts, deals, operations, movements, lines
    "access": _("Access"),
    "agent": _("Agent commission"),
    "balance": _("Balance"),
    "bonus": _("Bonus"),
    "buy": _("Buy"),
    "buy_canceled": _("Buy cancelled"),
    "buy_limit": _("Buy limit"),
    "buy_stop": _("Buy stop"),
    "buy_stop_limit": _("Buy stop limit"),
    "change": _("Change"),
    "close": _("Close position"),
    "group": _("Group"),
    "leverage": _("Leverage"),
    "charge": _("Charge"),
    "chargeback": _("Charge-back"),
    "commission": _("Commission"),
    "company": _("Company"),
    "correction": _("Correction"),
    "credit": _("Credit"),
    "demo": _("Demo"),
    "demo_deposit": _("Play money"),
    "dividend": _("Dividend"),
    "in": _("In"),
    "individual": _("Individual"),
    "inout": _("In and out"),
    "interest": _("Interest"),
    "investor": _("Investor (read only)"),
    "live": _("Live"),
    "master": _("Master (trades)"),
    "open_account": _("Open account"),
    "out": _("Out"),
    "out_by": _("Closed by another"),
    "payment": _("Payment"),
    "payout": _("Payout"),
    "payout_return": _("Payout returned"),
    "rebate": _("Rebate"),
    "refund": _("Refund"),
    "reversal": _("Reversal"),
    "sell": _("Sell"),
    "sell_canceled": _("Sell cancelled"),
    "sell_limit": _("Sell limit"),
    "sell_stop": _("Sell stop"),
    "sell_stop_limit": _("Sell stop limit"),
    "so_compensation": _("Stop-out compensation"),
    "so_compensation_credit": _("Stop-out compensation in credit"),
    "swap": _("Swap"),
    "tax": _("Tax"),
    "to_account": _("To the account"),
    "to_wallet": _("To the wallet"),
    "transfer_in": _("Transfer in"),
    "transfer_out": _("Transfer out"),
    # payouts of partners, disputes
    "adjustment": _("Adjustment"),
    "answered": _("Answered"),
    "below_minimum": _("Below the minimum"),
    "daily": _("Daily"),
    "dispute": _("Dispute"),
    "draft": _("Draft"),
    "held": _("Held back"),
    "instant": _("At once"),
    "manual": _("By hand"),
    "monthly": _("Monthly"),
    "pay": _("To be paid"),
    "weekly": _("Weekly"),
    "write_off": _("Write-off"),
    # what a verification level allows
    "deposit": _("Deposit"),
    "open_demo": _("Open a demo account"),
    "open_live": _("Open a live account"),
    "trade": _("Trade"),
    "transfer": _("Transfer"),
    "withdraw": _("Withdraw"),
    # where leads come from
    "api": _("API"),
    "signup": _("Registration"),
    "staff": _("Staff"),
}


def worded(code: str) -> str:
    """A code as words that whoever shows them translates, also after they were stored."""
    if known := WORDS.get(code):
        return Marked(known)
    text = code.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def words(code: str) -> str:
    """A code as words in the page's language."""
    return translated(worded(code))


words_lazy = lazy(words, str)


def choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """The choices of a form or filter: each code with its words."""
    return [(str(code), words_lazy(str(code))) for code in codes]
