from django.urls import path

from rencai.office.inbox import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:number>/<slug:decision>/", views.decide, name="inbox_decide"),
]
