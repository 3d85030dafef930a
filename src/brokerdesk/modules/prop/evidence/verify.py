"""A report checked by itself alone: hashes, signature, sums, and the engine asked again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import DecimalException
from hashlib import sha256
from typing import Final

from brokerdesk.kit.canonical import canonical
from brokerdesk.kit.reading import CaseError, Fields
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..engine import Programme, fingerprint, parse_programme
from .account import account_faults, judged_faults
from .clocks import clocks, latency
from .document import PARTS, decided, part_hashes, programme_words
from .facts import Told
from .formula import formulas
from .opened import Opened, opened
from .replay import entry_faults, step_faults, whole_faults
from .revalued import revalued_faults
from .seal import LONG, SHORT, names, signed_by
from .shown import changed_deals, crowd_faults, deal_faults
from .ticks import tick_faults

_TITLES: Final = {
    "form": _("It is written as it was sealed, byte for byte"),
    "hash": _("The SHA-256 of the body is the one sealed"),
    "signature": _("The signature is of this body"),
    "key": _("It is signed by the key that you named"),
    "parts": _("Each part has the SHA-256 that the report says"),
    "programme": _("Rules, fingerprint and their words belong together"),
    "account": _("Prices, values and sums of the account add up"),
    "event": _("The engine was told the account's own figures"),
    "ticks": _("The ticks are in order, and the prices used are among them"),
    "entries": _("The journal ends with what was decided"),
    "deals": _("The deals shown are those that the engine was told"),
    "crowd": _("The tick named is the one that decided"),
    "step": _("The engine decides the same again, byte for byte"),
    "replay": _("The whole history replayed ends in the same state"),
    "formulas": _("The formulas have the right numbers"),
    "clocks": _("Clocks, resets and latencies are right"),
    "chain": _("It follows the report before it"),
}
_UNREADABLE = (CaseError, DecimalException, LookupError, OverflowError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked, and what differs."""

    name: str
    title: str
    faults: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it holds."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, and what could not be, in words."""

    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    report: str = ""
    decision: str = ""
    key_id: str = ""

    @property
    def ok(self) -> bool:
        """Whether all of it holds."""
        return all(check.ok for check in self.checks)


def verify(text: bytes, *, key: str = "", previous: bytes = b"") -> Verification:
    """Check a report. key: the key id, or the public key in hex, that it should be signed by.

    previous: the file of the report before it in the same stage, for the chain.
    """
    try:
        report = opened(text)
    except CaseError as error:
        return Verification((_check("form", [error.args[0]]),), ())
    checks = [
        _check("form", [] if report.same else [_("it was written anew, or changed")]),
        _run("hash", lambda: _hash(report)),
        _run("signature", lambda: _signature(report)),
        *([_check("key", _key(report, key))] if key else []),
        _run("parts", lambda: _parts(report)),
        *_content(report),
        *([_run("chain", lambda: _chain(report, previous))] if previous else []),
    ]
    about = Fields("", report.body)
    return Verification(
        tuple(checks),
        tuple(_notes(report, key, previous)),
        _said(about, "report", "id"),
        _said(about, "subject", "decision"),
        report.mark.key_id,
    )


def _content(report: Opened) -> list[Check]:
    programme: Programme | None = None
    checks = [_run("programme", lambda: _programme(report))]
    try:
        programme = _read(report)
    except CaseError:
        return checks
    bought = programme
    whole = report.body.get("journal")
    whole = isinstance(whole, dict) and whole.get("whole") is True
    return [
        *checks,
        *([_run("account", lambda: _account(report))] if _has_account(report) else []),
        _run("event", lambda: _event(report)),
        _run("ticks", lambda: _ticks(report)),
        _run("entries", lambda: entry_faults(report)),
        _run("deals", lambda: deal_faults(report, bought)),
        _run("crowd", lambda: crowd_faults(report)),
        _run("step", lambda: step_faults(report, bought)),
        *([_run("replay", lambda: whole_faults(report, bought))] if whole else []),
        _run("formulas", lambda: _formulas(report, bought)),
        _run("clocks", lambda: _clocks(report, bought)),
    ]


def _check(name: str, faults: Sequence[str]) -> Check:
    return Check(name, Marked(_TITLES[name]), tuple(faults))


def _run(name: str, faults: Callable[[], Sequence[str]]) -> Check:
    """One check; what cannot even be read has failed."""
    try:
        return _check(name, faults())
    except _UNREADABLE as error:
        return _check(name, [str(error.args[0]) if error.args else type(error).__name__])


def _hash(report: Opened) -> list[str]:
    found = sha256(report.raw).hexdigest()
    if found == report.mark.sha256:
        return []
    return [Marked(_("computed %(found)s"), found=found)]


def _signature(report: Opened) -> list[str]:
    mark = report.mark
    if len(mark.key_id) not in (SHORT, LONG) or mark.key_id not in names(mark):
        return [_("the key id is not of the public key inside")]
    good = signed_by(mark.public, mark.signature, report.raw)
    return [] if good else [_("the signature is of something else, or of another key")]


def _key(report: Opened, key: str) -> list[str]:
    if key.strip().lower() in names(report.mark):
        return []
    return [_("signed by a key that you did not name")]


