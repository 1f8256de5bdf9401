"""The emulator of AWS: ministack, with what the rehearsal needs and it lacks.

Each stands in for what AWS's documentation says; that AWS does so is not proved here. They wrap functions of one
pinned version of ministack, so a name that has gone ends the rehearsal at once.
"""

import json
import os
import sys

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.services import apigateway, dynamodb
from ministack.services.cloudformation import handlers

JOURNAL = os.environ["REHEARSAL_DENIALS"]


def leading_keys(body):
    """The partition keys that a request of DynamoDB names, which is what dynamodb:LeadingKeys stands for."""
    request = json.loads(body or b"{}")
    table = dynamodb._tables.get(request.get("TableName", "").rsplit("/", 1)[-1])
    items = [request[name] for name in ("Key", "Item") if name in request]
    if table is None or not items:
        return None
    return [next(iter(item[table["pk_name"]].values())) for item in items if table["pk_name"] in item]


def know_leading_keys():
    """Conditions on dynamodb:LeadingKeys are judged; ministack does not know the key, and a `ForAllValues` on it is true."""
    plain = iam_actions.dynamodb_service_context

    def service_context(body):
        context, keys = plain(body), leading_keys(body)
        return context if keys is None else {**context, "dynamodb:LeadingKeys": keys}

    iam_actions.dynamodb_service_context = service_context


def note_denials():
    """Every refusal by a policy is written down: who wanted what, on which resource and which items."""
    plain = iam_evaluator.enforce

    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        denied = plain(access_key_id, iam_action, service, region, resource_arn, service_context)
        if isinstance(denied, iam_evaluator.EvalResult):
            keys = (service_context or {}).get("dynamodb:LeadingKeys", [])
            line = {"who": denied.principal_arn, "action": iam_action, "resource": resource_arn, "keys": keys}
            with open(JOURNAL, "a", encoding="utf-8") as journal:
                journal.write(json.dumps(line) + "\n")
        return denied

    iam_evaluator.enforce = enforce


def judge_many_messages_as_one():
    """SQS asks for sqs:SendMessage, for a batch too; ministack asks for the call's own name."""
    plain = iam_evaluator.enforce

    def enforce(access_key_id, iam_action, *others, **named):
        one = "sqs:SendMessage" if iam_action == "sqs:SendMessageBatch" else iam_action
        return plain(access_key_id, one, *others, **named)

    iam_evaluator.enforce = enforce


def mapped(parameters, status, headers):
    """The headers after an integration's ResponseParameters, of which `append:header.X` from `$response.header.Y` is known."""
    for rule in parameters.get(str(status), {}).get("ResponseParameters", []):
        name = rule["Destination"].removeprefix("append:header.")
        source = rule["Source"].removeprefix("$response.header.")
        if rule["Destination"] == name or rule["Source"] == source:
            raise NotImplementedError(f"the rehearsal does not know this mapping: {rule}")
        found = [value for key, value in headers.items() if key.lower() == source.lower()]
        headers = {**headers, **({name: found[0]} if found else {})}
    return headers


def rename_challenges():
    """API Gateway gives a function's WWW-Authenticate another name, and then applies ResponseParameters; ministack does neither."""
    plain = apigateway._invoke_lambda_proxy

    async def invoke(integration, *others, **named):
        status, headers, body = await plain(integration, *others, **named)
        headers = {
            "x-amzn-remapped-www-authenticate" if name.lower() == "www-authenticate" else name: value
            for name, value in headers.items()
        }
        return status, mapped(integration.get("responseParameters") or {}, status, headers), body

    apigateway._invoke_lambda_proxy = invoke


def name_templates_as_on_s3():
    """GetTemplate tells a nested template's address as it is on S3: `sam delete` takes no other."""
    here, there = os.environ["AWS_ENDPOINT_URL"] + "/", "https://s3.us-east-1.amazonaws.com/"
    plain = handlers._get_template

    def get_template(params):
        status, headers, body = plain(params)
        return status, headers, body.replace(here.encode(), there.encode())

    (table,) = (table for table in vars(handlers).values() if isinstance(table, dict) and table.get("GetTemplate") is plain)
    table["GetTemplate"] = get_template


if __name__ == "__main__":
    know_leading_keys()
    note_denials()
    judge_many_messages_as_one()
    rename_challenges()
    name_templates_as_on_s3()
    sys.exit(app.main())
