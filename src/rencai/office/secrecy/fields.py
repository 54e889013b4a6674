"""Model fields for secrets."""

from __future__ import annotations

from typing import Any

from django.db import models

from rencai.office.secrecy.keys import blind_index, decrypt, encrypt


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that the database sees only encrypted. It cannot be filtered; a BlindIndexField beside it can."""

    description = "encrypted text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def _check_str_default_value(self) -> list[Any]:
        return []  # in Python this field is text

    def _column(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_default(self) -> Any:
        return ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        data = encrypt(value, self._column()) if value else b""
        return super().get_db_prep_value(data, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return decrypt(bytes(value), self._column()) if value else ""

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """The fingerprint of another field's text (its last `tail` characters, if given), kept up to date on saving."""

    def __init__(self, *args: Any, of: str = "", tail: int = 0, **kwargs: Any) -> None:
        self.of, self.tail = of, tail
        kwargs.update(max_length=32, editable=False, blank=True, default="")
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "tail": self.tail}

    def fingerprint(self, text: str) -> str:
        """What this column holds for `text`."""
        plain = text[-self.tail :] if self.tail else text
        return blind_index(plain, f"{self.model._meta.label_lower}.{self.name}")

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.fingerprint(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value
