"""Addresses of accounts and mandates. Of allauth's, only those that this office has a use for."""

from allauth.account import views as sign_in
from allauth.socialaccount import views as social
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from rencai.office.accounts.views import entrance, mandates, own, people

urlpatterns = [
    path("login/", sign_in.login, name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("inactive/", sign_in.account_inactive, name="account_inactive"),
    path("signup/", sign_in.signup, name="account_signup"),
    path("reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("password/", sign_in.password_change, name="account_change_password"),
    path("password/none/", RedirectView.as_view(pattern_name="account"), name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/login/error/", login_not_required(social.login_error), name="socialaccount_login_error"),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("oidc/<str:provider_id>/login/", entrance.to_unified_identity, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", entrance.from_unified_identity, name="openid_connect_callback"),
    path("demo/", entrance.demo_sign_in, name="demo_sign_in"),
    path("", own.account, name="account"),
    path("relatives/", own.relatives, name="relatives"),
    path("relatives/declare/", own.declare_relative, name="declare_relative"),
    path("relatives/<int:pk>/withdraw/", own.withdraw_relative, name="withdraw_relative"),
    path("tokens/", own.tokens, name="tokens"),
    path("tokens/make/", own.make_token, name="make_token"),
    path("tokens/<int:pk>/revoke/", own.revoke_token, name="revoke_token"),
    path("mandates/", mandates.mandates, name="mandates"),
    path("mandates/grant/", mandates.grant_mandate, name="grant_mandate"),
    path("mandates/<int:pk>/", mandates.mandate, name="mandate"),
    path("mandates/<int:pk>/hand-on/", mandates.hand_on_mandate, name="hand_on_mandate"),
    path("mandates/<int:pk>/revoke/", mandates.revoke_mandate, name="revoke_mandate"),
    path("permissions/", mandates.permissions, name="permissions"),
    path("people/", people.accounts, name="account_list"),
    path("people/add/", people.add_account, name="add_account"),
    path("people/<int:pk>/", people.account_page, name="account_page"),
    path("people/<int:pk>/close/", people.close_account, name="close_account"),
    path("people/<int:pk>/reopen/", people.reopen_account, name="reopen_account"),
]
