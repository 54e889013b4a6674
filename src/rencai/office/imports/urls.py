from django.urls import path, re_path

from rencai.office.imports import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("empty/<slug:kind>.xlsx", views.empty, name="import_empty"),
    path("<int:pk>/", views.run, name="import"),
    path("<int:pk>/headings/", views.headings, name="import_headings"),
    path("<int:pk>/columns/", views.columns, name="import_columns"),
    path("<int:pk>/begin/", views.begin, name="import_begin"),
    path("<int:pk>/remove/", views.remove, name="import_remove"),
    re_path(r"^(?P<pk>\d+)/refused\.(?P<suffix>csv|xlsx)$", views.refused, name="import_refused"),
]
