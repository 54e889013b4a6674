from django.urls import path

from rencai.office.recognition.views import (
    answering,
    appealing,
    applying,
    case,
    cases,
    deciding,
    handling,
    notices,
    recognised,
    writing,
)

urlpatterns = [
    # what is applied for, as applicants have it
    path("", applying.applications, name="applications"),
    path("people/", applying.people, name="whom_to_apply_for"),
    path("begin/<int:pk>/", applying.begin, name="begin_application"),
    path("<int:pk>/write/", writing.write, name="write_application"),
    path("<int:pk>/write/save/", writing.save, name="save_application"),
    path("<int:pk>/consent/", applying.consent, name="consent_to_application"),
    path("<int:pk>/withdraw/", writing.withdraw, name="withdraw_application"),
    path("<int:pk>/appeal/", appealing.appeal, name="appeal"),
    # cases, as officers have them
    path("cases/", cases.cases, name="recognition_cases"),
    path("cases/<int:pk>/", case.case, name="recognition_case"),
    path("cases/<int:pk>/finish/", handling.finish_step, name="finish_step"),
    path("cases/<int:pk>/ask/", handling.ask, name="ask_applicant"),
    path("cases/<int:pk>/resume/", handling.resume, name="resume_case"),
    path("cases/<int:pk>/confirm/", handling.confirm, name="confirm_facts"),
    path("cases/<int:pk>/decide/", deciding.decide, name="decide_case"),
    path("cases/<int:pk>/evidence/<int:number>/", handling.evidence, name="case_evidence"),
    path("cases/<int:pk>/evidence/<int:number>/seen/", handling.see_original, name="see_original"),
    path("cases/<int:pk>/objections/<int:number>/", answering.objection, name="recognition_objection"),
    path("cases/<int:pk>/appeals/<int:number>/", answering.appeal, name="recognition_appeal"),
    path("decisions/<int:pk>/", deciding.decision, name="recognition_decision"),
    # who is recognised
    path("recognised/", recognised.recognitions, name="recognitions"),
    path("recognised/<int:pk>/", recognised.recognition, name="recognition"),
    path("recognised/<int:pk>/revoke/", recognised.revoke, name="revoke_recognition"),
    path("talents/<int:pk>/", recognised.of_talent, name="talent_recognition"),
    # for everybody
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
]
