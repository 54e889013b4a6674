"""What is typed in about accounts, mandates, relatives and tokens."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rencai.office import pack
from rencai.office.accounts.models import Kin, Mandate, Token, User
from rencai.office.accounts.permissions import Role, roles_with
from rencai.office.accounts.queries import MandateQuerySet, UserQuerySet
from rencai.office.asker import today
from rencai.office.pages.forms import DateInput
from rencai.office.places.models import Organisation, Place

REASON_HELP = gettext_lazy("Stands with the mandate and in the audit log.")


NO_CATEGORY = "none"
"""What packs call the category of whom nobody recognised; nobody decides for it."""


class SignInForm(LoginForm):  # type: ignore[misc]
    """allauth's, in the words of this office."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Account name")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


def category_choices() -> pack.Choices:
    return [choice for choice in pack.choices("category") if choice[0] != NO_CATEGORY]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ReopenForm(ReasonForm):
    closes_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=DateInput, required=False, help_text=gettext_lazy("Empty: until closed.")
    )


class _Holder(forms.CharField):
    """The account that is to hold a mandate, typed by its name: an office has too many to choose from a list."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Account name of the holder"),
            max_length=150,
            help_text=gettext_lazy("The name with which they sign in, not their own name."),
        )

    def clean(self, value: Any) -> User:
        name = super().clean(value)
        found: User | None = User.objects.filter(username=name).first()
        if found is None:
            raise forms.ValidationError(_("No account is called %(name)s.") % {"name": name})
        return found


class _CreditCode(forms.CharField):
    """An organisation, by its credit code; None where nothing is typed."""

    user: User

    def clean(self, value: Any) -> Organisation | None:
        code = super().clean(value).replace(" ", "").upper()
        if not code:
            return None
        visible = Organisation.objects.visible_to(self.user)
        found: Organisation | None = visible.filter(credit_code=code).first()
        if found is None:
            raise forms.ValidationError(_("No organisation that you may see has the code %(code)s.") % {"code": code})
        return found


def _categories() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: all categories of the policy pack."),
    )


class GrantForm(forms.Form):
    holder = _Holder()
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role)
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=gettext_lazy("Place"),
        required=False,
        help_text=gettext_lazy("For officers, auditors, leaders and stewards. The city stands for everything."),
    )
    organisation = _CreditCode(
        label=gettext_lazy("Credit code of the organisation"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("For an employer's human resources, or an employer that recognises its own people."),
    )
    categories = _categories()
    valid_from = forms.DateField(label=gettext_lazy("From"), widget=DateInput, initial=today)
    valid_until = forms.DateField(
        label=gettext_lazy("Until"), widget=DateInput, required=False, help_text=gettext_lazy("Empty: until revoked.")
    )
    delegable = forms.BooleanField(label=gettext_lazy("The holder may hand it on"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), help_text=REASON_HELP
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = user.scope("accounts.grant_mandates")
        reached = Place.objects.all() if scope.everything else Place.objects.filter(pk__in=scope.places)
        self.fields["place"].queryset = reached  # type: ignore[attr-defined]
        self.fields["organisation"].user = user  # type: ignore[attr-defined]
        self.fields["categories"].choices = category_choices()  # type: ignore[attr-defined]


class DelegateForm(forms.Form):
    holder = _Holder()
    place = forms.ModelChoiceField(Place.objects.none(), label=gettext_lazy("Place"), required=False, empty_label=None)
    categories = _categories()
    valid_until = forms.DateField(label=gettext_lazy("Until"), widget=DateInput, required=False)
    delegable = forms.BooleanField(label=gettext_lazy("The holder may hand it on"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), help_text=REASON_HELP
    )

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = category_choices()
        own = [choice for choice in words if not mandate.categories or choice[0] in mandate.categories]
        self.fields["categories"].choices = own  # type: ignore[attr-defined]
        self.fields["categories"].help_text = _("None chosen: all that your own mandate is for.")
        self.fields["valid_until"].help_text = _("Empty: as long as your own mandate runs.")
        if mandate.place:
            self.fields["place"].queryset = Place.objects.within([mandate.place.path])  # type: ignore[attr-defined]
        else:
            del self.fields["place"]


class MandateFilter(forms.Form):
    holder = forms.CharField(label=gettext_lazy("Account name of the holder"), required=False, max_length=150)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    place = forms.ModelChoiceField(
        Place.objects.all(), label=gettext_lazy("Place"), required=False, empty_label=gettext_lazy("everywhere")
    )
    ended = forms.BooleanField(label=gettext_lazy("Also those not in force"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("every role")), *Role.choices]  # type: ignore[attr-defined]

    def applied(self, found: MandateQuerySet) -> MandateQuerySet:
        """`found`, less what the filled fields leave out; without `ended`, what is in force today."""
        asked = self.cleaned_data if self.is_valid() else {}
        exact = {"holder__username": asked.get("holder"), "role": asked.get("role"), "place": asked.get("place")}
        found = found.filter(**{name: value for name, value in exact.items() if value})
        return found if asked.get("ended") else found.in_force()


class AccountFilter(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name begins with"), required=False, max_length=100)
    username = forms.CharField(label=gettext_lazy("Account name"), required=False, max_length=150)
    closed = forms.BooleanField(label=gettext_lazy("Only closed ones"), required=False)

    def applied(self, found: UserQuerySet) -> UserQuerySet:
        """`found`, less what the filled fields leave out."""
        asked = self.cleaned_data if self.is_valid() else {}
        if name := asked.get("name"):
            found = found.filter(name__prefix=name)
        if username := asked.get("username"):
            found = found.filter(username=username)
        return found.filter(is_active=False) if asked.get("closed") else found


class AccountForm(forms.Form):
    PASSWORD, UNIFIED = "password", "unified"
    way = forms.ChoiceField(
        label=gettext_lazy("How they sign in"),
        widget=forms.RadioSelect,
        initial=PASSWORD,
        choices=[
            (PASSWORD, gettext_lazy("with a password; the first one is shown to you once")),
            (UNIFIED, gettext_lazy("through the city's unified identity")),
        ],
    )
    username = forms.RegexField(
        r"^[\w.@+-]+$",
        label=gettext_lazy("Account name"),
        max_length=140,
        help_text=gettext_lazy("Through the unified identity: the number by which it knows the person."),
        error_messages={"invalid": gettext_lazy("Letters, digits and . @ + - _ only, without spaces.")},
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    employer = _CreditCode(
        label=gettext_lazy("Credit code of the employer"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("So that they decide no case of their employer's."),
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=DateInput, required=False, help_text=gettext_lazy("Empty: until closed.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].user = user  # type: ignore[attr-defined]


class KinForm(forms.ModelForm[Kin]):
    identity = forms.CharField(
        label=gettext_lazy("Number of their identity document"),
        max_length=40,
        help_text=gettext_lazy("Only a fingerprint is kept, by which their cases are recognised."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Kin
        fields = ("name", "relation")


class TokenForm(forms.ModelForm[Token]):
    class Meta:
        model = Token
        fields = ("name", "mandate", "expires_on")
        widgets = {"expires_on": DateInput}  # noqa: RUF012 - Django wants a dict
        help_texts = {  # noqa: RUF012 - Django wants a dict
            "name": gettext_lazy("The program that will use it."),
            "mandate": gettext_lazy("The program may do what this mandate allows, and no more."),
            "expires_on": gettext_lazy("A year from today at the latest."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Mandate.objects.filter(holder=user, role__in=roles_with("accounts.use_api")).in_force()
        self.fields["mandate"].queryset = held.select_related("place", "organisation")  # type: ignore[attr-defined]
