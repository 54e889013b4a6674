from django.urls import path

from rencai.office.places import views

urlpatterns = [
    path("", views.places, name="places"),
    path("add/", views.add_place, name="add_place"),
    path("<int:pk>/", views.place, name="place"),
    path("<int:pk>/change/", views.change_place, name="change_place"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/add/", views.add_organisation, name="add_organisation"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/change/", views.change_organisation, name="change_organisation"),
]
