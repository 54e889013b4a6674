from django.urls import path

from rencai.office.audit import views

urlpatterns = [
    path("", views.log, name="audit_log"),
    path("mine/", views.own_acts, name="audit_own_acts"),
    path("anchor/", views.anchor, name="audit_anchor"),
    path("<int:number>/", views.event, name="audit_event"),
    path("on/<str:kind>/<str:number>/", views.history, name="audit_history"),
]
