"""An app in Flask on Authlib, as its documentation has it: `register` with the discovery document, and three routes."""

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, jsonify, redirect, session, url_for

from relying_party import HOME, SECRET, discovery_uri, registration

CALLBACK = f"{HOME}/callback"
GOODBYE = f"{HOME}/goodbye"


def client(client_id):
    """The app's registration with the provider; its users are asked."""
    return registration(client_id, CALLBACK, GOODBYE)


class App:
    """The app, and one user's browser at it."""

    def __init__(self, server, client_id, client_secret=SECRET):
        self.flask = Flask(__name__)
        self.flask.secret_key = "of no importance"
        # What the app keeps of its user's tokens, which are too long for a cookie.
        self.token = None
        self.provider = OAuth(self.flask).register(
            "affogato",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=discovery_uri(server),
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
            fetch_token=lambda: self.token,
            update_token=self._update,
        )
        self.flask.get("/login")(self.login)
        self.flask.get("/callback")(self.callback)
        self.flask.get("/profile")(self.profile)
        self.flask.get("/logout")(self.logout)
        self.flask.get("/goodbye")(self.goodbye)
        self.flask.errorhandler(OAuthError)(self.refused)
        self.browser = self.flask.test_client()

    def login(self):
        return self.provider.authorize_redirect(url_for("callback", _external=True))

    def callback(self):
        self.token = self.provider.authorize_access_token()
        session["user"] = self.token["userinfo"]
        return jsonify(self.token["userinfo"])

    def profile(self):
        return jsonify(self.provider.userinfo())

    def logout(self):
        session.pop("user")
        goodbye = url_for("goodbye", _external=True)
        return self.provider.logout_redirect(goodbye, id_token_hint=self.token["id_token"])

    def goodbye(self):
        self.provider.validate_logout_response()
        return redirect("/")

    def refused(self, error):
        return jsonify(error=error.error, description=error.description), 400

    def _update(self, token, refresh_token=None, access_token=None):
        assert refresh_token == self.token["refresh_token"]
        self.token = token

    def visit(self, address):
        """The user's browser comes to an address of the app's."""
        return self.browser.get(address, base_url=None if address.startswith(HOME) else HOME)

    def begin(self):
        """Where the user is sent to sign in."""
        return self.visit("/login").headers["Location"]

    def sign_in(self, person):
        """The person signs in; gives what the app has verified of the id_token."""
        answer = self.visit(person.callback(self.begin()))
        assert answer.status_code == 200, answer.text
        return answer.json

    def cached_kids(self):
        """The keys that the app knows by now."""
        return [key["kid"] for key in self.provider.server_metadata["jwks"]["keys"]]
