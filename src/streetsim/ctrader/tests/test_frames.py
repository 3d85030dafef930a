"""The worked frames of the field, byte for byte."""

import pytest

from streetsim.ctrader.frames import frame
from streetsim.ctrader.proto import MANAGER, OPENAPI, Messages

AUTH = {
    "plantId": "myplant",
    "environmentName": "demo",
    "login": 30001,
    "passwordHash": "d6cb2342e44efb6dd628276f36da2359",
}
DEPOSIT = {"traderId": 1001, "amount": 50000, "type": 0, "externalNote": "dep"}
MOVED = {
    "operationType": 0,
    "balanceHistoryId": 9001,
    "traderId": 1001,
    "balance": 150000,
    "delta": 50000,
    "changeBalanceTimestamp": 1767323045000,
    "moneyDigits": 2,
}
NOW = 1767323045000


@pytest.mark.parametrize(
    ("messages", "name", "fields", "msg_id", "expected"),
    [
        (MANAGER, "Heartbeat", {}, None, "0000000408331200"),
        (
            OPENAPI,
            "ApplicationAuthReq",
            {"clientId": "id", "clientSecret": "sec"},
            "1",
            "0000001108b410120912026964" + "1a03736563" + "1a0131",
        ),
        (OPENAPI, "ApplicationAuthRes", {}, "1", "0000000808b51012001a0131"),
        (
            OPENAPI,
            "SpotEvent",
            {"ctidTraderAccountId": 77, "symbolId": 1, "bid": 108500, "ask": 108512},
            None,
            "0000001108d310120c104d180120d4cf0628e0cf06",
        ),
        (MANAGER, "Hello", {}, None, "0000000508de071200"),
        (
            MANAGER,
            "ManagerAuthReq",
            AUTH,
            "1",
            "0000003d08ad02123512076d79706c616e741a0464656d6f20b1ea012a206436636232333432"
            "65343465666236646436323832373666333664613233353" + "91a0131",
        ),
        (
            MANAGER,
            "ChangeBalanceReq",
            {**DEPOSIT, "externalId": "PAY-1", "newWay": True},
            "2",
            "0000001f088704121710e90718d0860328003a036465704a055041592d3150011a0132",
        ),
        (
            MANAGER,
            "ChangeBalanceRes",
            {"traderId": 1001, "balanceHistoryId": 9001},
            "2",
            "0000000e088804120610e90718a9461a0132",
        ),
        (
            MANAGER,
            "ErrorRes",
            {"errorCode": "NOT_ENOUGH_RIGHTS", "description": "x"},
            "2",
            "0000001d0832121612114e4f545f454e4f5547485f5249474854531a01781a0132",
        ),
        (
            MANAGER,
            "ExecutionEvent",
            {"executionType": 10, "depositWithdraw": MOVED},
            None,
            "0000002308ac02121e100a3a1a080010a94618e90720f0930928d08603308899a6e5b733800102",
        ),
        (MANAGER, "TraderByIdReq", {"traderId": [1001]}, "3", "0000000b08bf05120310e9071a0133"),
        (
            MANAGER,
            "TraderListReq",
            {"fromTimestamp": 0, "toTimestamp": NOW},
            "4",
            "0000001108930312091000188899a6e5b7331a0134",
        ),
    ],
)
def test_a_worked_frame(
    messages: Messages, name: str, fields: dict[str, object], msg_id: str | None, expected: str
) -> None:
    number = messages.numbers.get(name, 0)
    payload = messages[name](**fields).SerializeToString()
    assert frame(number, payload, msg_id).hex() == expected
