from django.urls import path

from rencai.office.registry.views import entries, evidence, merging, people

urlpatterns = [
    path("", people.talents, name="talents"),
    path("add/", people.add, name="add_talent"),
    path("to-attest/<int:number>/", entries.to_attest, name="to_attest"),
    path("<int:pk>/", people.talent, name="talent"),
    path("<int:pk>/correct/", people.correct, name="correct_talent"),
    path("<int:pk>/account/", people.account, name="link_account"),
    path("<int:pk>/sensitive/", people.sensitive, name="see_sensitive"),
    path("<int:pk>/facts/", people.facts, name="talent_facts"),
    path("<int:pk>/merge/", merging.merge, name="merge_talents"),
    path("<int:pk>/merges/<int:number>/split/", merging.split, name="split_talents"),
    path("<int:pk>/documents/add/", evidence.add_document, name="add_document"),
    path("<int:pk>/documents/<int:number>/", evidence.document, name="document"),
    path("<int:pk>/consents/add/", evidence.give_consent, name="give_consent"),
    path("<int:pk>/consents/<int:number>/withdraw/", evidence.withdraw_consent, name="withdraw_consent"),
    path("<int:pk>/<slug:kind>/add/", entries.add, name="add_entry"),
    path("<int:pk>/<slug:kind>/<int:number>/", entries.correct, name="correct_entry"),
    path("<int:pk>/<slug:kind>/<int:number>/attest/", entries.attest, name="attest_entry"),
    path("<int:pk>/<slug:kind>/<int:number>/remove/", entries.remove, name="remove_entry"),
]
