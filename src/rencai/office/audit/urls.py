from django.urls import path, re_path

from rencai.office.audit import views

urlpatterns = [
    path("", views.log, name="audit_log"),
    path("mine/", views.own_acts, name="audit_own_acts"),
    path("anchor/", views.anchor, name="audit_anchor"),
    path("<int:number>/", views.event, name="audit_event"),
    re_path(r"^on/(?P<kind>[a-z_.]+)/(?P<number>[\w-]+)/$", views.history, name="audit_history"),
]
