"""The published values of authentication and of the cipher."""

from hashlib import md5

import pytest

from .. import cipher, wire

CRYPT_RAND = bytes(range(256)).hex()
TO_SERVER = [
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
        "2b9e07dece1021503f9006f0f4804fa91231ac39b3e84eca35be3bfaebea63bbc89aedc83114263fa6837e478"
        "0bc72021627a64ae067c4ffa75486edb2c99610e424d9cd890349d38c910b97668037cf9493a9fb66a8cb2217"
        "5411c9ca921e56110c5aeb47f768ba6c5368dbdb396a8df08b11aeb98bf72e673106a859df438e339700193e8"
        "34da8b84349752478dc2c738844b8b312c6710be0b8e0ca13acdaeec53c2ae3d53290",
    ),
]
FROM_SERVER = [
    (
        "TIME_SERVER|RETCODE=0 Done|TIME=1700000000 2023.11.14 22:13:20|\r\n",
        "008200030",
        "283bc03621e3bd0a3fbcb1cf13ece329f94871f2655061821087cdde14ec62333af27d4038cb83c38114d40e6"
        "afda0603339b8bdb7618a6229759f08094fd31f971b6a42f7b3ee0ddd9c97b08479aa855c38ab485919f768f7"
        "adfc4df312d9c7d7a954e79567b2f7116216ea643c72d3c3b49c4d089430d68368f00dc9f2241b9f6d",
    ),
    (
        "USER_GET|RETCODE=13 Not found|\r\n",
        "004000040",
        "2887c466d15468c9b21a68b83080d493f2a788f5d301afac2cd88a642eff781f2b64c6f7695b844b19472e111"
        "0cc1f1ef18f1129e09d538f3ff8ffe99f745d03",
    ),
]


@pytest.mark.parametrize(
    ("password", "rand", "expected"),
    [
        (
            "Password1",
            "73007dc7184747ce0f7c98516ef1c851",
            "77fe51827f7fa69dd80fbec9aa33f1bb",
        ),
        (
            "Password1",
            "34b6bccab8bfebdf462d1312043df1cc",
            "4486220e7cc8adb0420514b397d6fba5",
        ),
        (
            "Пароль#1",
            "73007dc7184747ce0f7c98516ef1c851",
            "e402a00c0c32080cff2bede7e0b9936a",
        ),
        ("Manager#2024", "00" * 16, "f0db12b5b661983d816953ff9d09f0b3"),
        ("Manager#2024", bytes(range(16)).hex(), "28e1fdb8b412d758c4344eec01f1f5c0"),
        ("Manager#2024", "ff" * 16, "94202f6089676bf3b43808103bfc5941"),
    ],
)
def test_answers_to_challenges(password: str, rand: str, expected: str) -> None:
    assert cipher.answer(cipher.password_hash(password), rand) == expected


def test_hashes_of_passwords() -> None:
    assert cipher.password_hash("Password1").hex() == "904ba8ecb16273d2f0ae9c3b8a023752"
    assert cipher.password_hash("Пароль#1").hex() == "46d89560a9682bedd61598caa69e732f"


def test_chain_of_initial_vectors() -> None:
    chain = cipher.initial_vectors(cipher.password_hash("Password1"), bytes(range(256)))
    assert [chain[i].hex() for i in (0, 1, 2, 3, 14, 15)] == [
        "b0ed3aa00c46c12260202166f8484536",
        "8f57767e6a2ca7a54c85776325f7677e",
        "1b6493c551ce24e2746982f0a15dc916",
        "57c68578ca6d4196107f83e6a8f4b48f",
        "ef863280e56de9f5898de0496d3db4bb",
        "70c65d37748166f082270af669327005",
    ]


def test_packets_to_the_server() -> None:
    encrypt, _ = cipher.ciphers("Password1", CRYPT_RAND)
    for serial, (text, head, body) in enumerate(TO_SERVER, start=3):
        plain = text.encode("utf-16-le")
        assert wire.header(len(plain), serial).decode() == head
        assert encrypt.apply(plain).hex() == body


def test_packets_from_the_server() -> None:
    _, decrypt = cipher.ciphers("Password1", CRYPT_RAND)
    for text, head, body in FROM_SERVER:
        assert wire.parse_header(head.encode()).size == len(body) // 2
        assert decrypt.apply(bytes.fromhex(body)).decode("utf-16-le") == text


def test_fifty_packets_with_empty_ones_between() -> None:
    encrypt, _ = cipher.ciphers("Password1", CRYPT_RAND)
    sent = b""
    for serial, login in enumerate(range(1000, 1050), start=3):
        body = wire.command_text("USER_GET", {"LOGIN": login}).encode("utf-16-le")
        assert encrypt.apply(b"") == b""
        sent += wire.header(len(body), serial) + encrypt.apply(body)
    assert md5(sent, usedforsecurity=False).hexdigest() == "0074c33fc3dad4bcad5f9c349e6b1e21"