def _parts(report: Opened) -> list[str]:
    said, found = report.part("parts").body, part_hashes(report.body)
    more = sorted({*report.body} - {*PARTS, "format", "parts"})
    wrong = [name for name in sorted({*said, *found}) if said.get(name) != found.get(name)]
    return [Marked(_("%(part)s was changed"), part=name) for name in (*wrong, *more)]


def _read(report: Opened) -> Programme:
    return parse_programme(report.part("programme").inner("document"))


def _programme(report: Opened) -> list[str]:
    part, programme = report.part("programme"), _read(report)
    wanted = {
        "fingerprint": fingerprint(programme),
        "name": programme.name,
        "version": programme.version,
        "rules": programme_words(programme),
    }
    return [
        Marked(_("%(key)s is not of this document"), key=key)
        for key, value in wanted.items()
        if canonical(part.required(key)) != canonical(value)
    ]


def _has_account(report: Opened) -> bool:
    return report.body.get("account") is not None


def _account(report: Opened) -> Sequence[str]:
    account = report.part("account")
    return [*account_faults(account), *revalued_faults(account)]


def _event(report: Opened) -> Sequence[str]:
    """Of a state, its figures; other events bring their own numbers."""
    entry = report.part("journal").items("entries")[-1]
    event = entry.inner("event")
    if event.instant("at") != entry.instant("at"):
        return [_("the entry's instant is not the event's")]
    if event.text("type") != "state":
        return []
    if not _has_account(report):
        return [_("the value of the account that it rests on is missing")]
    return judged_faults(report.part("account"), event)


def _ticks(report: Opened) -> Sequence[str]:
    account = report.part("account") if _has_account(report) else None
    at = report.part("decision").instant("at")
    return tick_faults(report.part("ticks"), account, at)


def _told(report: Opened) -> Told:
    journal, states = report.part("journal"), report.part("states")
    decision = report.part("decision")
    return Told(
        began_at=journal.instant("began_at"),
        whole=journal.flag("whole"),
        entries=[entry.body for entry in journal.items("entries")],
        calendar=[row.body for row in journal.items("calendar")],
        before=canonical(states.inner("before").body),
        after=canonical(states.inner("after").body),
        lines=[line.body for line in decision.items("lines")],
        line=decision.whole("line"),
    )


def _formulas(report: Opened, programme: Programme) -> Sequence[str]:
    found = formulas(decided(programme, _told(report)))
    said = report.body.get("formulas")
    if canonical(said) == canonical(found):
        return []
    return [Marked(_("computed %(found)s"), found=canonical(found).decode())]


def _clocks(report: Opened, programme: Programme) -> Sequence[str]:
    said, times = report.part("clocks"), report.part("latency")
    offset = said.required("server_offset_s")
    if offset is not None and not isinstance(offset, int):
        raise CaseError("clocks.server_offset_s", _("give an integer"))
    at = report.part("decision").instant("at")
    entry = report.part("journal").items("entries")[-1]
    received = times.maybe("received_at", times.instant)
    wanted = {
        "clocks": clocks(programme, at, offset),
        "latency": latency(entry.inner("cause").body, received, times.instant("recorded_at")),
    }
    return [
        Marked(_("%(key)s is computed otherwise"), key=name)
        for name, row in wanted.items()
        if canonical(report.body[name]) != canonical(row)
    ]


def _chain(report: Opened, previous: bytes) -> Sequence[str]:
    before = report.part("report").inner("previous")
    other = opened(previous)
    found = sha256(other.raw).hexdigest()
    if before.text("sha256") == found and before.text("id") == _said(
        Fields("", other.body), "report", "id"
    ):
        return []
    return [_("the report before it is another one")]


def _notes(report: Opened, key: str, previous: bytes) -> list[str]:
    notes: list[str] = []
    if not key:
        notes.append(
            Marked(
                _("Signed by the key %(key)s: compare it with the key that the house publishes."),
                key=report.mark.key_id,
            )
        )
    body = report.body
    follows = isinstance(body.get("report"), dict) and report.part("report").body.get("previous")
    if follows and not previous:
        notes.append(_("It follows another report, which was not given."))
    journal = body.get("journal")
    if isinstance(journal, dict) and journal.get("whole") is not True:
        notes.append(_("Only the deciding entry of the journal is in it, not the whole history."))
    states = body.get("states")
    if isinstance(states, dict) and states.get("restored") is not None:
        notes.append(_("Its history begins with a state that people restored."))
    ticks = body.get("ticks")
    if isinstance(ticks, dict) and ticks.get("missing"):
        notes.append(str(ticks["missing"]))
    notes += _changed_notes(report)
    if not _has_account(report):
        notes.append(_("No value of positions stands behind this decision."))
    return notes


def _changed_notes(report: Opened) -> list[str]:
    try:
        tickets = [str(row.required("ticket")) for row in changed_deals(report)]
    except CaseError:
        return []
    said = _("The platform changed deals after the engine was told of them: %(tickets)s.")
    return [Marked(said, tickets=", ".join(tickets))] if tickets else []


def _said(fields: Fields, part: str, name: str) -> str:
    try:
        return fields.inner(part).text(name)
    except CaseError:
        return ""
