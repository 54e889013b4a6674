from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from rencai.office.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("health/", views.health, name="health"),
]
