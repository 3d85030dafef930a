"""A marked text is plain English wherever text goes, and keeps what a translation needs."""

import copy
import json
import pickle

import pytest

from brokerdesk.kit.texts import Marked, packed, unpacked
from brokerdesk.kit.texts import noop as _


def test_it_is_english_and_keeps_its_template() -> None:
    text = Marked(_("%(count)s of 100%% left"), count=3)
    assert text == "3 of 100% left"
    assert (text.template, text.params) == ("%(count)s of 100%% left", {"count": 3})
    assert json.dumps({"text": text}) == '{"text": "3 of 100% left"}'
    assert Marked(_("100% sure")) == "100% sure"


def test_it_survives_an_exception_and_a_copy() -> None:
    text = Marked(_("%(count)s left"), count=3)
    for same in (str(ValueError(text)), copy.copy(text), pickle.loads(pickle.dumps(text))):
        assert isinstance(same, Marked)
        assert (str(same), same.template, same.params) == (text, text.template, text.params)


def test_a_part_of_it_is_plain() -> None:
    assert type(Marked(_("a long text"))[:6]) is str


def test_it_crosses_a_wire_with_its_template() -> None:
    inner = Marked(_("%(count)d left"), count=3)
    text = Marked(_("%(why)s, says %(who)s"), why=ValueError(inner), who="the server")
    same = unpacked(json.loads(json.dumps(packed(text))))
    assert isinstance(same, Marked)
    assert (same, same.template) == ("3 left, says the server", text.template)
    why = same.params["why"]
    assert isinstance(why, Marked)
    assert (why.template, why.params) == (inner.template, {"count": 3})
    assert unpacked(packed("plain {text} 100%")) == "plain {text} 100%"


@pytest.mark.parametrize(
    "broken", [{"say": "%(a)s left", "with": {"b": 1}}, {"say": 1}, {}, None, 7]
)
def test_what_was_not_packed_here_is_plain(broken: object) -> None:
    assert not isinstance(unpacked(broken), Marked)
