from django.urls import URLPattern, path

from rencai.office.api import views
from rencai.office.api.routers import api

app_name = "api"
patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
urlpatterns = [
    path("", views.operations, name="api-root"),
    *map(views.for_programs, patterns),
    path("<path:rest>", views.nothing_here, name="nothing_here"),
]
