"""The small HTTP reader."""

import asyncio

import pytest

from streetsim.common.http import BadRequest, Request, parse_query, read_request, response


async def read(data: bytes) -> Request | None:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return await read_request(reader)


async def test_a_request() -> None:
    found = await read(b"POST /a%20b?x=1&y=%23#z\\&x=2 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")
    assert found is not None
    assert (found.method, found.path, found.body) == ("POST", "/a b", b"abc")
    assert found.query == {"x": "2", "y": "##z\\"}
    assert found.keep_alive
    assert await read(b"") is None


async def test_chunks() -> None:
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    found = await read(head + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
    assert found is not None
    assert found.body == b"abcde"


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1",
        b"nonsense\r\n\r\n",
        b"GET x HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1" * 200_000,
        b"\x16\x03\x01\x02" * 50_000,
    ],
)
async def test_bad_requests(data: bytes) -> None:
    with pytest.raises(BadRequest):
        await read(data)


def test_queries_are_split_by_hand() -> None:
    assert parse_query("a=1+2&b=%41&c&=x&a=3") == {"a": "3", "b": "A", "c": "", "": "x"}


def test_a_response() -> None:
    assert response(200, b"{}").endswith(b"Content-Length: 2\r\nConnection: keep-alive\r\n\r\n{}")
