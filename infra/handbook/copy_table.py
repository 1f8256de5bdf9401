"""Copies the items of one DynamoDB table over those of another: after a restore, or into a second region."""

import argparse
import time

import boto3


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--source-region", help="where the source is, if not in your own region")
    parser.add_argument("--target-region", help="where the target is, if not in your own region")
    parser.add_argument("--skip", metavar="KEY", action="append", default=[], help="leave this item as it is")
    parser.add_argument("--exact", action="store_true", help="also delete what the source does not have")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    return parser.parse_args()


def items(client, table):
    """Every item, as it is now."""
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def write(client, table, requests):
    """Writes by 25, and again what DynamoDB had no time for."""
    for start in range(0, len(requests), 25):
        left, pause = {table: requests[start : start + 25]}, 0.1
        while left:
            left = client.batch_write_item(RequestItems=left)["UnprocessedItems"]
            if left:
                time.sleep(pause)
                pause = min(2 * pause, 10)


def main():
    options = arguments()
    source = boto3.client("dynamodb", region_name=options.source_region)
    target = boto3.client("dynamodb", region_name=options.target_region)
    key = target.describe_table(TableName=options.target)["Table"]["KeySchema"][0]["AttributeName"]

    def by_key(client, table):
        every = {item[key]["S"]: item for item in items(client, table)}
        return {name: item for name, item in every.items() if name not in options.skip}

    old, new = by_key(target, options.target), by_key(source, options.source)
    changed = [item for name, item in new.items() if old.get(name) != item]
    gone = [name for name in old if name not in new] if options.exact else []
    verb = "would be " if options.dry_run else ""
    print(f"{len(new)} items read, {len(changed)} {verb}written, {len(gone)} {verb}deleted")
    if not options.dry_run:
        write(target, options.target, [{"PutRequest": {"Item": item}} for item in changed])
        write(target, options.target, [{"DeleteRequest": {"Key": {key: {"S": name}}}} for name in gone])


main()
