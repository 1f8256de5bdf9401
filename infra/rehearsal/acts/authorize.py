"""What `authorize` does: the question, its answer, the logout that an app begins."""

import secrets

import flow
from fixtures import ALICE, CALLBACK, PASSWORDS
from past import age_sessions
from visitor import Visitor, checked, pkce

from .reading import assert_keyed, field


class OfAuthorize:
    """Acts of `authorize`."""

    def spare_the_question(self):
        yield
        assert "code" in self.alice.sent_to("web")

    def ask_and_give_a_code(self):
        yield
        assert "code" in self.alice.sent_to("web", prompt="consent")

    def keep_a_long_request(self):
        yield
        asked = {"client_id": "web", "response_type": "code", "redirect_uri": CALLBACK, "scope": "all openid"}
        form = {**asked, "state": secrets.token_hex(1500)}
        post = self.alice.browser.post
        sent = checked(post(self.stack.url("authorize"), data=form, allow_redirects=False), 303)
        assert "parked=" in sent.headers["Location"], sent.headers["Location"]
        checked(self.alice.visit(self.stack.issuer + sent.headers["Location"]), 200, 302, 303)

    def write_down_that_a_session_lives(self):
        age_sessions(self.stack)
        yield
        self.alice.ask("web", prompt="consent")

    def sign_an_id_token_at_the_front(self):
        yield
        asked = {"response_type": "code id_token", "nonce": "n", "prompt": "consent"}
        sent = self.alice.sent_to("front", **asked)
        assert flow.claims(self.stack, sent["id_token"], "front")["nonce"] == "n"

    def make_the_keys_at_the_front(self):
        self.forget_the_keys()
        yield
        asked = {"response_type": "code id_token", "nonce": "n", "prompt": "consent"}
        sent = self.alice.sent_to("keyed", **asked)
        assert_keyed(sent["id_token"])

    def known_to_an_app(self, login):
        """Somebody whose session an app knows of, and what it was given."""
        person = Visitor(self.stack, login, PASSWORDS[login])
        return person, person.sent_to("told", response_type="code id_token", nonce="n", prompt="consent")

    def log_out_for_an_app(self):
        person, sent = self.known_to_an_app(ALICE)
        yield
        checked(person.visit(f"{self.stack.issuer}/end_session", id_token_hint=sent["id_token"]), 200)
        checked(person.visit(f"{self.stack.issuer}/me"), 302)

    def keep_a_client_that_registered_itself(self):
        client_id = self.registered()["client_id"]
        yield
        asked = {"scope": "openid", "code_challenge": pkce()[1], "code_challenge_method": "S256"}
        assert "code" in self.alice.sent_to(client_id, **asked)

    def let_a_device_in(self):
        asked = flow.device(self.stack)
        yield
        page = checked(self.alice.visit(asked["verification_uri_complete"]), 200)
        form = {"csrf_token": field(page, "csrf_token"), "user_code": asked["user_code"]}
        post = self.alice.browser.post
        page = checked(post(f"{self.stack.issuer}/device", data=form), 200)
        assert asked["user_code"] in page.text, page.text
        checked(post(f"{self.stack.issuer}/device", data={**form, "decision": "allow"}), 200)
        answer = checked(flow.poll(self.stack, asked["device_code"]), 200).json()
        assert "refresh_token" in answer, answer
