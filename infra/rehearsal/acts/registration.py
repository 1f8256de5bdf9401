"""What `register_client` does."""

import network
from fixtures import CALLBACK
from past import forget_throttles
from visitor import checked


class OfRegistration:
    """Acts of `register_client`."""

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
