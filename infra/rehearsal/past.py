"""Time that passes for a stack, by the operator's hand."""

import time

from stack import client

TWO_HOURS = 2 * 3_600_000


def forget_throttles(stack):
    """Removes the counters of wrong passwords: attempts that failed for want of a permission count, too."""
    for key in tokens(stack, "throttle#"):
        client("dynamodb").delete_item(TableName=stack.outputs["TokensTable"], Key=key)


def age_sessions(stack):
    """Makes every session two hours older: its next use is written down."""
    then = {"N": str(int(time.time() * 1000) - TWO_HOURS)}
    for key in tokens(stack, "session#"):
        client("dynamodb").update_item(
            TableName=stack.outputs["TokensTable"],
            Key=key,
            UpdateExpression="SET #document.last_active = :then",
            ExpressionAttributeNames={"#document": "document"},
            ExpressionAttributeValues={":then": then},
        )


def tokens(stack, kind):
    """The keys of all items of a kind in the table of tokens."""
    pages = client("dynamodb").get_paginator("scan").paginate(
        TableName=stack.outputs["TokensTable"], ProjectionExpression="id"
    )
    return [item for page in pages for item in page["Items"] if item["id"]["S"].startswith(kind)]
