"""The protocol's vectors, and framing as a property."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streetsim.mt5.cipher import answer, cipher_pair, derive, password_hash
from streetsim.mt5.wire import (
    CUT,
    PREFIX,
    WireError,
    escape,
    header,
    parse_command,
    parse_header,
    parts,
    render_command,
    unescape,
)

SECRET = password_hash("Password1")
RAND = bytes(range(256))
CLIENT_PACKETS = [
    (
        "TIME_SERVER|\r\n",
        "001c00030",
        "1ef546fe150c6454a300777b6b86f8b60f4db44cb60af1463cb77366",
    ),
    (
        "USER_GET|LOGIN=1023|\r\n",
        "002c00040",
        "2fd71bbf0951084cfda0832758e5973bda3ba304666d515db241b682205376123511f7a45fa0cc66798ee296",
    ),
    (
        "TRADE_BALANCE|LOGIN=1020|TYPE=2|BALANCE=100.50|COMMENT=dep#1\\|a\\=b|CHECK_MARGIN=1|\r\n",
        "00a800050",
        "2b9e07dece1021503f9006f0f4804fa91231ac39b3e84eca35be3bfaebea63bbc89aedc83114263fa6837e4780"
        "bc72021627a64ae067c4ffa75486edb2c99610e424d9cd890349d38c910b97668037cf9493a9fb66a8cb2217541"
        "1c9ca921e56110c5aeb47f768ba6c5368dbdb396a8df08b11aeb98bf72e673106a859df438e339700193e834da8"
        "b84349752478dc2c738844b8b312c6710be0b8e0ca13acdaeec53c2ae3d53290",
    ),
]
SERVER_PACKETS = [
    (
        "TIME_SERVER|RETCODE=0 Done|TIME=1700000000 2023.11.14 22:13:20|\r\n",
        "008200030",
        "283bc03621e3bd0a3fbcb1cf13ece329f94871f2655061821087cdde14ec62333af27d4038cb83c38114d40e6a"
        "fda0603339b8bdb7618a6229759f08094fd31f971b6a42f7b3ee0ddd9c97b08479aa855c38ab485919f768f7ad"
        "fc4df312d9c7d7a954e79567b2f7116216ea643c72d3c3b49c4d089430d68368f00dc9f2241b9f6d",
    ),
    (
        "USER_GET|RETCODE=13 Not found|\r\n",
        "004000040",
        "2887c466d15468c9b21a68b83080d493f2a788f5d301afac2cd88a642eff781f2b64c6f7695b844b19472e1110"
        "cc1f1ef18f1129e09d538f3ff8ffe99f745d03",
    ),
]


def test_password_hash_and_answers() -> None:
    assert SECRET.hex() == "904ba8ecb16273d2f0ae9c3b8a023752"
    first = bytes.fromhex("73007dc7184747ce0f7c98516ef1c851")
    second = bytes.fromhex("34b6bccab8bfebdf462d1312043df1cc")
    assert answer(SECRET, first) == "77fe51827f7fa69dd80fbec9aa33f1bb"
    assert answer(SECRET, second) == "4486220e7cc8adb0420514b397d6fba5"
    assert password_hash("Пароль#1").hex() == "46d89560a9682bedd61598caa69e732f"
    assert answer(password_hash("Пароль#1"), first) == "e402a00c0c32080cff2bede7e0b9936a"


@pytest.mark.parametrize(
    ("challenge", "expected"),
    [
        (bytes(16), "f0db12b5b661983d816953ff9d09f0b3"),
        (bytes(range(16)), "28e1fdb8b412d758c4344eec01f1f5c0"),
        (b"\xff" * 16, "94202f6089676bf3b43808103bfc5941"),
    ],
)
def test_answers_at_the_edges(challenge: bytes, expected: str) -> None:
    assert answer(password_hash("Manager#2024"), challenge) == expected


def test_derived_values() -> None:
    values = [value.hex() for value in derive(SECRET, RAND)]
    assert values[:4] == [
        "b0ed3aa00c46c12260202166f8484536",
        "8f57767e6a2ca7a54c85776325f7677e",
        "1b6493c551ce24e2746982f0a15dc916",
        "57c68578ca6d4196107f83e6a8f4b48f",
    ]
    assert values[14:] == ["ef863280e56de9f5898de0496d3db4bb", "70c65d37748166f082270af669327005"]


def test_encrypted_packets_both_ways() -> None:
    pair = cipher_pair(SECRET, RAND)
    for cipher, packets in zip(pair, (CLIENT_PACKETS, SERVER_PACKETS), strict=True):
        for serial, (text, head, body) in enumerate(packets, start=3):
            data = text.encode("utf-16-le")
            assert header(len(data), serial, more=False).decode() == head
            assert cipher.apply(data).hex() == body


def test_first_packets_and_a_long_run() -> None:
    start = render_command(
        "AUTH_START",
        {
            "VERSION": "3211",
            "AGENT": "CRM",
            "LOGIN": "1000",
            "TYPE": "MANAGER",
            "CRYPT_METHOD": "AES256OFB",
        },
    ).encode("utf-16-le")
    packet = PREFIX + header(len(start), 1, more=False) + start
    assert (len(packet), packet[:18]) == (184, b"MT5WEBAPI00a600010")
    cipher, _ = cipher_pair(SECRET, RAND)
    wire = b""
    for serial in range(3, 53):
        body = f"USER_GET|LOGIN={997 + serial}|\r\n".encode("utf-16-le")
        wire += header(len(body), serial, more=False) + cipher.apply(body)
    digest = hashlib.md5(wire, usedforsecurity=False).hexdigest()
    assert digest == "0074c33fc3dad4bcad5f9c349e6b1e21"


@given(st.binary(max_size=200_000))
def test_parts_join_to_the_message(body: bytes) -> None:
    cut = list(parts(body))
    assert b"".join(part for part, _ in cut) == body
    assert all(len(part) <= CUT for part, _ in cut)
    assert [more for _, more in cut] == [True] * (len(cut) - 1) + [False]


@given(st.lists(st.binary(max_size=100), max_size=20))
def test_packet_cipher_undoes_itself(bodies: list[bytes]) -> None:
    ours, theirs = cipher_pair(SECRET, RAND)[0], cipher_pair(SECRET, RAND)[0]
    assert [theirs.apply(ours.apply(body)) for body in bodies] == bodies


VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(VALUES)
def test_escaping_undoes_itself(value: str) -> None:
    assert unescape(escape(value)) == value


@given(st.dictionaries(st.sampled_from(["LOGIN", "COMMENT", "GROUP", "NAME"]), VALUES), VALUES)
def test_command_text_round_trip(params: dict[str, str], body: str) -> None:
    command = parse_command(render_command("USER_ADD", params, body))
    assert (command.name, command.params, command.body) == ("USER_ADD", params, body)


def test_lenient_command_text() -> None:
    assert parse_command("TEST_ACCESS").name == "TEST_ACCESS"
    assert parse_command("TEST_ACCESS\r\n").name == "TEST_ACCESS"
    assert parse_command("user_get|login=7").params == {"LOGIN": "7"}
    assert parse_command("USER_ADD|GROUP=demo\\forex|\r\n").params == {"GROUP": "demo\\forex"}
    assert parse_command("USER_ADD|GROUP=demo\\\\forex|\r\n").params == {"GROUP": "demo\\forex"}
    assert parse_command("|\r\n").name == ""


@pytest.mark.parametrize("data", [b"GET / HTT", b"00g000010", b"0000 0010", b"short"])
def test_bad_headers(data: bytes) -> None:
    with pytest.raises(WireError):
        parse_header(data)


def test_headers_in_either_case() -> None:
    head = parse_header(b"00AB4fFf1")
    assert (head.length, head.serial, head.more) == (0xAB, 0x4FFF, True)
