"""Where anybody checks a talent card, and what a program needs to do so by itself."""

from django.urls import path

from rencai.office.recognition.views import cards, letters

urlpatterns = [
    path("", cards.check, name="check_card"),
    path("keys.json", cards.keys, name="card_keys"),
    path("letters/<int:pk>/<slug:digest>/", letters.check, name="check_letter"),
    path("revoked.json", cards.revoked, name="revoked_cards"),
]
