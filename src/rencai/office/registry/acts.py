"""The words of this app's acts."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "registry.talent_added": _("added a talent"),
    "registry.talent_corrected": _("corrected a talent's record"),
    "registry.identity_attested": _("attested a talent's identity"),
    "registry.account_linked": _("linked a talent's record with an account, or parted them"),
    "registry.sensitive_seen": _("looked at a talent's identity number, phone and mailbox"),
    "registry.searched_by_number": _("searched for a talent by a number"),
    "registry.entry_added": _("added an entry to a talent's record"),
    "registry.entry_corrected": _("corrected an entry of a talent's record"),
    "registry.entry_attested": _("attested an entry of a talent's record"),
    "registry.entry_removed": _("removed an entry from a talent's record"),
    "registry.document_added": _("added a document"),
    "registry.document_seen": _("opened a document"),
    "registry.consent_given": _("gave consent"),
    "registry.consent_withdrawn": _("withdrew consent"),
    "registry.talents_merged": _("merged two records of one person"),
    "registry.talents_split": _("split a merged record again"),
    "registry.imported": _("imported a file"),
    "registry.exported": _("exported a list"),
}
