"""Questions of a fixed shape, whose SQL is written once: for pages that ask a dozen of them.

To write the SQL of a question costs Django several times what the database takes to answer it. A question here is
written with stand-ins for the numbers that differ from page to page; to ask it is to put those in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models.query import ModelIterable, get_related_populators

from rencai.office.asker import Asker, Scope

STAND_INS = (-2_000_000_001, -2_000_000_002)
"""What no row is numbered."""


class Prepared:
    """A question that differs by whole numbers alone: `question` is given a stand-in for each of them.

    What else a question depends on, such as the day, is another question. Each thread writes its own.
    """

    def __init__(self, question: Callable[..., models.QuerySet[Any, Any]], numbers: int = 1) -> None:
        self._question, self._numbers = question, numbers
        self._of_thread = threading.local()

    def __call__(self, *given: int) -> list[Any]:
        """The rows: models with what was selected along, or tuples of a `values_list`. One query."""
        if not hasattr(self._of_thread, "written"):
            self._of_thread.written = _written(self._question(*STAND_INS[: self._numbers]))
        written: _Written | None = self._of_thread.written
        return list(written.rows(given)) if written else []


class PreparedFor:
    """As `Prepared`, of what somebody may see: `question` is given who asks first, and must look at no day.

    It is written once for all whose mandates reach the same.
    """

    def __init__(self, question: Callable[..., models.QuerySet[Any, Any]], numbers: int = 0) -> None:
        def prepared(asker: _Anybody) -> Prepared:
            return Prepared(lambda pk, *others: question(asker.numbered(pk), *others), numbers + 1)

        self._prepared = lru_cache(maxsize=256)(prepared)

    def __call__(self, user: Any, *given: int) -> list[Any]:
        return self._prepared(_Anybody(user, user.reach))(user.pk, *given)


class _Anybody:
    """Whoever reaches as far as `user`."""

    def __init__(self, user: Asker, reach: Hashable, pk: int = 0) -> None:
        self.pk, self._user, self._reach = pk, user, reach

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Anybody) and other._reach == self._reach

    def __hash__(self) -> int:
        return hash(self._reach)

    def numbered(self, pk: int) -> _Anybody:
        return _Anybody(self._user, self._reach, pk)

    def scope(self, permission: str) -> Scope:
        return self._user.scope(permission)

    def post(self, permission: str) -> Scope:
        return self._user.post(permission)


def _written(question: models.QuerySet[Any, Any]) -> _Written | None:
    """None for what has no answer whatever the numbers."""
    try:
        return _Written(question)
    except EmptyResultSet:
        return None


class _Written:
    """The SQL of a question, and how its rows become models."""

    def __init__(self, question: models.QuerySet[Any, Any]) -> None:
        self._database = question.db
        self._compiler: Any = question.query.get_compiler(question.db)
        self._sql, self._parameters = self._compiler.as_sql()
        self._converters = self._compiler.get_converters([one[0] for one in self._compiler.select])
        self._model: Any = question.model if issubclass(question._iterable_class, ModelIterable) else None
        if self._model:
            select, columns = self._compiler.select, self._compiler.klass_info["select_fields"]
            self._own = slice(columns[0], columns[-1] + 1)
            self._names = [one[0].target.attname for one in select[self._own]]
            populators: Any = get_related_populators
            self._joined = populators(self._compiler.klass_info, select, question.db)

    def rows(self, given: tuple[int, ...]) -> Iterator[Any]:
        found = chain.from_iterable(self._answer(given))
        rows = self._compiler.apply_converters(found, self._converters) if self._converters else found
        return map(self._of_model, rows) if self._model else map(tuple, rows)

    def _answer(self, given: tuple[int, ...]) -> Any:
        put: dict[Any, Any] = dict(zip(STAND_INS, given, strict=False))
        put |= {str(stand_in): str(number) for stand_in, number in put.items()}
        parameters = tuple(put.get(one, one) if isinstance(one, int | str) else one for one in self._parameters)
        self._compiler.as_sql = lambda *args, **kwargs: (self._sql, parameters)
        return self._compiler.execute_sql()

    def _of_model(self, row: Any) -> Any:
        found = self._model.from_db(self._database, self._names, row[self._own])
        for one in self._joined:
            one.populate(row, found)
        return found
