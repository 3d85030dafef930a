"""Workers know every job, though they load no pages."""

import json
import os
import subprocess
import sys

from procrastinate.contrib.django import app

ASKED = """
import json, django
django.setup()
from procrastinate.contrib.django import app
print(json.dumps(sorted(app.tasks)))
"""


NOWHERE = {
    "DJANGO_SETTINGS_MODULE": "brokerdesk.config.settings",
    "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
    "NATS_URL": "nats://127.0.0.1:1",
}


def test_a_process_without_pages_knows_every_job() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", ASKED],
        env={**os.environ, **NOWHERE},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    known = set(json.loads(asked.stdout))
    here = {name for name in app.tasks if ".tests." not in name}
    assert here > {"brokerdesk.modules.prop.services.lab.jobs.run"}
    assert here <= known, f"no worker does {sorted(here - known)}"
