"""Every address of the office, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("rencai.office.pages.urls")),
    path("account/", include("rencai.office.accounts.urls")),
    path("audit/", include("rencai.office.audit.urls")),
    path("places/", include("rencai.office.places.urls")),
    path("talents/", include("rencai.office.registry.screens.urls")),
    path("talents/", include("rencai.office.registry.urls")),
    path("recognition/", include("rencai.office.recognition.urls")),
    path("card/", include("rencai.office.recognition.card_urls")),
    path("supervision/", include("rencai.office.oversight.urls")),
    path("city/", include("rencai.office.insight.urls")),
    path("import/", include("rencai.office.imports.urls")),
    path("export/", include("rencai.office.exports.urls")),
    path("inbox/", include("rencai.office.inbox.urls")),
    path("search/", include("rencai.office.search.urls")),
    path("jobs/", include("rencai.office.jobs.urls")),
    path("api/v1/", include("rencai.office.api.urls")),
    path("demo/", include("rencai.office.demo.urls")),
]

handler400 = "rencai.office.pages.errors.bad_request"
handler403 = "rencai.office.pages.errors.forbidden"
handler404 = "rencai.office.pages.errors.not_found"
handler500 = "rencai.office.pages.errors.broken"
