"""Every code that the rooms know has words in the message catalogue."""

import importlib
from collections.abc import Iterator
from enum import Enum
from unittest.mock import patch

import pytest
from django.apps import apps
from django.utils.translation import override

from brokerdesk.core import texts
from brokerdesk.core.access.types import SCOPES
from brokerdesk.core.ui.badges import TONES, badge
from brokerdesk.core.words import WORDS, choices, words
from brokerdesk.modules.clients import types as clients
from brokerdesk.modules.compliance import types as compliance
from brokerdesk.ports import trading

# Shown by words of their own room, or never shown.
OWN_WORDS = {"Metric", "Reason", "Capability", "PasswordKind"}


def codes() -> Iterator[tuple[str, str]]:
    for app in apps.get_app_configs():
        if not app.name.startswith("brokerdesk.modules"):
            continue
        found = [importlib.import_module(f"{app.name}.types"), trading]
        for kind in (value for module in found for value in vars(module).values()):
            if isinstance(kind, type) and issubclass(kind, Enum) and kind.__name__ not in OWN_WORDS:
                yield from ((kind.__name__, str(member.value)) for member in kind)
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if model.__module__.startswith("brokerdesk"):
                yield from (
                    (f"{model.__name__}", str(c)) for c, _ in getattr(field, "choices", None) or ()
                )
    for name in ("STATUSES", "KINDS", "LEAD_STATUSES", "LEAD_SOURCES"):
        yield from ((name, code) for code in getattr(clients, name))
    for name in ("ACTIONS", "DOCUMENT_STATES", "STANDING_STATES"):
        yield from ((name, code) for code in getattr(compliance, name))
    yield from (("SCOPES", scope) for scope in SCOPES)


def test_every_code_has_words() -> None:
    assert sorted({(kind, code) for kind, code in codes() if code and code not in WORDS}) == []


def test_every_coloured_state_has_words() -> None:
    assert sorted({s for states in TONES.values() for s in states} - WORDS.keys()) == []


def test_badges_and_choices_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = choices(["paid"])
    assert "Paid" in badge("paid")
    with override("de"), patch.object(texts, "gettext", {"Paid": "Bezahlt"}.__getitem__):
        assert "Bezahlt" in badge("paid")
        assert [(code, str(text)) for code, text in offered] == [("paid", "Bezahlt")]
    assert "Paid" in badge("paid")
    assert words("a_code_nobody_knows") == "A code nobody knows"
