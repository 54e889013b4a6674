"""A city's unified identity for tests: an OpenID Connect provider on this machine, which vouches for whom it is told to."""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

CLIENT, SECRET = "rencai-test", "a secret of nobody"
CODE, ACCESS = "the-code", "the-access-token"


class Provider:
    """What the provider says, which a test may spoil, and what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.subject, self.name = "42", "赵六（虚构）"
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.challenge, self.asked = "", {}
        self.answers_token = True

    def authorised(self, location: str) -> dict[str, str]:
        """Follows the office's redirect as a browser would; gives what the callback is called with."""
        query = {name: found[0] for name, found in parse_qs(urlsplit(location).query).items()}
        self.challenge, self.asked = query["code_challenge"], query
        return {"code": CODE, "state": query["state"]}

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        verifier = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        expected = (form.get("code"), form.get("client_id"), form.get("client_secret"), verifier)
        if not self.answers_token or expected != (CODE, CLIENT, SECRET, self.challenge):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        told = {"iss": self.address, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 60, "name": self.name}
        told = {name: value for name, value in (told | self.claims).items() if value is not None}
        answer = {"access_token": ACCESS, "token_type": "Bearer", "expires_in": 60}
        if self.claims.get("sub", "") is not None:
            answer["id_token"] = jwt.encode(told, "a key of thirty-two bytes or more", algorithm="HS256")
        return 200, answer

    def info(self) -> dict[str, Any]:
        return {"sub": self.subject, "name": self.name, "email": "zhao@example.com"} | self.userinfo

    def configuration(self) -> dict[str, Any]:
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {"issuer": self.address, "jwks_uri": f"{self.address}/jwks"} | {
            f"{name}_endpoint": f"{self.address}/{path}" for name, path in ends.items()
        }


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        if self.path == "/.well-known/openid-configuration":
            self._answer(200, self.provider.configuration())
        elif self.path == "/userinfo" and self.headers["Authorization"] == f"Bearer {ACCESS}":
            self._answer(200, self.provider.info())
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: found[0] for name, found in parse_qs(body).items()}
        self._answer(*self.provider.token(form))

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, for as long as the block lasts."""
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"provider": provider})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
