"""The ASGI application: live streams in front, Django behind."""

import os
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application

from brokerdesk.core.logs import configure
from brokerdesk.surfaces.live.front import with_streams

CONNECTIONS = 16
CONNECTION_WAIT_S = 10


def lend_connections() -> None:
    """Let requests borrow database connections from a pool.

    Django runs each request in a thread of its own here: kept by thread, a connection would serve
    one request, cost a sign-in to the database, and stay open behind it.
    """
    database: dict[str, Any] = settings.DATABASES["default"]
    database["CONN_MAX_AGE"] = 0
    database["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": CONNECTIONS,
        "timeout": CONNECTION_WAIT_S,
    }


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerdesk.config.settings")
lend_connections()
application = with_streams(get_asgi_application())
configure("web")
