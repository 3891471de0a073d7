"""Have the database itself refuse changes to the record of a formal plan."""

from django.db import migrations

from cadenza.improvement.guard import lift, put_up


class Migration(migrations.Migration):
    dependencies = [("improvement", "0001_initial"), ("sealing", "0001_initial")]

    operations = [
        migrations.RunPython(lambda apps, editor: put_up(editor.connection), lambda apps, editor: lift(editor.connection)),
    ]
