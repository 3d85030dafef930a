"""JSON that comes from outside: what the database cannot hold is refused."""

import json

from django.utils.translation import gettext as _

from brokerdesk.kit.errors import InvalidInput


def check_storable(value: object, field: str) -> None:
    """Refuse NUL and broken characters anywhere in it.

    Raises:
        InvalidInput: it holds one.
    """
    text = json.dumps(value, ensure_ascii=False)
    broken = any("\ud800" <= sign <= "\udfff" for sign in text)
    if broken or "\\u0000" in text:
        raise InvalidInput(_("it holds a character that cannot be stored"), field=field)
