"""Whatever the house refuses, it says in the language of the page, states included."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.forms import CharField, Form
from pydantic import Field, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.rest.problems import of_domain, of_validation
from brokerdesk.core.rest.schema import Amount, In
from brokerdesk.core.texts import FAULTS, fault_text, translated
from brokerdesk.core.ui.forms import place_error
from brokerdesk.core.words import WORDS
from brokerdesk.kit.errors import DomainError
from brokerdesk.kit.money import Money, parse_amount
from brokerdesk.modules.brands.rules import clean_currency
from brokerdesk.modules.cashier.services.psps import try_connection
from brokerdesk.modules.clients.services import set_status
from brokerdesk.modules.clients.testing import make_brand, make_client
from brokerdesk.modules.partners.errors import PlanInvalid
from brokerdesk.modules.partners.services.plans import add_plan
from brokerdesk.modules.trading.services.servers import platform_of
from brokerdesk.ports.outcome import quoted
from brokerdesk.ports.trading import PlatformRefused

from .measure import ROOT, name
from .prose import unmarked

SRC = ROOT / "src" / "brokerdesk"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SPEAKING = ("kit/", "ports/", "adapters/", "modules/", "core/", "surfaces/")
# The command line and the worker processes speak to who runs them, in English.
ENGLISH = ("surfaces/cli/", "surfaces/workers/")
# An adapter passes on what its own errors say: it stays marked.
PASSING = ("adapters/", "ports/")
# Pydantic shows what these raise.
SHOWN = ("core/rest/schema.py", "adapters/*/*/config.py")


class _Body(In):
    amount: Amount
    name: str = Field(max_length=3)


def _speaking() -> Iterator[tuple[str, str]]:
    for path in sorted(SRC.rglob("*.py")):
        inner = path.relative_to(SRC).as_posix()
        aside = {"tests", "testing.py", "migrations"} & set(path.parts)
        if inner.startswith(SPEAKING) and not inner.startswith(ENGLISH) and not aside:
            yield inner, path.read_text()


def test_every_refusal_goes_through_the_catalogue() -> None:
    found = {
        inner: unmarked(source, passes_on=inner.startswith(PASSING))
        for inner, source in _speaking()
    }
    assert {inner: lines for inner, lines in found.items() if lines} == {}


def test_every_validator_that_pydantic_shows_is_marked() -> None:
    shown = [path for pattern in SHOWN for path in sorted(SRC.glob(pattern))]
    assert len(shown) > 5
    found = {name(path): unmarked(path.read_text(), builtin=True) for path in shown}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "raise WrongState(f'this withdrawal is {row.state}')",
        "raise WrongState('it was decided already')",
        "raise WrongState('the {row} is gone'.format(row=row))",
        "raise ConfigInvalid(str(error), field='kind') from None",
        "raise ConfigInvalid(_('no answer: %(cause)s') % {'cause': error})",
        "raise ConfigInvalid(_('%(what)s') % {'what': error.errors()[0]['msg']})",
        "raise ConfigInvalid(_('no answer: %(cause)s') % {'cause': str(error)})",
    ],
)
def test_plain_english_in_a_refusal_is_found(planted: str) -> None:
    assert unmarked(f"try:\n    call()\nexcept Refused as error:\n    {planted}\n") == [4]


@pytest.mark.parametrize(
    "good",
    [
        "raise WrongState(_('the state is “%(state)s”') % {'state': words(row.state)})",
        "raise ConfigInvalid(translated(error), field=error.key) from None",
        "raise PlanError(f'{key}.basis', _('only %(offered)s is offered'), offered='lot')",
        "raise ValueError(f'a shard is 0 to {SHARDS - 1}')",
    ],
)
def test_a_marked_refusal_and_a_fault_of_the_program_pass(good: str) -> None:
    assert unmarked(f"try:\n    call()\nexcept Refused as error:\n    {good}\n") == []


def _detail(error: DomainError) -> str:
    """What the API and a form say of a refusal: the same."""
    form = Form({})
    form.fields["other"] = CharField(required=False)
    place_error(form, error)
    detail = str(json.loads(of_domain(error).content)["detail"])
    assert [str(said).lower() for said in form.non_field_errors()] == [detail.lower()]
    return detail


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (lambda: parse_amount("1,5"), "⟦“1,5” is not a decimal number such as 12.50⟧"),
        (lambda: parse_amount("1" * 19), "⟦at most 18 digits before the point⟧"),
        (lambda: parse_amount("1.234", scale=2), "⟦1.234 has more than 2 decimals⟧"),
        (lambda: Money.parse("1.5", "JPY"), "⟦1.5 has more than 0 decimals⟧"),
        (lambda: Money.zero("USD") + Money.zero("EUR"), "⟦USD and EUR do not mix⟧"),
        (lambda: clean_currency("dollar!"), "⟦“DOLLAR!” is not an asset code such as USD or USDT⟧"),
    ],
)
def test_money_refuses_in_the_language(refused: Callable[[], object], said: str) -> None:
    with pytest.raises(DomainError) as caught:
        refused()
    assert _detail(caught.value) == said
    assert str(caught.value) == said.strip("⟦⟧"), "the log has it in English"


@pytest.mark.usefixtures("pseudo", "db")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"distribution": "flat"},
            "⟦only level, difference, rank_slices, split, percent_of_sub, ratio is offered⟧",
        ),
        ({"distribution": "level", "levels": []}, "⟦give 1 to 20 rates⟧"),
        ({"bonus": 1}, "⟦unknown key⟧"),
    ],
)
def test_a_plan_is_refused_in_the_language(body: dict[str, object], said: str) -> None:
    with pytest.raises(PlanInvalid) as caught:
        add_plan(brand_pk=1, name="A", currency="USD", body=body, default=False, actor=SYSTEM)
    assert said in _detail(caught.value)


@pytest.mark.usefixtures("pseudo")
def test_settings_of_a_connection_are_refused_in_the_language() -> None:
    with pytest.raises(DomainError) as missing:
        try_connection("streetpay", {})
    assert _detail(missing.value) == "⟦⟦API address⟧: ⟦This is required.⟧⟧"
    good = {"base_url": "http://127.0.0.1:1", "api_key": "k", "webhook_secret": "s"}
    with pytest.raises(DomainError) as long:
        try_connection("streetpay", {**good, "timeout_s": 90})
    assert _detail(long.value) == "⟦⟦Time-out in seconds⟧: ⟦Give 60 or less.⟧⟧"
    with pytest.raises(DomainError) as away:
        try_connection("streetpay", good)
    assert _detail(away.value) == "⟦StreetPay is not reachable: ConnectError⟧"
    with pytest.raises(DomainError) as none:
        try_connection("paycorp", {})
    assert _detail(none.value) == "⟦no adapter payments/paycorp is installed⟧"


@pytest.mark.usefixtures("pseudo")
def test_what_an_adapter_s_own_check_says_is_translated() -> None:
    config = {"host": "h", "login": 1, "password": "p", "answer_timeout_s": 9, "batch_timeout_s": 8}
    with pytest.raises(DomainError) as caught:
        platform_of("mt5", config)
    assert "⟦the time for a long list is at least the time for an answer⟧" in _detail(caught.value)


@pytest.mark.usefixtures("pseudo")
def test_what_a_platform_said_is_quoted_in_its_own_words() -> None:
    assert translated(quoted("Kein Geld")) == "⟦the platform answered: Kein Geld⟧"
    assert translated(PlatformRefused("7", quoted(""))) == "⟦7 ⟦the platform refused⟧⟧"


@pytest.mark.usefixtures("pseudo", "db")
def test_a_state_is_refused_with_its_word() -> None:
    client = make_client(make_brand())
    with pytest.raises(DomainError) as caught:
        set_status(client.public_id, client.status, reason="no", actor=SYSTEM, at=AT)
    word = f"⟦{WORDS[client.status]}⟧"
    assert _detail(caught.value) == f"⟦A client's state cannot change from “{word}” to “{word}”.⟧"


@pytest.mark.usefixtures("pseudo")
def test_input_that_does_not_fit_the_schema_is_refused_in_the_language() -> None:
    with pytest.raises(ValidationError) as caught:
        _Body.model_validate({"amount": 1.5, "name": "x" * 9, "more": 1})
    body = json.loads(of_validation(caught.value.errors()).content)
    assert body["detail"] == "⟦Some fields are not acceptable.⟧"
    assert sorted(e["message"] for e in body["errors"]) == [
        "⟦Give at most 3 characters.⟧",
        "⟦Give the amount as a decimal string, such as “12.50”.⟧",
        "⟦There is no such field.⟧",
    ]


def test_all_that_pydantic_may_find_has_words() -> None:
    known = {str(fault["type"]): fault for fault in list_all_errors()}
    assert FAULTS.keys() <= known.keys()
    for kind, fault in known.items():
        said = fault_text({"type": kind, "ctx": fault["example_context"]})
        assert said
        assert "%(" not in said
    assert fault_text({"type": "value_error"}) == "The value is not valid."
    choice = {"type": "literal_error", "ctx": {"expected": "'none', 'eu' or 'us'"}}
    assert fault_text(choice) == "Choose one of: 'none', 'eu', 'us'."
