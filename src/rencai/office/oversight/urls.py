from django.urls import path, register_converter
from django.urls.converters import StringConverter

from rencai.office.oversight.views import alerts, board, campaigns, checking, measures, proof


class MeasureAct(StringConverter):
    """What can be done with a measure."""

    regex = "issue|answer|confirm|lift"


register_converter(MeasureAct, "measure_act")

urlpatterns = [
    path("", board.board, name="supervision"),
    path("<slug:name>.csv", board.table, name="supervision_table"),
    path("decisions/", board.every_decision, name="every_supervised_decision"),
    path("bodies/<int:pk>/", board.body, name="supervised_body"),
    path("bodies/<int:pk>/months.csv", board.body_table, name="supervised_body_table"),
    path("bodies/<int:pk>/decisions/", board.decisions, name="supervised_decisions"),
    path("bodies/<int:pk>/measures/", measures.propose, name="propose_measure"),
    # during
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/", alerts.alert, name="alert"),
    path("alerts/<int:pk>/take/", alerts.take, name="take_alert"),
    # after
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.add, name="add_campaign"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/plan/", campaigns.edit, name="campaign_plan"),
    path("campaigns/<int:pk>/draw/", campaigns.draw, name="draw_campaign"),
    path("campaigns/<int:pk>/findings/", campaigns.findings, name="campaign_findings"),
    path("campaigns/<int:pk>/waiting/", campaigns.waiting, name="campaign_waiting"),
    path("campaigns/<int:pk>/waiting/<int:number>/", campaigns.redraw, name="redraw_check"),
    path("campaigns/<int:pk>/steps/<slug:name>/", campaigns.step, name="campaign_step"),
    path("checks/", checking.checks, name="checks"),
    path("checks/<int:pk>/", checking.check, name="check"),
    path("checks/<int:pk>/evidence/<int:number>/", checking.evidence, name="check_evidence"),
    # for everybody
    path("campaigns/<int:pk>/proof/", proof.proof, name="campaign_proof"),
    path("campaigns/<int:pk>/proof/frame.csv", proof.frame, name="campaign_frame"),
    path("campaigns/<int:pk>/proof/draw.json", proof.drawing, name="campaign_draw"),
    path("campaigns/<int:pk>/proof/seed.txt", proof.seed, name="campaign_seed"),
    # act
    path("measures/", measures.measures, name="measures"),
    path("measures/<int:pk>/", measures.measure, name="measure"),
    path("measures/<int:pk>/<measure_act:name>/", measures.act, name="measure_act"),
]
