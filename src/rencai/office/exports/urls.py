from django.urls import re_path

from rencai.office.exports import views

urlpatterns = [re_path(r"^(?P<name>[a-z-]+)\.(?P<suffix>csv|xlsx|parquet)$", views.export, name="export")]
