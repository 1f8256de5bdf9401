"""Every permission of every function is taken away in turn: the function that it serves fails, and nothing else does."""

import copy
import json
import os
import time
from pathlib import Path

from report import finding, note
from stack import client
from visitor import Broken

LEADING_KEYS = "dynamodb:LeadingKeys"


class Journal:
    """What the emulator has refused."""

    def __init__(self):
        self.path = Path(os.environ["REHEARSAL_DENIALS"])

    def position(self):
        """Where new entries begin."""
        return len(self.entries())

    def entries(self, since=0):
        """The refusals since a position, in order."""
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        return [json.loads(line) for line in lines][since:]


def without(document, sid, action=None, key=None):
    """A policy without a statement, without one of its actions or leading keys, or without an action on a leading key."""
    document = copy.deepcopy(document)
    for statement in list(document["Statement"]):
        if statement["Sid"] != sid:
            continue
        if action and key:
            document["Statement"].append(only(statement, action, key))
        if action:
            statement["Action"].remove(action)
        elif key:
            keys(statement).remove(key)
        else:
            document["Statement"].remove(statement)
    return document


def only(statement, action, key):
    """A statement with one of its actions, on all leading keys but this."""
    rest = copy.deepcopy({**statement, "Sid": f"{statement['Sid']}Rest", "Action": [action]})
    keys(rest).remove(key)
    return rest


def keys(statement):
    """The leading keys that a statement is for; none if it is for all items."""
    return statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get(LEADING_KEYS, [])


def removals(document):
    """What can be taken away: every statement, and in it whatever is one of several: actions, leading keys, pairs of both."""
    for statement in document["Statement"]:
        sid, actions = statement["Sid"], statement["Action"]
        yield {"sid": sid}
        if len(actions) > 1 and len(keys(statement)) > 1:
            yield from ({"sid": sid, "action": action, "key": key} for action in actions for key in keys(statement))
        elif len(actions) > 1:
            yield from ({"sid": sid, "action": action} for action in actions)
        elif len(keys(statement)) > 1:
            yield from ({"sid": sid, "key": key} for key in keys(statement))


class Role:
    """The one inline policy of a function's role."""

    def __init__(self, stack, function):
        self.iam, self.name = client("iam"), stack.role(function)
        (self.policy,) = self.iam.list_role_policies(RoleName=self.name)["PolicyNames"]
        self.document = self.iam.get_role_policy(RoleName=self.name, PolicyName=self.policy)["PolicyDocument"]

    def put(self, document):
        """Replaces the policy; one without a statement is removed."""
        names = {"RoleName": self.name, "PolicyName": self.policy}
        if document["Statement"]:
            self.iam.put_role_policy(PolicyDocument=json.dumps(document), **names)
        else:
            self.iam.delete_role_policy(**names)


class Trial:
    """A function, its role and its acts."""

    def __init__(self, stack, acts, function, journal):
        self.stack, self.function, self.journal = stack, function, journal
        self.role = Role(stack, function)
        self.acts = [(act.__name__.replace("_", " "), act) for act in acts.of(function)]
        assert self.acts, f"{function} has no act: say in acts what it does for its callers"
        variables = client("lambda").get_function_configuration(FunctionName=stack.functions()[function])
        if "DATA_KEY_ID" in variables["Environment"]["Variables"]:
            last = self.acts[-1][1]
            self.acts.append(("make the data key", lambda: acts.make_the_data_key(last())))
        self.siblings = [acts.of(other)[0] for other in stack.functions() if other != function]

    def perform(self, act, document):
        """Whether an act breaks under a policy, in a new process. Afterwards the full policy is back."""
        running = act()
        next(running)
        self.role.put(document)
        self.stack.end_processes(self.function)
        try:
            next(running, None)
            return None
        except Broken as broken:
            return str(broken)
        finally:
            running.close()
            self.role.put(self.role.document)
            self.stack.end_processes(self.function)

    def tried(self, act, document):
        """How an act breaks under a policy, and what was refused; tried anew where it broke and nothing was refused.

        The emulator now and then hands a call to a process that has just been ended, and answers 502 for it.
        """
        for _ in range(3):
            since = self.journal.position()
            broken = self.perform(act, document)
            denied = self.journal.entries(since)
            if denied or not broken:
                break
        return broken, denied

    def take(self, removal):
        """Finds the act that a permission serves, and that the other functions do without it."""
        document, name = without(self.role.document, **removal), words(removal)
        noticed = []
        for act_name, act in self.acts:
            began = int(time.time() * 1000)
            broken, denied = self.tried(act, document)
            strangers = [entry for entry in denied if self.role.name not in entry["who"]]
            assert not strangers, f"others were refused something, too: {strangers}"
            noticed += denied
            if not broken:
                continue
            if not denied:
                lines = "\n".join(self.stack.log(self.function, began)[-10:])
                raise AssertionError(f"{self.function} without {name}: {broken}, and no policy refused it\n{lines}")
            note(f"{self.function} without {name}: cannot {act_name} ({denied[-1]['action']} refused)")
            return
        if noticed:
            note(f"{self.function} without {name}: answers all the same; it asks for {noticed[-1]['action']} when it starts")
        else:
            finding(f"{self.function} does all the same without {name}")

    def others_go_on(self):
        """Without any permission of this function the other functions do their work."""
        since = self.journal.position()
        running = [act() for act in self.siblings]
        for act in running:
            next(act)
        self.role.put({**self.role.document, "Statement": []})
        try:
            for act in running:
                next(act, None)
        finally:
            self.role.put(self.role.document)
        # Its queue may call the function itself meanwhile.
        others = [entry for entry in self.journal.entries(since) if self.role.name not in entry["who"]]
        assert not others, others


def words(removal):
    """A removal, as it is printed."""
    parts = [removal[part] for part in ("action", "key") if part in removal]
    return f"{removal['sid']}{f' ({chr(32).join(parts)})' if parts else ''}"


def run(stack, acts):
    """Tries every permission of every function; gives how many there are."""
    journal, count = Journal(), 0
    for function in sorted(stack.functions()):
        trial = Trial(stack, acts, function, journal)
        trial.others_go_on()
        for removal in removals(trial.role.document):
            trial.take(removal)
            count += 1
        for _, act in trial.acts:
            assert trial.tried(act, trial.role.document) == (None, []), f"{function} does not work again"
    return count
