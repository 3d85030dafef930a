"""Puts the live streams in front of Django. Importable before Django is set up."""

from .wire import App, Receive, Scope, Send

PATH = "/live/stream"


def with_streams(django: App) -> App:
    """Wrap Django's application so that streams never enter it.

    Django holds a thread for as long as an answer lasts, and a stream lasts for hours.
    """

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "GET":
            from .stream import serve

            await serve(scope, receive, send)
        else:
            await django(scope, receive, send)

    return application
