"""What a deployed stack is held against where the emulator would not notice."""

import json
import time

from fixtures import ALICE
from report import stand_in
from stack import client
import template


def may_be_called(stack):
    """API Gateway may invoke what every integration names, for this API; the emulator invokes it without asking."""
    (api,) = stack.of_type("AWS::ApiGatewayV2::Api").values()
    integrations = client("apigatewayv2").get_integrations(ApiId=api, MaxResults="500")["Items"]
    for integration in integrations:
        arn = integration["IntegrationUri"].split("/functions/", 1)[1].removesuffix("/invocations")
        function, qualifier = arn.split(":function:", 1)[1].split(":", 1)
        policy = client("lambda").get_policy(FunctionName=function, Qualifier=qualifier)["Policy"]
        allowed = [
            statement["Condition"]["ArnLike"]["AWS:SourceArn"]
            for statement in json.loads(policy)["Statement"]
            if statement["Principal"] == {"Service": "apigateway.amazonaws.com"} and statement["Resource"] == arn
        ]
        assert any(source.endswith(f":{api}/*") for source in allowed), (arn, allowed)
    return len(integrations)


def routes_lead_somewhere(stack):
    """Every route leads to an integration that is there."""
    (api,) = stack.of_type("AWS::ApiGatewayV2::Api").values()
    gateway = client("apigatewayv2")
    there = {f"integrations/{item['IntegrationId']}" for item in gateway.get_integrations(ApiId=api)["Items"]}
    routes = gateway.get_routes(ApiId=api)["Items"]
    for route in routes:
        assert route["Target"] in there, route
    return len(routes)


def logs_are_kept_for(stack, days):
    """Every log group of the stack has this retention."""
    names = set(stack.of_type("AWS::Logs::LogGroup").values())
    groups = [group for group in client("logs").describe_log_groups()["logGroups"] if group["logGroupName"] in names]
    assert len(groups) == len(names) > 0
    assert {group.get("retentionInDays") for group in groups} == {days}, groups


def behind(stack):
    """The functions whose alias `live` has another configuration than the function: the API does not see what was deployed."""
    functions, found = client("lambda"), []
    for function, name in stack.functions().items():
        now = functions.get_function_configuration(FunctionName=name)
        live = functions.get_function_configuration(FunctionName=name, Qualifier="live")
        if any(now.get(part) != live.get(part) for part in ("CodeSha256", "Environment", "MemorySize", "Timeout")):
            found.append(function)
    return found


def expire(stack):
    """TimeToLiveSpecification, by DynamoDB's own call."""
    resources = template.load(template.BUILT)["Resources"]
    for name, table in stack.of_type("AWS::DynamoDB::Table").items():
        specification = resources[name]["Properties"].get("TimeToLiveSpecification")
        if specification:
            stand_in(f"{name}: time to live is set by a call, because the emulator's CloudFormation passes over it")
            client("dynamodb").update_time_to_live(TableName=table, TimeToLiveSpecification=specification)


def may_not(stack, acts):
    """What no function may do: other people's items, whole tables, the key of others. Gives how many were refused."""
    tables, count = stack.outputs, 0
    keyless = {"Session", "Authorizer", "Discovery"}
    for function in stack.functions():
        list(acts.of(function)[0]())
        _, environment = stack.processes(function)[0]
        dynamodb, kms = as_function(environment, "dynamodb"), as_function(environment, "kms")
        # The desk lists what administrators keep; nobody lists the settings, where the data key is.
        listed = TABLES[-1:] if function == "Desk" else TABLES
        refused = [lambda table=table: dynamodb.scan(TableName=tables[table]) for table in listed]
        if function != "Session":
            refused.append(lambda: get(dynamodb, tables["UsersTable"], "name", f"password#{ALICE}"))
            refused.append(lambda: get(dynamodb, tables["TokensTable"], "id", "throttle#user#x"))
        if function not in ("Session", "Authorize", "Desk", "GetToken"):
            refused.append(lambda: get(dynamodb, tables["TokensTable"], "id", "session#x"))
        if function not in ("Session", "Authorize", "Desk"):
            queue = as_function(environment, "sqs")
            refused.append(lambda queue=queue: queue.send_message(QueueUrl=tables["NotifyQueue"], MessageBody="x"))
        # Nobody but the login makes a session.
        if function != "Session":
            refused.append(lambda: put(dynamodb, tables["TokensTable"], "id", "session#x"))
            if function != "Desk":
                refused.append(lambda: put(dynamodb, tables["UsersTable"], "name", f"user#{ALICE}"))
        if function != "Desk":
            refused.append(lambda: put(dynamodb, tables["SettingsTable"], "name", "OAuth Provider Settings"))
        if function not in ("Desk", "Authorize", "RegisterClient"):
            refused.append(lambda: put(dynamodb, tables["ClientsTable"], "client_id", "web"))
        refused.append(lambda: put(dynamodb, tables["SettingsTable"], "name", "cut_off"))
        if function in keyless:
            refused.append(lambda: kms.encrypt(KeyId=tables["DataKey"], Plaintext=b"x"))
            refused.append(lambda: kms.generate_data_key(KeyId=tables["DataKey"], KeySpec="AES_256"))
        for attempt in refused:
            assert_refused(attempt, function)
        count += len(refused)
    return count


def queue_calls_notify(stack, acts):
    """A logout at the API reaches the function behind the queue; gives whether it does."""
    began, deadline = int(time.time() * 1000), time.monotonic() + CALLED_WITHIN
    list(acts.tell_an_app_of_a_logout())
    while time.monotonic() < deadline:
        if any("backchannel_logout" in line for line in stack.log("Notify", began)):
            return True
        time.sleep(0.2)
    return False


CALLED_WITHIN = 30
TABLES = ("ClientsTable", "UsersTable", "TokensTable", "SettingsTable")


def as_function(environment, service):
    """A client with a function's own credentials."""
    import boto3

    return boto3.client(
        service,
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=environment["AWS_SESSION_TOKEN"],
    )


def get(dynamodb, table, name, key):
    """GetItem."""
    return dynamodb.get_item(TableName=table, Key={name: {"S": key}})


def put(dynamodb, table, name, key):
    """PutItem."""
    return dynamodb.put_item(TableName=table, Item={name: {"S": key}})


def assert_refused(attempt, function):
    """An attempt that a policy refuses."""
    from botocore.exceptions import ClientError

    try:
        answer = attempt()
    except ClientError as error:
        assert error.response["Error"]["Code"].startswith("AccessDenied"), (function, error)
        return
    raise AssertionError(f"{function} may do what it must not: {answer}")
