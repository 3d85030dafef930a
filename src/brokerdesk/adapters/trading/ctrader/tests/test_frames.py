"""Frames byte for byte, as published."""

import asyncio
from typing import Any

import pytest

from ..commands import AUTH, BALANCE_HISTORY, TRADERS, TRADERS_BY_ID
from ..errors import BadAnswer
from ..frames import ERROR, HEARTBEAT, HELLO, MAX_FRAME, decoded, frame, read_frame
from ..messages import KINDS
from ..stream import hashed

AUTH_FIELDS: dict[str, Any] = {
    "plantId": "myplant",
    "environmentName": "demo",
    "login": 30001,
    "passwordHash": hashed("Secret1"),
}
RANGE: dict[str, Any] = {"fromTimestamp": 0, "toTimestamp": 1767323045000}


async def read(text: str) -> Any:
    reader = asyncio.StreamReader()
    reader.feed_data(bytes.fromhex(text))
    reader.feed_eof()
    return await read_frame(reader)


@pytest.mark.parametrize(
    ("kind", "number", "fields", "msg_id", "expected"),
    [
        ("Empty", HEARTBEAT, {}, None, "00000004 0833 1200"),
        ("Empty", HELLO, {}, None, "00000005 08de07 1200"),
        (
            "Auth",
            AUTH.number,
            AUTH_FIELDS,
            "1",
            "0000003d08ad02123512076d79706c616e741a0464656d6f20b1ea012a20643663623233343265343465"
            "66623664643632383237366633366461323335391a0131",
        ),
        ("ByIds", TRADERS_BY_ID.number, {"ids": [1001]}, "3", "0000000b08bf05120310e9071a0133"),
        (
            "Range",
            TRADERS.number,
            RANGE,
            "4",
            "0000001108930312091000188899a6e5b7331a0134",
        ),
    ],
)
def test_sent(
    kind: str, number: int, fields: dict[str, Any], msg_id: str | None, expected: str
) -> None:
    payload = KINDS[kind](**fields).SerializeToString()
    assert frame(number, payload, msg_id) == bytes.fromhex(expected)


async def test_execution_event() -> None:
    envelope = await read(
        "0000002308ac02121e100a3a1a080010a94618e90720f0930928d08603308899a6e5b733800102"
    )
    event = decoded("Execution", envelope.payload)
    row = event.depositWithdraw
    assert (envelope.payloadType, envelope.clientMsgId, event.executionType) == (300, "", 10)
    assert (row.balanceHistoryId, row.traderId, row.balance, row.delta) == (
        9001,
        1001,
        150_000,
        50_000,
    )
    assert (row.changeBalanceTimestamp, row.moneyDigits) == (1767323045000, 2)


async def test_error_answer() -> None:
    envelope = await read("0000001d0832121612114e4f545f454e4f5547485f5249474854531a01781a0132")
    error = decoded("Error", envelope.payload)
    assert (envelope.payloadType, envelope.clientMsgId) == (ERROR, "2")
    assert (error.errorCode, error.description) == ("NOT_ENOUGH_RIGHTS", "x")


async def test_a_frame_that_is_too_long_is_not_read() -> None:
    with pytest.raises(BadAnswer):
        await read((MAX_FRAME + 1).to_bytes(4, "big").hex())


async def test_broken_bytes_are_no_frame() -> None:
    with pytest.raises(BadAnswer):
        await read("00000003 ffffff")
    with pytest.raises(asyncio.IncompleteReadError):
        await read("00000003 0833")


def test_a_history_names_its_owner_only_when_there_is_one() -> None:
    payload = KINDS[BALANCE_HISTORY.asks](fromTimestamp=0, toTimestamp=1).SerializeToString()
    assert payload == bytes.fromhex("18002001")
