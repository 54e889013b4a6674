"""The programs' way in: /api/v1/. Each app brings its router."""

from ninja import NinjaAPI

api = NinjaAPI(title="Rencai", version="1", urls_namespace="api")
