"""A second stack, with everything switched on that a parameter switches on, and what becomes of it."""

import hashlib
import secrets

import checks
import deploy
import flow
import template
from fixtures import ALICE, PASSWORDS
from report import note
from stack import Stack, client
from visitor import Visitor, checked

NAME = "affogato-options"
DOMAIN = "id.example.com"


def prepared():
    """What an operator has before: a zone, a certificate, a topic."""
    zone = client("route53").create_hosted_zone(Name="example.com", CallerReference=secrets.token_hex(8))
    certificate = client("acm").request_certificate(DomainName=DOMAIN, ValidationMethod="DNS")
    topic = client("sns").create_topic(Name="alarms")
    return {
        "DomainName": DOMAIN,
        "HostedZoneId": zone["HostedZone"]["Id"].rsplit("/", 1)[-1],
        "CertificateArn": certificate["CertificateArn"],
        "AlarmTopicArn": topic["TopicArn"],
    }


def run(built, parameters, bring_in):
    """Deploys it, uses it by its own name and past an edge, and deletes it."""
    edge, given = secrets.token_hex(24), prepared()
    switched_on = {
        "CustomerKey": "true",
        "DeletionProtection": "true",
        "EdgeSecretHash": hashlib.sha256(edge.encode()).hexdigest(),
        "ProvisionedConcurrency": 1,
        "ReservedConcurrency": 20,
    }
    deploy.deploy(NAME, built, **{**parameters, **given, **switched_on})
    stack = Stack(NAME)
    assert stack.issuer == f"https://{DOMAIN}", stack.issuer
    bring_in(stack)

    past = stack.app.get(f"{stack.issuer}/api/method/ping", timeout=10)
    assert past.status_code == 403, (past.status_code, past.text)
    stack.send_along({"x-affogato-edge": edge, "cloudfront-viewer-address": "192.0.2.7:46532"})
    known = checked(stack.app.get(f"{stack.issuer}/.well-known/openid-configuration", timeout=10), 200).json()
    assert known["issuer"] == stack.issuer, known
    alice = Visitor(stack, ALICE, PASSWORDS[ALICE])
    token = flow.tokens(stack, alice)["access_token"]
    assert checked(stack.get("openid_profile", token), 200).json()["iss"] == stack.issuer
    note(f"a token by the name {DOMAIN}, past an edge that proves itself; without its proof 403")

    note(f"{checks.may_be_called(stack)} integrations may be invoked")
    names_lead_there(given["HostedZoneId"])
    concurrency(stack)
    alarms(given["AlarmTopicArn"])
    protected(stack)
    in_front(stack, edge, given["CertificateArn"])
    deploy.delete(NAME)
    assert stack.item("UsersTable", f"user#{ALICE}")


def names_lead_there(zone):
    """The zone has a record of the name."""
    records = client("route53").list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    (record,) = (record for record in records if record["Name"].rstrip(".") == DOMAIN)
    assert record["AliasTarget"]["DNSName"], record


def concurrency(stack):
    """What is kept warm; the emulator's CloudFormation passes over what is reserved."""
    functions, warm = client("lambda"), []
    for function, name in stack.functions().items():
        try:
            kept = functions.get_provisioned_concurrency_config(FunctionName=name, Qualifier="live")
        except functions.exceptions.ProvisionedConcurrencyConfigNotFoundException:
            continue
        assert kept["RequestedProvisionedConcurrentExecutions"] == 1, kept
        warm.append(function)
    assert warm, "no function is kept warm"
    note(f"kept warm: {', '.join(sorted(warm))}")


def alarms(topic):
    """Every alarm is heard by the topic, and there is a dashboard."""
    cloudwatch = client("cloudwatch")
    found = cloudwatch.describe_alarms(AlarmNamePrefix=NAME)["MetricAlarms"]
    assert found and all(alarm["AlarmActions"] == [topic] for alarm in found), found
    boards = cloudwatch.list_dashboards(DashboardNamePrefix=NAME)["DashboardEntries"]
    assert len(boards) == 1, boards
    note(f"{len(found)} alarms, a dashboard")


def in_front(stack, secret, certificate):
    """infra/templates/edge.yaml makes a distribution that leads to the API, proves itself, and has a firewall."""
    name, api = f"{NAME}-edge", stack.outputs["ApiUrl"].removeprefix("https://")
    edge = template.rewrite(deploy.ROOT / "infra/templates/edge.yaml", deploy.WORK)
    deploy.deploy(name, edge, ApiDomain=api, DomainName=DOMAIN, CertificateArn=certificate, EdgeSecret=secret)
    pages = client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=name)
    found = {item["LogicalResourceId"]: item["PhysicalResourceId"] for page in pages for item in page["StackResourceSummaries"]}
    config = client("cloudfront").get_distribution_config(Id=found["Distribution"])["DistributionConfig"]
    (origin,) = config["Origins"]["Items"]
    assert origin["DomainName"] == api and config["Aliases"]["Items"] == [DOMAIN], config
    sent = {header["HeaderName"]: header["HeaderValue"] for header in origin["CustomHeaders"]["Items"]}
    assert sent == {"x-affogato-edge": secret}, sent
    assert "webacl" in config["WebACLId"], config
    note("an edge in front of it: CloudFront, which proves itself, and a firewall")
    deploy.delete(name)


def protected(stack):
    """A table cannot be deleted by anybody."""
    dynamodb = client("dynamodb")
    for name in stack.of_type("AWS::DynamoDB::Table").values():
        try:
            dynamodb.delete_table(TableName=name)
        except dynamodb.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "ValidationException", error
            continue
        raise AssertionError(f"{name} could be deleted")
