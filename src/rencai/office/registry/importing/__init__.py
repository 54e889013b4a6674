"""How talents and organisations are imported."""

from __future__ import annotations


def register() -> None:
    """Offers both to whoever imports; called from AppConfig.ready()."""
    from rencai.office.imports import importable
    from rencai.office.registry.importing.organisations import OrganisationImport
    from rencai.office.registry.importing.talents import TalentImport

    importable.register(TalentImport)
    importable.register(OrganisationImport)
