"""An app on requests-oauthlib that a test tells what to do, a line of JSON each, and that answers each with one.

The test of a person in Chromium starts it (`tests/browser/desk.test.mjs`): what the person reads off a page is told to
the app, and nothing else.
"""

import json
import os
import sys

import jwt
from oauthlib.oauth2 import OAuth2Error
from requests_oauthlib import OAuth2Session

from affogato import RPC

# requests-oauthlib refuses plain HTTP otherwise; the tests talk to a loopback address.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


class App:
    """Knows what its developer has entered: issuer, client ID, client secret, and its own callback."""

    def __init__(self, issuer, client_id, client_secret, callback):
        self.issuer, self.client_id, self.client_secret = issuer, client_id, client_secret
        self.session = OAuth2Session(client_id, redirect_uri=callback, scope=["all", "openid"], pkce="S256")

    def url(self, method):
        return f"{self.issuer}{RPC}{method}"

    def begin(self):
        """Where the person's browser is sent."""
        address, _ = self.session.authorization_url(self.url("authorize"))
        return {"open": address}

    def arrive(self, callback):
        """Who has come, as the id_token says that the client's own secret has signed."""
        token = self.session.fetch_token(
            self.url("get_token"),
            authorization_response=callback,
            client_secret=self.client_secret,
            include_client_id=True,
        )
        claims = jwt.decode(
            token["id_token"], self.client_secret, algorithms=["HS256"], audience=self.client_id, issuer=self.issuer
        )
        return {"email": claims["email"]}

    def profile(self):
        """What its access token still opens."""
        return {"status": self.session.get(self.url("openid_profile")).status_code}

    def refresh(self):
        """What its refresh token is still good for."""
        try:
            self.session.refresh_token(
                self.url("get_token"), client_id=self.client_id, client_secret=self.client_secret
            )
        except OAuth2Error as error:
            return {"error": error.error}
        return {"error": None}


def main():
    told = map(json.loads, sys.stdin)
    app = App(**next(told))
    for act, *arguments in told:
        print(json.dumps(getattr(app, act)(*arguments)), flush=True)


if __name__ == "__main__":
    main()
