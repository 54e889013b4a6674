"""Acts on documents and consent."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act
from rencai.office.registry.keeping import locked_entry, locked_talent, tell
from rencai.office.registry.models import Consent, Document, Talent
from rencai.office.uploads import looked_at


@act
def add_document(*, by: User, talent: Talent, title: str, upload: File[bytes]) -> Document:
    """Keeps a piece of evidence.

    Raises:
        Refused: no mandate over this talent.
        ValidationError: the file is too big, of no kind that is taken, or harmful; or there is no title.
    """
    talent, mandate = locked_talent(talent, by, "registry.edit")
    try:
        seen = looked_at(upload)
    except ValidationError as problem:
        raise ValidationError({"upload": problem}) from None
    document = Document(
        talent=talent,
        title=title.strip(),
        name=seen.name,
        media_type=seen.media_type,
        size=seen.size,
        sha256=seen.sha256,
        uploaded_by=by,
    )
    document.full_clean(exclude=["file"])
    document.file.save(seen.name, upload, save=False)
    document.save()
    told = {"title": document.title, "name": document.name, "size": document.size, "sha256": document.sha256}
    tell("registry.document_added", by, mandate, document, after=told)
    return document


@act
def open_document(*, by: User, document: Document) -> Document:
    """The document, to be read. The look itself is an event.

    Raises:
        Refused: `by` may not look at what is sensitive, and did not hand the document in.
    """
    document = Document.objects.select_related("talent").get(pk=document.pk)
    tell("registry.document_seen", by, must_open(by, document), document)
    return document


def must_open(by: User, document: Document) -> Mandate | None:
    """The mandate under which `by` may look at a document; None as its talent.

    Raises:
        Refused: `by` may not look at what is sensitive, and did not hand the document in.
    """
    may, handed_in = by.may("registry.view_sensitive", document.talent), document.uploaded_by_id == by.pk
    if not may and not (handed_in and by.may("registry.view", document.talent)):
        raise Refused(_("Documents are open to the talent, the talent office, and whoever handed them in."))
    return by.must("registry.view_sensitive" if may else "registry.view", document.talent)


def consents_in_person(by: User, talent: Talent) -> bool:
    """Whether `by` gives and withdraws consent as the talent, or (False) notes what the talent has signed.

    Raises:
        Refused: neither.
    """
    if by.standing.owns and talent.owner_id == by.pk:
        return True
    if not by.may("registry.attest", talent):
        raise Refused(_("Only the talent gives and withdraws consent; the talent office notes what they have signed."))
    return False


def _signed(by: User, talent: Talent, paper: str) -> tuple[Mandate | None, str]:
    """The mandate by which a signed paper is noted, and that paper; of whoever consents in person, neither."""
    if consents_in_person(by, talent):
        return None, ""
    if not paper.strip():
        raise ValidationError({"paper": _("Say which paper the talent has signed, and where it is kept.")})
    return by.must("registry.attest", talent), paper.strip()


@act
def give_consent(*, by: User, talent: Talent, source: str, purpose: str, until: date, paper: str = "") -> Consent:
    """Notes that the talent lets the office look up `source` (of Consent.Source) for `purpose` until a day.

    Args:
        paper: what the talent has signed and where it is kept; "" where they consent in person.

    Raises:
        Refused: `by` is neither the talent nor holds a mandate to attest.
        ValidationError: a field is wrong, the day has passed, or no signed paper is named.
    """
    talent, _seen = locked_talent(talent, by, "registry.view")
    mandate, paper = _signed(by, talent, paper)
    consent = Consent(talent=talent, source=source, purpose=purpose.strip(), given_on=today(), until=until, paper=paper)
    consent.full_clean()
    if until < today():
        raise ValidationError({"until": _("This day has passed.")})
    consent.save()
    after = {"source": source, "purpose": consent.purpose, "until": until}
    tell("registry.consent_given", by, mandate, consent, after=after, reason=paper)
    return consent


@act
def withdraw_consent(*, by: User, consent: Consent, paper: str = "") -> Consent:
    """Ends a consent today.

    Args:
        paper: what the talent has signed and where it is kept; "" where they withdraw in person.

    Raises:
        Refused: `by` is neither the talent nor holds a mandate to attest.
        ValidationError: it was withdrawn before, or no signed paper is named.
    """
    consent, _seen = locked_entry(consent, by, "registry.view")
    mandate, paper = _signed(by, consent.talent, paper)
    if consent.withdrawn_on:
        raise ValidationError(_("This consent was withdrawn before."), code="withdrawn")
    consent.withdrawn_on = today()
    consent.save(update_fields=["withdrawn_on"])
    after = {"withdrawn_on": consent.withdrawn_on}
    tell("registry.consent_withdrawn", by, mandate, consent, after=after, reason=paper)
    return consent
