from django.urls import path

from rencai.office.registry.screens import our_people

urlpatterns = [
    path("our-people/", our_people.our_people, name="our_people"),
]
