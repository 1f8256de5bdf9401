"""What `desk` does for System Managers and their programs."""

import secrets

import flow
import network
from fixtures import ALICE, BOB, CALLBACK
from past import age_sessions
from visitor import checked

from .reading import field


class OfDesk:
    """Acts of `desk`."""

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
