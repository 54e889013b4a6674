"""The WSGI application: `granian --interface wsgi rencai.office.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rencai.office.settings")
application = get_wsgi_application()
