"""What the endpoints do that give tokens, take them back, and tell of them."""

import json
import secrets
import time

import jwt

import flow
import network
from fixtures import ALICE, KEY, SECRETS
from visitor import Broken, checked, pkce

from .reading import assert_keyed


class OfTokens:
    """Acts of `get_token`, `revoke`, `introspect`, `openid_profile`, `authorizer` and `discovery`."""

    def begin_at_a_device(self):
        yield
        answer = checked(flow.poll(self.stack, flow.device(self.stack)["device_code"]), 400).json()
        assert answer["error"] == "authorization_pending", answer

    def give_a_program_a_token(self):
        yield
        answer = self.stack.post("get_token", auth=("job", SECRETS["job"]), grant_type="client_credentials")
        assert "refresh_token" not in checked(answer, 200).json(), answer.text

    def redeem_a_code(self):
        verifier, challenge = pkce()
        code = self.alice.sent_to("web", code_challenge=challenge, code_challenge_method="S256")["code"]
        yield
        flow.claims(self.stack, flow.redeem(self.stack, code, verifier)["id_token"])

    def make_the_keys_for_an_id_token(self):
        verifier, challenge = pkce()
        code = self.alice.sent_to("keyed", code_challenge=challenge, code_challenge_method="S256")["code"]
        self.forget_the_keys()
        yield
        answer = flow.redeem(self.stack, code, verifier, auth=("keyed", SECRETS["keyed"]))
        assert_keyed(answer["id_token"])

    def redeem_a_code_while_the_session_lives(self):
        verifier, challenge = pkce()
        code = self.alice.sent_to("told", code_challenge=challenge, code_challenge_method="S256")["code"]
        yield
        assert_keyed(flow.redeem(self.stack, code, verifier, auth=("told", SECRETS["told"]))["id_token"])

    def ask_by_a_signature(self, method, **form):
        """What an endpoint answers to the client `signer`."""
        now = int(time.time())
        claims = {"iss": "signer", "sub": "signer", "aud": self.stack.issuer, "exp": now + 60}
        assertion = jwt.encode({**claims, "jti": secrets.token_hex(8)}, KEY, "ES256", {"kid": "1"})
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        return self.stack.post(method, client_assertion_type=kind, client_assertion=assertion, **form)

    def give_tokens_for_a_signature(self):
        yield
        asked = {"grant_type": "refresh_token", "refresh_token": "affrx"}
        assert checked(self.ask_by_a_signature("get_token", **asked), 400).json()["error"] == "invalid_grant"

    def revoke_for_a_signature(self):
        yield
        checked(self.ask_by_a_signature("revoke_token", token="affax"), 200)

    def introspect_for_a_signature(self):
        yield
        assert checked(self.ask_by_a_signature("introspect_token", token="affax"), 200).json() == {"active": False}

    def revoke_a_token(self):
        token = flow.tokens(self.stack, self.alice)["access_token"]
        yield
        checked(self.stack.post("revoke_token", auth=flow.WEB, token=token), 200)

    def readable_token(self):
        """An access token of Alice's that is a JWT: who is shown it needs the keys."""
        verifier, challenge = pkce()
        asked = {"scope": "all openid admin", "code_challenge": challenge, "code_challenge_method": "S256"}
        code = self.alice.sent_to("read", **asked)["code"]
        return flow.redeem(self.stack, code, verifier, auth=("read", SECRETS["read"]))["access_token"]

    def introspect_a_token_that_can_be_read(self):
        token = self.readable_token()
        yield
        self.bring_back_the_key_of(token)
        answer = checked(self.stack.post("introspect_token", auth=("api", SECRETS["api"]), token=token), 200)
        assert answer.json()["active"] is True, answer.text

    def know_a_program_by_a_token_that_can_be_read(self):
        token = self.readable_token()
        yield
        self.bring_back_the_key_of(token)
        self.show_a_token("/api/method/frappe.auth.get_logged_user", token)

    def answer_a_program_by_a_token_that_can_be_read(self):
        token = self.readable_token()
        yield
        self.bring_back_the_key_of(token)
        self.show_a_token("/api/resource/OAuth%20Client/web", token)

    def show_a_token(self, path, token):
        """A program's call with an access token."""
        headers = {"authorization": f"Bearer {token}"}
        checked(self.stack.app.get(f"{self.stack.issuer}{path}", headers=headers, timeout=network.TIMEOUT), 200)

    def introspect_for_an_api(self):
        yield
        auth = ("api", SECRETS["api"])
        answer = checked(self.stack.post("introspect_token", auth=auth, token=self.tokens["access_token"]), 200)
        assert answer.json()["email"] == ALICE, answer.text

    def tell_the_profile(self):
        yield
        answer = checked(self.stack.get("openid_profile", self.tokens["access_token"]), 200)
        assert answer.json()["email"] == ALICE, answer.text

    def signed_profile(self):
        """Tokens of a client that is told the profile in a signed answer, and what takes it."""
        verifier, challenge = pkce()
        code = self.alice.sent_to("signed", code_challenge=challenge, code_challenge_method="S256")["code"]
        tokens = flow.redeem(self.stack, code, verifier, auth=("signed", SECRETS["signed"]))

        def ask():
            answer = checked(self.stack.get("openid_profile", tokens["access_token"]), 200)
            assert answer.headers["content-type"] == "application/jwt", answer.headers
            assert_keyed(answer.text)

        return ask

    def make_the_keys_for_a_profile(self):
        ask = self.signed_profile()
        self.forget_the_keys()
        yield
        ask()

    def sign_the_profile(self):
        ask = self.signed_profile()
        yield
        ask()

    def authorize_a_call(self):
        yield
        self.call_with(self.tokens["access_token"])

    def authorize_a_call_by_a_token_that_can_be_read(self):
        token = self.readable_token()
        yield
        self.bring_back_the_key_of(token)
        self.call_with(token)

    def call_with(self, token):
        """A call of an API that the authorizer protects."""
        headers = {"authorization": f"Bearer {token}"}
        event = {"version": "2.0", "type": "REQUEST", "routeKey": "GET /orders", "headers": headers}
        answer, error = self.stack.invoke("Authorizer", event)
        if error:
            raise Broken(f"{error}: {json.dumps(answer)}")
        assert answer["isAuthorized"] is True and answer["context"]["user"] == ALICE, answer

    def tell_where_everything_is(self):
        yield
        address = f"{self.stack.issuer}/.well-known/openid-configuration"
        answer = checked(self.stack.app.get(address, timeout=network.TIMEOUT), 200)
        assert answer.json()["issuer"] == self.stack.issuer, answer.text
        assert "keys" in checked(self.stack.app.get(answer.json()["jwks_uri"], timeout=network.TIMEOUT), 200).json()
