from django.urls import path

from rencai.office.insight import views

urlpatterns = [
    path("", views.city, name="city"),
    path("movements/", views.movements, name="movements"),
    path("<slug:name>.csv", views.table, name="city_table"),
]
