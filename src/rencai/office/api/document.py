"""The OpenAPI document: what the routers say, and the problems that each operation can answer with."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from rencai.office.api.problems import KINDS, MEDIA_TYPE, Problem

ALWAYS = (400, 401, 403, 429, 500)
WITH_BODY = (409, 413, 415)
PROBLEM = {"$ref": "#/components/schemas/Problem"}


class OfficeAPI(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for methods in document["paths"].values():
            for operation in methods.values():
                _complete(operation)
        return document

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)


def _complete(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status in _problems(operation):
        responses.setdefault(status, _answer(status))
    if 200 in responses and "requestBody" not in operation:
        responses[304] = {"description": "Nothing has changed since the answer with this ETag"}


def _problems(operation: dict[str, Any]) -> tuple[int, ...]:
    in_path = any(parameter["in"] == "path" for parameter in operation["parameters"])
    return (*ALWAYS, *((404,) if in_path else ()), *(WITH_BODY if "requestBody" in operation else ()), 422)


def _answer(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": str(KINDS[status].title), "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
    if status == 429:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return answer
