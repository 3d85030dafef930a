import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0014_opened_at"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="product",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="product",
            name="update_update",
        ),
        migrations.AddField(
            model_name="product",
            name="internal",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="productevent",
            name="internal",
            field=models.BooleanField(default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "trading_productevent" ("brand_id", "code", "created_at", "currency", "demo_deposit", "enabled", "group", "id", "internal", "kind", "leverages", "max_per_client", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "server_id", "sort", "summary", "title") VALUES (NEW."brand_id", NEW."code", NEW."created_at", NEW."currency", NEW."demo_deposit", NEW."enabled", NEW."group", NEW."id", NEW."internal", NEW."kind", NEW."leverages", NEW."max_per_client", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."server_id", NEW."sort", NEW."summary", NEW."title"); RETURN NULL;',
                    hash="6b114e1fb3293044d9c7ba929f4efb75085aae76",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a79fc",
                    table="trading_product",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "trading_productevent" ("brand_id", "code", "created_at", "currency", "demo_deposit", "enabled", "group", "id", "internal", "kind", "leverages", "max_per_client", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "server_id", "sort", "summary", "title") VALUES (NEW."brand_id", NEW."code", NEW."created_at", NEW."currency", NEW."demo_deposit", NEW."enabled", NEW."group", NEW."id", NEW."internal", NEW."kind", NEW."leverages", NEW."max_per_client", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."server_id", NEW."sort", NEW."summary", NEW."title"); RETURN NULL;',
                    hash="1920117c0f3cb94763a92db6e1098321d1e1ddb4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_75fc9",
                    table="trading_product",
                    when="AFTER",
                ),
            ),
        ),
    ]
