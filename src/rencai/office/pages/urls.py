from django.urls import path

from rencai.office.pages import views

urlpatterns = [path("", views.home, name="home")]
