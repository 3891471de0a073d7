"""Have the database itself refuse changes to the record."""

from django.db import migrations

from cadenza.trail.guard import lift, put_up


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]

    operations = [
        migrations.RunPython(lambda apps, editor: put_up(editor.connection), lambda apps, editor: lift(editor.connection)),
    ]
