"""What `session` does: logins, and what a person does with his account."""

import secrets

import flow
from fixtures import ALICE, BOB, PASSWORDS
from past import age_sessions, forget_throttles
from stack import client
from visitor import Visitor, checked

from .reading import field


class OfSession:
    """Acts of `session`."""

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
