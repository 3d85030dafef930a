"""Uploaded files go where FILE_STORAGE says: a folder, or a store that speaks S3."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.module_loading import import_string

from brokerdesk.config.files import S3Place, s3_place, storage


class Store(ThreadingHTTPServer):
    """Objects by path, as any S3-compatible store keeps them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Requests)
        self.objects: dict[str, bytes] = {}
        self.signatures: list[str] = []


class Requests(BaseHTTPRequestHandler):
    server: Store

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("X-Amz-Decoded-Content-Length") or
                                   self.headers["Content-Length"]))  # fmt: skip
        self.server.signatures.append(self.headers["Authorization"])
        self.server.objects[self.path] = body
        self._answer(200, b"")

    def do_GET(self) -> None:
        found = self.server.objects.get(self.path.partition("?")[0])
        self._answer(404 if found is None else 200, found or b"")

    do_HEAD = do_GET

    def do_DELETE(self) -> None:
        self.server.objects.pop(self.path, None)
        self._answer(204, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("ETag", '"x"')
        self.send_header("Last-Modified", "Mon, 02 Mar 2026 09:00:00 GMT")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
    with Store() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_file_goes_into_the_bucket_and_comes_back(store: Store) -> None:
    endpoint = f"http://127.0.0.1:{store.server_port}"
    address = f"s3://papers/kyc?endpoint={endpoint}&region=eu-central-1"
    made = storage(address)
    kept = import_string(made["BACKEND"])(**made["OPTIONS"])
    name = kept.save("documents/2026/03/abc.pdf", ContentFile(b"%PDF-1.7 x"))
    assert store.objects == {"/papers/kyc/documents/2026/03/abc.pdf": b"%PDF-1.7 x"}
    assert "AKIATEST" in store.signatures[0]
    assert "/eu-central-1/s3/" in store.signatures[0]
    with kept.open(name, "rb") as source:
        assert source.read() == b"%PDF-1.7 x"
    assert kept.save("documents/2026/03/abc.pdf", ContentFile(b"%PDF-1.7 y")) != name
    kept.delete(name)
    assert "/papers/kyc/documents/2026/03/abc.pdf" not in store.objects


@pytest.mark.parametrize("address", ["", "local"])
def test_files_are_local_unless_told_otherwise(address: str) -> None:
    assert s3_place(address) is None
    assert storage(address) == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_the_house_of_the_tests_keeps_files_in_a_folder() -> None:
    assert type(storages["default"]).__name__ == "FileSystemStorage"


def test_a_bucket_alone_is_enough() -> None:
    assert s3_place("s3://papers") == S3Place("papers")


@pytest.mark.parametrize(
    "address",
    [
        "folder",
        "/var/files",
        "s3://",
        "s3:papers",
        "ftp://papers",
        "s3://key:secret@papers",
        "s3://papers?endpoint=127.0.0.1:9000",
        "s3://papers?endpoint=",
        "s3://papers?region=a&region=b",
        "s3://papers?colour=red",
        "s3://papers#x",
    ],
)
def test_a_wrong_storage_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"it is empty|its endpoint"):
        s3_place(address)
