"""What `rotate_keys` and `notify` do, which have no path; and keys that are forgotten and made anew."""

import json
import time

import jwt

from stack import client
from visitor import Broken


class OfKeys:
    """Acts of `rotate_keys` and `notify`, and of whoever needs a key that is not there."""

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

    def make_the_data_key(self, needs_it):
        """Makes a data key where there is none yet; secrets that are sealed under another cannot be opened with it."""
        next(needs_it)
        settings, key = self.stack.outputs["SettingsTable"], self.stack.item("SettingsTable", "data_key")
        signing = self.stack.item("SettingsTable", "signing_keys")
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
            # Those that were made meanwhile are sealed under the other one.
            self.forget_the_keys()
            if signing:
                client("dynamodb").put_item(TableName=settings, Item=signing)
