"""`rencai migrate`: everything that an office needs before it can be served."""

from __future__ import annotations

import click

from rencai.command import command
from rencai.messages import Message
from rencai.office.commands.opening import office
from rencai.terminal import say


@command(
    "migrate",
    about=Message(
        "Makes the tables of the office or brings them up to date, founds the city, and gathers styles and scripts. "
        "It changes nothing where all is done, and is run before each new edition is served."
    ),
    examples=("rencai migrate",),
)
def migrate() -> None:
    with office():
        from rencai.office.places.models import Place

        prepare()
        city = Place.objects.get(depth=1)
        click.echo(say(Message("The office of {city} is ready.", city={"zh": city.name_zh, "en": city.name_en})))


def prepare() -> None:
    """Tables, places, styles and scripts."""
    from django.core.management import call_command

    from rencai.office.places.actions import found_city

    call_command("migrate", interactive=False, verbosity=0)
    found_city()
    call_command("collectstatic", interactive=False, verbosity=0)
