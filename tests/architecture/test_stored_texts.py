"""No service or handler stores a text in the language of the process that happens to run it."""

import pytest

from .measure import ROOT
from .stored import translated_to_keep

MODULES = ROOT / "src" / "brokerdesk" / "modules"
KEEPING = {"services", "handlers", "jobs"}
# Said at once to who asked, and kept nowhere: parts of a refusal, a comparison made for a page.
AT_ONCE = {
    "brands/services.py",
    "cashier/services/matching.py",
    "cashier/services/providers.py",
    "cashier/services/reconcile.py",
    "ledger/services/wire.py",
    "trading/services/servers.py",
}


def test_what_a_service_keeps_is_not_translated() -> None:
    found = {}
    for path in sorted(MODULES.rglob("*.py")):
        if KEEPING & {path.stem, path.parent.name} and not {"ui", "tests"} & set(path.parts):
            name = path.relative_to(MODULES).as_posix()
            found[name] = translated_to_keep(path.read_text())
    assert len(found) > 50
    assert {name for name, lines in found.items() if lines} == AT_ONCE


@pytest.mark.parametrize(
    "planted",
    [
        "row.reason = translated(outcome.reason)[:200]",
        "row.reason = f'{outcome.code}: {texts.translated(outcome.reason)}'",
        "row.reason = _('the provider does not know it')",
        "move(row, state, note=_('the state is “%(state)s”') % {'state': row.state})",
        "row.detail = Marked(noop('its state is “%(state)s”'), state=words(row.state))",
        "return _('a newer change took its place')",
        "return Marked(noop('%(what)s'), what=_('other fields'))",
    ],
)
def test_a_stored_translation_is_found(planted: str) -> None:
    source = f"from django.utils.translation import gettext as _\ndef act():\n    {planted}\n"
    assert 3 in translated_to_keep(source)


@pytest.mark.parametrize(
    "good",
    [
        "row.reason = note(outcome.reason)",
        "row.reason = note(Marked(noop('its state is “%(state)s”'), state=worded(row.state)))",
        "raise WrongState(_('it was decided already'))",
        "return PasswordRefused(_('refused: %(reason)s') % {'reason': translated(reason)})",
    ],
)
def test_a_note_and_a_refusal_pass(good: str) -> None:
    source = f"from django.utils.translation import gettext as _\ndef act():\n    {good}\n"
    assert translated_to_keep(source) == []
