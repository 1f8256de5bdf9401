"""What each function does for its callers: one act for every thing that it needs a permission for.

An act is a generator. What comes before its `yield` prepares it while everything is allowed; what comes after is the act,
which raises Broken if the server fails.
"""

import json
import secrets
import time

import jwt

import flow
import network
from fixtures import ALICE, BOB, CALLBACK, KEY, PASSWORDS, SECRETS
from past import age_sessions, forget_throttles
from stack import client
from visitor import Broken, Visitor, checked, pkce


def field(page, name):
    """The value of a field of a form."""
    return page.text.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def assert_keyed(signed):
    """A signed answer, an id_token or a profile, that names a key. Whether that is published, another function would have to say, which keeps for a minute what it read."""
    header = jwt.get_unverified_header(signed)
    assert header["alg"] == "RS256" and header["kid"], header


class Acts:
    """The acts on one stack."""

    def __init__(self, stack):
        self.stack = stack
        self.alice = Visitor(stack, ALICE, PASSWORDS[ALICE])
        self.tokens = flow.tokens(stack, self.alice)
        # Keys that other acts had forgotten.
        self.forgotten = []
        # As it was imported: his first login renews it.
        self.old_hash = stack.item("UsersTable", f"password#{BOB}")

    # ---- authorize

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

    # ---- get_token, revoke, introspect, openid_profile, authorizer, discovery

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

    # ---- register_client

    def registered(self, **more):
        """A client that registers itself, from an address that has not done so too often."""
        forget_throttles(self.stack)
        return self.register(**more)

    def register(self, **more):
        """Registers a client, and gives what it is told."""
        body = {"client_name": "Stranger", "redirect_uris": [CALLBACK], **more}
        answer = self.stack.app.post(self.stack.url("register_client"), json=body, timeout=network.TIMEOUT)
        return checked(answer, 201).json()

    def at_home(self, verb, made, status, **body):
        """What a client's own address answers to it."""
        headers = {"authorization": f"Bearer {made['registration_access_token']}"}
        address = made["registration_client_uri"]
        request = self.stack.app.request
        return checked(request(verb, address, headers=headers, json=body, timeout=network.TIMEOUT), status)

    def register_a_client(self):
        forget_throttles(self.stack)
        yield
        assert "client_secret" in self.register()

    def read_a_registration(self):
        made = self.registered()
        yield
        assert self.at_home("GET", made, 200).json()["client_name"] == "Stranger"

    def change_a_registration(self):
        made = self.registered()
        yield
        body = {"client_id": made["client_id"], "client_name": "Changed", "redirect_uris": [CALLBACK]}
        assert self.at_home("PUT", made, 200, **body).json()["client_name"] == "Changed"

    def delete_a_registration(self):
        made = self.registered()
        yield
        self.at_home("DELETE", made, 204)
        self.at_home("GET", made, 401)

    def register_a_client_whose_secret_signs(self):
        forget_throttles(self.stack)
        yield
        assert self.register(id_token_signed_response_alg="HS256")["id_token_signed_response_alg"] == "HS256"

    # ---- rotate_keys

    def rotate_the_keys(self):
        self.forget_the_keys()
        yield
        answer, error = self.stack.invoke("RotateKeys", {})
        if error:
            raise Broken(f"{error}: {json.dumps(answer)}")
        # Another function may have made them in between.
        assert len(answer["keys"]) == 2, answer

    def forget_the_keys(self):
        """Deletes the keys that sign: who needs one next has it made."""
        name = {"name": {"S": "signing_keys"}}
        there = self.stack.item("SettingsTable", "signing_keys")
        self.forgotten += [there] if there else []
        client("dynamodb").delete_item(TableName=self.stack.outputs["SettingsTable"], Key=name)

    def bring_back_the_key_of(self, token):
        """Puts keys back that were forgotten, if a function that had read them before signs by them still."""
        kid, settings = jwt.get_unverified_header(token)["kid"], self.stack.outputs["SettingsTable"]
        there = self.stack.item("SettingsTable", "signing_keys")
        if kid not in str(there):
            keys = next(keys for keys in reversed(self.forgotten) if kid in str(keys))
            client("dynamodb").put_item(TableName=settings, Item=keys)
            # A function asks for keys that it does not know once in a second.
            time.sleep(1.1)

    # ---- notify

    def tell_an_app(self):
        yield
        body = {"client_id": "told", "sub": "s", "sid": "s"}
        began = int(time.time() * 1000)
        event = {"Records": [{"messageId": "1", "body": json.dumps(body)}]}
        answer, error = self.stack.invoke("Notify", event)
        if error:
            raise Broken(f"{error}: {json.dumps(answer)}")
        assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}, answer
        # It comes as far as the app's address, which is one of its own machine.
        if not any("not one of the internet's" in line for line in self.stack.log("Notify", began)):
            raise Broken("no logout token was made")

    def make_the_keys_for_a_logout_token(self):
        self.forget_the_keys()
        yield from self.tell_an_app()

    # ---- session

    def tell_an_app_of_a_logout(self):
        person, _ = self.known_to_an_app(ALICE)
        yield
        checked(person.browser.post(f"{self.stack.issuer}/api/method/logout"), 200)

    def log_in(self):
        forget_throttles(self.stack)
        yield
        Visitor(self.stack, ALICE, PASSWORDS[ALICE])

    def log_in_from_a_known_browser(self):
        person = Visitor(self.stack, ALICE, PASSWORDS[ALICE])
        yield
        person.log_in(ALICE, PASSWORDS[ALICE])

    def renew_an_old_password_hash(self):
        forget_throttles(self.stack)
        users, key = self.stack.outputs["UsersTable"], f"password#{BOB}"
        client("dynamodb").put_item(TableName=users, Item=self.old_hash)
        yield
        Visitor(self.stack, BOB, PASSWORDS[BOB])
        assert self.stack.item("UsersTable", key) != self.old_hash

    def show_who_is_logged_in(self):
        yield
        checked(self.alice.visit(f"{self.stack.issuer}/me"), 200)

    def write_down_that_a_person_came_back(self):
        age_sessions(self.stack)
        yield
        checked(self.alice.visit(f"{self.stack.issuer}/me"), 200)

    def take_an_app_back(self):
        person = Visitor(self.stack, BOB, PASSWORDS[BOB])
        token = flow.tokens(self.stack, person)["access_token"]
        yield
        page = checked(person.visit(f"{self.stack.issuer}/third_party_apps"), 200)
        assert "Web" in page.text
        form = {"csrf_token": field(page, "csrf_token"), "client_id": "web"}
        post = person.browser.post
        checked(post(f"{self.stack.issuer}/third_party_apps", data=form, allow_redirects=False), 303)
        assert flow.introspected(self.stack, token)["active"] is False

    def end_another_session(self):
        person, lost = (Visitor(self.stack, ALICE, PASSWORDS[ALICE]) for _ in range(2))
        yield
        page = checked(person.visit(f"{self.stack.issuer}/me/sessions"), 200)
        form = {"csrf_token": field(page, "csrf_token"), "session": lost.browser.cookies["sid"][4:26]}
        checked(person.browser.post(f"{self.stack.issuer}/me/sessions", data=form, allow_redirects=False), 303)
        checked(lost.browser.get(f"{self.stack.issuer}/me", allow_redirects=False), 302)

    def change_the_profile(self):
        person = Visitor(self.stack, ALICE, PASSWORDS[ALICE])
        yield
        page = checked(person.visit(f"{self.stack.issuer}/update-profile"), 200)
        form = {"csrf_token": field(page, "csrf_token"), "first_name": "Alice"}
        checked(person.browser.post(f"{self.stack.issuer}/update-profile", data=form, allow_redirects=False), 303)

    def change_the_password(self):
        forget_throttles(self.stack)
        person, old = Visitor(self.stack, BOB, PASSWORDS[BOB]), self.stack.item("UsersTable", f"password#{BOB}")
        yield
        page = checked(person.visit(f"{self.stack.issuer}/update-password"), 200)
        new = secrets.token_urlsafe(12)
        form = {"csrf_token": field(page, "csrf_token"), "old_password": PASSWORDS[BOB]}
        form |= {"new_password": new, "confirm_password": new}
        try:
            checked(person.browser.post(f"{self.stack.issuer}/update-password", data=form), 200)
            checked(person.visit(f"{self.stack.issuer}/me"), 200)
        finally:
            # The act is done again and again, with the password that the fixtures know.
            client("dynamodb").put_item(TableName=self.stack.outputs["UsersTable"], Item=old)

    def know_a_program_by_its_key(self):
        ask = self.by_api_key("/api/method/frappe.auth.get_logged_user")
        yield
        assert ask().json() == {"message": ALICE}

    def log_out(self):
        person = Visitor(self.stack, ALICE, PASSWORDS[ALICE])
        yield
        checked(person.browser.post(f"{self.stack.issuer}/api/method/logout"), 200)

    # ---- desk

    def desk(self, path, **form):
        """Sends the form of a page of the desk, and follows to where it leads."""
        address = f"{self.stack.issuer}{path}"
        page = checked(self.alice.visit(address), 200)
        form["csrf_token"] = field(page, "csrf_token")
        if 'name="modified"' in page.text:
            form["modified"] = field(page, "modified")
        return checked(self.alice.browser.post(address, data=form), 200)

    def see_what_is_here(self):
        yield
        checked(self.alice.visit(f"{self.stack.issuer}/app"), 200)

    def count_again(self):
        yield
        self.desk("/app")

    def list_clients_and_users(self):
        yield
        for path in ("/app/oauth-client", "/app/user"):
            checked(self.alice.visit(f"{self.stack.issuer}{path}"), 200)

    def write_down_that_a_manager_came_back(self):
        age_sessions(self.stack)
        yield
        checked(self.alice.visit(f"{self.stack.issuer}/app"), 200)

    def keep_settings(self):
        yield
        self.desk("/app/oauth-provider-settings", skip_authorization="Auto")
        self.desk("/app/social-login-key/frappe", base_url="")

    def revoke_a_grant(self):
        token = flow.tokens(self.stack, self.alice)["access_token"]
        yield
        page = checked(self.alice.visit(f"{self.stack.issuer}/app/user/{ALICE}"), 200)
        # The first is the one that was used last.
        self.desk(f"/app/user/{ALICE}", act="revoke", grant=field(page, "grant"))
        assert flow.introspected(self.stack, token)["active"] is False

    def unlock_a_user(self):
        yield
        self.desk(f"/app/user/{BOB}", act="unlock")

    def sign_out_a_user_whom_an_app_knows(self):
        self.known_to_an_app(BOB)
        yield
        self.desk(f"/app/user/{BOB}", act="cut-off")

    def make_a_user_and_delete_him(self):
        yield
        email = f"{secrets.token_hex(4)}@example.com"
        self.desk("/app/user/new", email=email, enabled="1", new_password=secrets.token_urlsafe(12))
        self.desk(f"/app/user/{email}", act="make-api-key")
        self.desk(f"/app/user/{email}", act="delete")

    def by_api_key(self, path):
        """What a program that has an API key of Alice's does."""
        page = self.desk(f"/app/user/{ALICE}", act="make-api-key")
        shown = [page.text.split(f'data-label="{label}">', 1)[1].split("<", 1)[0] for label in ("API Key", "API Secret")]
        headers = {"authorization": f"token {':'.join(shown)}"}
        get = self.stack.app.get
        return lambda: checked(get(f"{self.stack.issuer}{path}", headers=headers, timeout=network.TIMEOUT), 200)

    def answer_a_program_by_its_key(self):
        ask = self.by_api_key("/api/resource/OAuth%20Client/web")
        yield
        ask()

    def make_a_client_and_delete_it(self):
        yield
        page = self.desk("/app/oauth-client/new", app_name="Made", redirect_uris=CALLBACK, scopes="all openid")
        made = page.text.split('data-label="Client ID">', 1)[1].split("<", 1)[0]
        self.desk(f"/app/oauth-client/{made}", act="delete")

    # ---- wherever there is a data key

    def make_the_data_key(self, needs_it):
        """Makes a data key where there is none yet; secrets that are sealed under another cannot be opened with it."""
        next(needs_it)
        settings, key = self.stack.outputs["SettingsTable"], self.stack.item("SettingsTable", "data_key")
        client("dynamodb").delete_item(TableName=settings, Key={"name": {"S": "data_key"}})
        try:
            yield
            try:
                next(needs_it, None)
            except (Broken, AssertionError):
                pass
            if self.stack.item("SettingsTable", "data_key") is None:
                raise Broken("no data key was made")
        finally:
            client("dynamodb").put_item(TableName=settings, Item=key)

    def of(self, function):
        """The acts of a function, the plainest first."""
        acts = {
            "Authorize": [
                self.spare_the_question,
                self.ask_and_give_a_code,
                self.keep_a_long_request,
                self.write_down_that_a_session_lives,
                self.log_out_for_an_app,
                self.keep_a_client_that_registered_itself,
                self.let_a_device_in,
                self.make_the_keys_at_the_front,
                self.sign_an_id_token_at_the_front,
            ],
            "GetToken": [
                self.make_the_keys_for_an_id_token,
                self.redeem_a_code_while_the_session_lives,
                self.give_tokens_for_a_signature,
                self.give_a_program_a_token,
                self.begin_at_a_device,
                self.redeem_a_code,
            ],
            "RegisterClient": [
                self.register_a_client,
                self.read_a_registration,
                self.change_a_registration,
                self.delete_a_registration,
                # The last one needs the data key.
                self.register_a_client_whose_secret_signs,
            ],
            "Revoke": [self.revoke_for_a_signature, self.revoke_a_token],
            "Introspect": [
                self.introspect_for_a_signature,
                self.introspect_a_token_that_can_be_read,
                self.introspect_for_an_api,
            ],
            "OpenidProfile": [self.tell_the_profile, self.make_the_keys_for_a_profile, self.sign_the_profile],
            "Authorizer": [self.authorize_a_call_by_a_token_that_can_be_read, self.authorize_a_call],
            "Discovery": [self.tell_where_everything_is],
            "RotateKeys": [self.rotate_the_keys],
            "Notify": [self.make_the_keys_for_a_logout_token, self.tell_an_app],
            "Session": [
                self.show_who_is_logged_in,
                self.log_in,
                self.log_in_from_a_known_browser,
                self.renew_an_old_password_hash,
                self.write_down_that_a_person_came_back,
                self.take_an_app_back,
                self.end_another_session,
                self.change_the_profile,
                self.change_the_password,
                self.know_a_program_by_its_key,
                self.know_a_program_by_a_token_that_can_be_read,
                self.tell_an_app_of_a_logout,
                self.log_out,
            ],
            "Desk": [
                self.see_what_is_here,
                self.count_again,
                self.list_clients_and_users,
                self.write_down_that_a_manager_came_back,
                self.keep_settings,
                self.revoke_a_grant,
                self.unlock_a_user,
                self.sign_out_a_user_whom_an_app_knows,
                self.make_a_user_and_delete_him,
                self.answer_a_program_by_its_key,
                self.answer_a_program_by_a_token_that_can_be_read,
                # The last one needs the data key.
                self.make_a_client_and_delete_it,
            ],
        }
        return acts.get(function, [])
