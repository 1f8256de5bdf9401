"""The rehearsal, step by step; `run` prepares what it needs."""

import json
import os
import sys
import time

import acts
import checks
import deploy
import flow
import options
import policies
import template
from fixtures import ALICE, BOB, PASSWORDS, write
from report import EXPLAIN, end, finding, note, step
from stack import Stack, client
from visitor import Visitor, checked

NAME = "affogato-rehearsal"
ARCHITECTURE = os.environ["REHEARSAL_ARCHITECTURE"]
# samconfig.toml's environment `dev` says the same; what is given here takes its place.
PARAMETERS = {
    "Architecture": ARCHITECTURE,
    "DeletionProtection": "false",
    "LogRetentionDays": 7,
    "RequiredScopes": json.dumps({"GET /orders": "openid"}),
}


def bring_in(stack):
    """The first System Manager and the clients, by the command line."""
    deploy.affogato(
        "user", "add", ALICE, "--role", "System Manager", "--password-stdin", "--stack", stack.name,
        typed=PASSWORDS[ALICE] + "\n",
    )
    fixtures = deploy.WORK / "fixtures.json"
    write(fixtures)
    deploy.affogato("import", str(fixtures), "--stack", stack.name)


def explain(stack, since):
    """What the functions wrote to their logs since a moment, and what was refused last."""
    for function in stack.functions():
        for line in stack.log(function, since)[-5:]:
            note(f"{function}: {line}")
    for denial in policies.Journal().entries()[-3:]:
        note("refused: {action} on {resource} {keys} to {who}".format(**denial))


def main():
    began = time.monotonic()
    journal = policies.Journal()
    with step("the built template is read"):
        built = template.rewrite(template.BUILT, deploy.WORK)
        note("it is deployed as sam build wrote it" if built == template.BUILT else "a copy is deployed")
    with step("sam deploy creates the stack"):
        deploy.deploy(NAME, built, **PARAMETERS)
        stack = Stack(NAME)
        EXPLAIN.append(lambda since: explain(stack, since))
        note(f"{len(stack.resources)} resources, issuer {stack.issuer}")
    with step("what the emulator passes over is done or read"):
        checks.expire(stack)
        note(f"API Gateway may invoke what {checks.may_be_called(stack)} integrations name")
        note(f"{checks.routes_lead_somewhere(stack)} routes lead to them")
        checks.logs_are_kept_for(stack, 7)
    with step("affogato makes the first System Manager, and imports clients"):
        bring_in(stack)
    with step("login, code with PKCE, tokens, id_token, profile, introspection, refresh, revocation"):
        alice = flow.run(stack)
        kept = flow.tokens(stack, alice)
    with step("refused callers are told how to authenticate"):
        for method in flow.challenges(stack):
            finding(f"{method}: the header WWW-Authenticate is lost behind API Gateway")
    with step("the functions needed no permission that they have not"):
        denied = journal.entries()
        assert not denied, denied
    with step("a logout goes through the queue to notify"):
        if not checks.queue_calls_notify(stack, acts.Acts(stack)):
            finding("the emulator's queue calls no function")
    with step("each permission in turn is taken away, missed, and given back"):
        tried = acts.Acts(stack)
        count = policies.run(stack, tried)
        note(f"{count} permissions")
    with step("what no function may do is refused to it"):
        note(f"{checks.may_not(stack, tried)} attempts with the functions' own credentials")
    with step("sam deploy updates the stack; tokens from before it still work"):
        deploy.deploy(NAME, built, **{**PARAMETERS, "LogRetentionDays": 30, "RequestsPerSecond": 50, "OpenIntrospection": 1})
        update(stack, kept)
    with step("sam delete deletes the stack and keeps its tables"):
        EXPLAIN.clear()
        deploy.delete(NAME)
        gone(stack)
    with step("a second stack has everything that parameters switch on"):
        options.run(built, PARAMETERS, bring_in)
    note(f"everything took {time.monotonic() - began:.0f} s")
    end()


def update(stack, kept):
    """The tokens from before live, and the new parameters are heard."""
    stack.read()
    checks.logs_are_kept_for(stack, 30)
    profile = checked(stack.get("openid_profile", kept["access_token"]), 200).json()
    assert profile["email"] == ALICE, profile
    behind = checks.behind(stack)
    if behind:
        finding(f"changed parameters are not heard: `live` is a version from before them in {', '.join(behind)}")
    else:
        anybody = checked(stack.post("introspect_token", token=kept["access_token"]), 200)
        assert anybody.json()["active"] is True, anybody.text
    assert flow.refresh(stack, kept["refresh_token"])["access_token"]
    Visitor(stack, BOB, PASSWORDS[BOB])


def gone(stack):
    """No function is left; the tables are, with the users in them, and the key that opens the secrets."""
    left = [name for name in stack.functions().values() if is_there(name)]
    assert not left, left
    for email in (ALICE, BOB):
        item = stack.item("UsersTable", f"user#{email}")
        assert item and item["document"]["M"], email
    assert stack.item("ClientsTable", "web") and stack.item("SettingsTable", "data_key")
    state = client("kms").describe_key(KeyId=stack.outputs["DataKey"])["KeyMetadata"]["KeyState"]
    assert state == "Enabled", state


def is_there(function):
    """Whether a function exists."""
    functions = client("lambda")
    try:
        functions.get_function(FunctionName=function)
    except functions.exceptions.ResourceNotFoundException:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
