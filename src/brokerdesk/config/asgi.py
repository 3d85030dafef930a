"""The ASGI application: live streams in front, Django behind."""

import os

from brokerdesk.core.logs import configure
from brokerdesk.core.start import set_up
from brokerdesk.surfaces.live.front import with_streams

from .lending import Borrower, lend_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerdesk.config.settings")
lend_connections()
set_up(pages=True)
application = with_streams(Borrower())
configure("web")
