"""A deployed stack: what CloudFormation says of it, and the functions' processes and logs behind it."""

import json
import os
import signal
import time
from pathlib import Path

import boto3

import network

RPC = "/api/method/frappe.integrations.oauth2."
RESTART_WITHIN = 10


def client(service):
    """The operator's client of an AWS service; the environment leads it to the emulator."""
    return boto3.client(service)


class Stack:
    """One stack by its name. `issuer` and `url` are what tests/clients ask of a server."""

    def __init__(self, name):
        self.name = name
        self.port = int(os.environ["GATEWAY_PORT"])
        self.cloudformation = client("cloudformation")
        self.app = network.app(self.port)
        self.headers = {}
        self.read()

    def send_along(self, headers):
        """Headers that every request has, as an edge in front of the API adds them."""
        self.headers = headers
        self.app.headers.update(headers)

    def read(self):
        """Asks CloudFormation again what there is."""
        described = self.cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]
        self.outputs = {out["OutputKey"]: out["OutputValue"] for out in described.get("Outputs", [])}
        pages = self.cloudformation.get_paginator("list_stack_resources").paginate(StackName=self.name)
        self.resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
        self.issuer = self.outputs["Issuer"]

    def of_type(self, kind):
        """The physical ids of the resources of a type, by logical id."""
        found = (resource for resource in self.resources if resource["ResourceType"] == kind)
        return {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in found}

    def functions(self):
        """The functions' names, by the template's name without `Function`: `GetToken`, `Session`."""
        found = self.of_type("AWS::Lambda::Function").items()
        return {logical.removesuffix("Function"): name for logical, name in found}

    def role(self, function):
        """The name of a function's role."""
        return self.of_type("AWS::IAM::Role")[f"{function}FunctionRole"]

    def url(self, method):
        """The address of one of the provider's methods."""
        return f"{self.issuer}{RPC}{method}"

    def post(self, method, auth=None, **form):
        """An app's POST of a form to one of the provider's methods."""
        return self.app.post(self.url(method), data=form, auth=auth, timeout=network.TIMEOUT)

    def get(self, method, token):
        """An app's GET with an access token."""
        bearer = {"Authorization": f"Bearer {token}"}
        return self.app.get(self.url(method), headers=bearer, timeout=network.TIMEOUT)

    def item(self, table, key):
        """An item as the operator sees it, or None."""
        name = self.outputs[table]
        schema = client("dynamodb").describe_table(TableName=name)["Table"]["KeySchema"]
        key = {schema[0]["AttributeName"]: {"S": key}}
        return client("dynamodb").get_item(TableName=name, Key=key, ConsistentRead=True).get("Item")

    def processes(self, function):
        """The processes of a function that are alive: pid and environment."""
        name, found = self.functions()[function], []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                pairs = (folder / "environ").read_bytes().decode("utf-8", "replace").split("\0")
                state = (folder / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
            except OSError:
                continue  # another user's, or gone
            environment = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
            if environment.get("AWS_LAMBDA_FUNCTION_NAME") == name and state != "Z":
                found.append((int(folder.name), environment))
        return found

    def end_processes(self, function):
        """Ends a function's processes: the next request starts a new one, which has cached nothing."""
        pids = [pid for pid, _ in self.processes(function)]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + RESTART_WITHIN
        while self.processes(function):
            assert time.monotonic() < deadline, f"processes of {function} do not end"
            time.sleep(0.01)

    def log(self, function, since):
        """What a function has written to its log since a moment (in milliseconds)."""
        group = f"/aws/lambda/{self.functions()[function]}"
        events = client("logs").filter_log_events(logGroupName=group, startTime=since)["events"]
        noise = ("START ", "END ", "REPORT ")
        return [event["message"].rstrip() for event in events if not event["message"].startswith(noise)]

    def invoke(self, function, event):
        """Invokes a function past the API, as API Gateway does with an authorizer; gives its answer, or its error."""
        answer = client("lambda").invoke(
            FunctionName=self.functions()[function], Qualifier="live", Payload=json.dumps(event)
        )
        payload = json.loads(answer["Payload"].read() or b"null")
        return payload, answer.get("FunctionError")
