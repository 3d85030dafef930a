"""Look accounts up by their code, as postings do.

A plan that was made while there were few accounts read all of them for each one that was asked for.
"""

from typing import ClassVar

from django.db import migrations

_SET = """
ALTER FUNCTION ledger_ensure_accounts(jsonb) SET {name} TO {value}
"""
_RESET = "ALTER FUNCTION ledger_ensure_accounts(jsonb) RESET {name}"
_PLANNING = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}


class Migration(migrations.Migration):
    dependencies: ClassVar = [("ledger", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(_SET.format(name=name, value=value), _RESET.format(name=name))
        for name, value in _PLANNING.items()
    ]
