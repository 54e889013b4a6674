from django.urls import path

from rencai.office.registry.screens import my_support, our_people

urlpatterns = [
    path("my-support/", my_support.my_support, name="my_support"),
    path("our-people/", our_people.our_people, name="our_people"),
]
