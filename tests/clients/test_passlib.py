"""Passwords move in and out: hashes that passlib makes now are imported, let in, renewed, exported, and read by passlib."""

import json
import subprocess

import requests
from passlib.context import CryptContext
from passlib.hash import argon2

from affogato import BINARY, Affogato

# frappe.utils.password has this; the rest is what a site may have set instead, at passlib's costs.
FRAPPE = {"schemes": ["pbkdf2_sha256", "argon2"]}
FORMS = {
    "$pbkdf2-sha256$29000$": FRAPPE,
    "$argon2id$v=19$m=65536,t=3,p=4$": {"schemes": ["argon2"]},
    "$argon2i$v=19$m=65536,t=3,p=4$": {"schemes": ["argon2"], "argon2__type": "i"},
    "$argon2d$v=19$m=65536,t=3,p=4$": {"schemes": ["argon2"], "argon2__type": "d"},
    "$2b$12$": {"schemes": ["bcrypt"]},
    "$2a$12$": {"schemes": ["bcrypt"], "bcrypt__ident": "2a"},
    "$2y$12$": {"schemes": ["bcrypt"], "bcrypt__ident": "2y"},
    "$bcrypt-sha256$v=2,t=2b,r=12$": {"schemes": ["bcrypt_sha256"]},
    "$bcrypt-sha256$2b,12$": {"schemes": ["bcrypt_sha256"], "bcrypt_sha256__version": 1},
}
# 84 bytes, of which bcrypt hears 72.
PASSWORD = "Erín's 咖啡 " + "x" * 69
WRONG = "Erin's 咖啡 " + "x" * 69
OURS = "$argon2id$v=19$m=19456,t=2,p=1$"


def affogato(*arguments):
    """What a command prints."""
    done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def status(server, user, password):
    """What a login answers, from a browser that nobody knows."""
    form = {"usr": user, "pwd": password}
    return requests.post(f"{server.issuer}/api/method/login", data=form, timeout=60).status_code


def hashes(folder):
    """Every imported user's hash, as it moves out; a server on the loopback has a demo user, too."""
    rows = json.loads(affogato("export", "--doctype", "__Auth", "--data", folder))
    return {row["name"]: row["password"] for row in rows if row["name"].startswith("user")}


def test_a_hash_that_passlib_makes_lets_its_user_in_and_is_ours_afterwards(tmp_path):
    folder, documents, nothing = (tmp_path / name for name in ("data", "site.json", "no.json"))
    made = {}
    for index, (form, context) in enumerate(FORMS.items()):
        made[f"user{index}@example.com"] = CryptContext(**context).hash(PASSWORD)
        assert made[f"user{index}@example.com"].startswith(form)
    users = [{"doctype": "User", "name": user} for user in made]
    rows = [
        {"doctype": "__Auth", "name": user, "fieldname": "password", "password": made[user]}
        for user in made
    ]
    documents.write_text(json.dumps(users + rows))
    nothing.write_text("[]")
    affogato("import", documents, "--data", folder)
    assert hashes(folder) == made

    server = Affogato(folder, documents=nothing)
    try:
        refused = {user: status(server, user, WRONG) for user in made}
        let_in = {user: status(server, user, PASSWORD) for user in made}
    finally:
        server.stop()
    assert refused == dict.fromkeys(made, 401)
    assert let_in == dict.fromkeys(made, 200)

    renewed = hashes(folder)
    assert renewed.keys() == made.keys()
    for user, text in renewed.items():
        assert text.startswith(OURS), f"{made[user]} became {text}"
        # Nobody is locked in: Frappe's context reads ours.
        assert argon2.verify(PASSWORD, text) and not argon2.verify(WRONG, text)

    server = Affogato(folder, documents=nothing)
    try:
        again = {user: status(server, user, PASSWORD) for user in made}
        # Ours hear all of it.
        short = {user: status(server, user, PASSWORD[:-1]) for user in made}
    finally:
        server.stop()
    assert again == dict.fromkeys(made, 200)
    assert short == dict.fromkeys(made, 401)
    assert hashes(folder) == renewed, "ours are not renewed"
