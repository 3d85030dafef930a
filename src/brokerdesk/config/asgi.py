"""The ASGI application: live streams in front, Django behind."""

import os

from django.core.asgi import get_asgi_application

from brokerdesk.core.logs import configure
from brokerdesk.surfaces.live.front import with_streams

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerdesk.config.settings")
application = with_streams(get_asgi_application())
configure("web")
