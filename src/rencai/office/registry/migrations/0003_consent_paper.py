from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_occupations")]
    operations = [
        migrations.AddField(
            model_name="consent",
            name="paper",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="signed paper"),
            preserve_default=False,
        )
    ]
