"""What becomes of an export that nobody waits for."""

from collections.abc import Generator

from django.http import StreamingHttpResponse

from ..export import Asynchronous


async def test_an_export_that_is_left_is_ended_with_its_answer() -> None:
    ended = []

    def blocks() -> Generator[bytes, None, None]:
        try:
            yield b"one"
            yield b"two"
        finally:
            ended.append(True)

    response = StreamingHttpResponse(Asynchronous(blocks()))
    parts = aiter(response)
    assert await anext(parts) == b"one"
    assert not ended
    response.close()
    assert ended
    assert [part async for part in parts] == []
