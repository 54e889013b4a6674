"""The API itself, with the routers that the apps bring."""

from rencai.office.accounts.api import router as accounts
from rencai.office.api.coming_in import Token, strictly
from rencai.office.api.document import OfficeAPI
from rencai.office.api.limits import PerMandate
from rencai.office.api.problems import answer_with_problems
from rencai.office.audit.api import router as audit
from rencai.office.jobs.api import router as jobs
from rencai.office.oversight.api import router as oversight
from rencai.office.places.api import router as places
from rencai.office.recognition.api import router as recognition
from rencai.office.registry.api import router as registry

api = OfficeAPI(
    title="Rencai",
    version="1",
    description="The talent office of a city, for programs. A token stands for one mandate of one person.",
    urls_namespace="api",
    docs_url=None,
    auth=Token(),
    throttle=[PerMandate()],
)
answer_with_problems(api)
api.add_decorator(strictly, mode="view")
for router in (accounts, places, registry, recognition, oversight, audit, jobs):
    api.add_router("", router)
