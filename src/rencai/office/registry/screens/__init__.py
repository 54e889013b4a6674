"""The screens that people come back to: a talent's support, an employer's people."""

from __future__ import annotations


def register() -> None:
    """Called once, when the program starts."""
    from django.utils.translation import gettext_lazy as _

    from rencai.office.pages import home, menu
    from rencai.office.registry.screens import my_support, our_people

    home.register(20, our_people.is_for, our_people.our_people)
    home.register(90, my_support.is_for, my_support.my_support)
    menu.register(menu.Item(_("My support"), "my_support", my_support.is_shown_to, order=5))
    menu.register(menu.Item(_("Our people"), "our_people", our_people.is_for, order=20))
