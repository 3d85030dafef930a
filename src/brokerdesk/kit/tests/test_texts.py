"""A marked text is plain English wherever text goes, and keeps what a translation needs."""

import copy
import json
import pickle

from brokerdesk.kit.texts import Marked
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
