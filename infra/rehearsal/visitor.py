"""Somebody at a browser, whose https addresses lead to the emulator: the person of tests/clients."""

import base64
import hashlib
import secrets

import network
from fixtures import CALLBACK
from person import Person, query


class Broken(Exception):
    """The server failed: it answered 5xx, which is its own fault and not the caller's."""


def checked(answer, *statuses):
    """An answer that has one of these statuses."""
    if answer.status_code >= 500:
        raise Broken(f"{answer.request.method} {answer.request.path_url[:100]}: {answer.status_code}")
    assert answer.status_code in statuses, (answer.request.url, answer.status_code, answer.text[:500])
    return answer


class Visitor(Person):
    """A person who comes to a deployed stack."""

    def __init__(self, stack, login=None, password=None):
        super().__init__(stack, login=None)
        network.carried(self.browser, stack.port).headers.update(stack.headers)
        if login:
            self.log_in(login, password)

    def log_in(self, login, password, status=200):
        """Logs in by Frappe's method."""
        form = {"usr": login, "pwd": password}
        return checked(self.browser.post(f"{self.server.issuer}/api/method/login", data=form), status)

    def ask(self, client_id, **more):
        """GETs the authorization endpoint, and gives whatever it answers."""
        asked = {"client_id": client_id, "response_type": "code", "scope": "all openid", "redirect_uri": CALLBACK}
        return checked(self.visit(self.server.url("authorize"), **{**asked, **more}), 200, 302, 303)

    def sent_to(self, client_id, **more):
        """The parameters with which the browser comes to the app, after the question if there is one."""
        answer = self.ask(client_id, **more)
        if answer.status_code == 200:
            answer = checked(self.decide(answer.url), 303)
        address = answer.headers["Location"]
        assert address.startswith(CALLBACK), address
        return query(address.replace("#", "?", 1))


def pkce():
    """A verifier and its challenge."""
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).decode().rstrip("=")
