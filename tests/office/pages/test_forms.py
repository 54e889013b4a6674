"""How forms are drawn: labels, help, errors by their field, and a summary of them."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.template.loader import render_to_string

from rencai.office.pages.forms import DateInput


class Enquiry(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the passport.")
    age = forms.IntegerField(label="Age", required=False)
    born = forms.DateField(label="Born", widget=DateInput)
    place = forms.ChoiceField(label="Place", choices=[("a", "A"), ("b", "B")])
    kind = forms.ChoiceField(label="Kind", choices=[("x", "X"), ("y", "Y")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"class": "wide"}), required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("age") == 7:
            raise forms.ValidationError("Seven does not go with this.")


def drawn(form: forms.Form) -> str:
    return render_to_string("parts/form.html", {"form": form})


def test_every_control_has_a_label_of_its_own() -> None:
    page = drawn(Enquiry())
    for name in ("name", "age", "born", "place", "agreed", "note"):
        assert f'for="id_{name}"' in page
    assert "<legend" in page
    assert 'for="id_kind_0"' in page


def test_a_group_of_buttons_says_which_is_chosen_and_what_describes_it() -> None:
    page = drawn(Enquiry(initial={"kind": "y"}))
    assert page.count(" checked") == 1
    assert 'aria-describedby=""' not in page
    assert 'aria-describedby="id_kind_error"' in drawn(Enquiry({"kind": "z"}))


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("name", "form-control"),
        ("born", "form-control"),
        ("place", "form-select"),
        ("kind", "form-check-input"),
        ("agreed", "form-check-input"),
        ("note", "wide form-control"),
    ],
)
def test_a_control_looks_like_its_kind(name: str, look: str) -> None:
    assert f'class="{look}"' in str(Enquiry()[name])


def test_a_hidden_control_has_no_look_and_no_label() -> None:
    assert "class" not in str(Enquiry()["token"])
    assert 'for="id_token"' not in drawn(Enquiry())


def test_help_is_tied_to_its_control() -> None:
    page = drawn(Enquiry())
    assert 'id="id_name_helptext"' in page
    assert 'aria-describedby="id_name_helptext"' in page


def test_what_may_be_left_out_says_so() -> None:
    page = drawn(Enquiry())
    assert "(optional)" in page[page.index("Age") :][:60]
    assert "(optional)" not in page[page.index("Name") :][:60]


def test_an_error_stands_by_its_field_and_in_the_summary_with_a_way_to_it() -> None:
    page = drawn(Enquiry({"age": "old", "name": "A", "place": "a"}))
    assert '<a href="#id_age">Age</a>: Enter a whole number.' in page
    assert 'id="id_age_error"' in page
    assert 'aria-describedby="id_age_error"' in page
    assert 'aria-invalid="true"' in page
    assert "form-control is-invalid" in page


def test_the_summary_leads_to_choices_too() -> None:
    page = drawn(Enquiry({}))
    assert '<a href="#id_kind">Kind</a>' in page
    assert 'id="id_kind"' in page
    assert 'aria-describedby="id_kind_error"' in page


def test_an_error_of_the_whole_form_stands_in_the_summary() -> None:
    assert "<li>Seven does not go with this.</li>" in drawn(Enquiry({"age": "7"}))


def test_a_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in drawn(Enquiry())


def test_what_was_typed_is_still_there_after_an_error() -> None:
    page = drawn(Enquiry({"name": "王<b>", "age": "old", "place": "b", "kind": "y"}))
    assert 'value="王&lt;b&gt;"' in page
    assert 'value="old"' in page
    assert '<option value="b" selected>' in page


def test_a_day_is_given_to_the_browser_in_the_one_form_that_it_reads() -> None:
    assert 'type="date" name="born" value="2020-02-03"' in str(Enquiry(initial={"born": date(2020, 2, 3)})["born"])


def test_one_field_may_be_drawn_alone() -> None:
    alone = render_to_string("parts/field.html", {"field": Enquiry()["name"]})
    assert alone.strip() == str(Enquiry()["name"].as_field_group()).strip()


def test_a_form_is_kept_as_one_types_only_where_asked() -> None:
    assert "data-autosave" not in drawn(Enquiry())
    page = render_to_string("parts/form.html", {"form": Enquiry(), "autosave": "enquiry"})
    assert 'data-autosave="enquiry"' in page
    assert "data-draft-notice hidden" in page
