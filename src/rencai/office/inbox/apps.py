from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    name = "rencai.office.inbox"
    verbose_name = _("Inbox")

    def ready(self) -> None:
        from rencai.office.audit import names
        from rencai.office.inbox import kinds, views
        from rencai.office.inbox.acts import ACTS
        from rencai.office.pages import home, menu

        def gets_any(user: Any) -> bool:
            """Whoever may get something by a mandate; and whoever holds none: what is theirs by name waits there."""
            return bool(kinds.of(user)) or not user.standing.mandates("places.view_organisations")

        def works_for_the_office(user: Any) -> bool:
            return any(not kind.personal for kind in kinds.of(user))

        names.declare(ACTS)
        menu.register(menu.Item(_("Inbox"), "inbox", gets_any, order=10, badge=views.badge))
        home.register(30, works_for_the_office, views.inbox)
