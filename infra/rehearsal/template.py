"""What the emulator cannot create is written differently, in a copy of the built template; template.yaml is never bent for it."""

import json
import logging
from pathlib import Path

import yaml

# It warns of what the rehearsal does not use.
logging.disable(logging.WARNING)

from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

from report import stand_in

BUILT = Path(__file__).resolve().parents[2] / ".aws-sam/build/template.yaml"


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms."""


def short_form(loader, tag, node):
    """`!Ref X` is {"Ref": X}, and `!GetAtt A.B` is {"Fn::GetAtt": ["A", "B"]}."""
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


Loader.add_multi_constructor("!", short_form)


def load(path):
    """A template."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader)


def is_known(kind):
    """Whether the emulator, or SAM's transform, knows a type."""
    return kind in _RESOURCE_HANDLERS or kind.startswith("AWS::Serverless::")


def leave_out_unknown_types(name, resource):
    """None for a resource of a type that the emulator does not know."""
    if is_known(resource["Type"]):
        return resource
    stand_in(f"{name} is left out: the emulator does not know {resource['Type']}")
    return None


def reduce_alarms(name, resource):
    """An alarm on an expression becomes one on the first metric of it."""
    properties = resource["Properties"]
    if resource["Type"] != "AWS::CloudWatch::Alarm" or "Metrics" not in properties:
        return resource
    first = next(metric["MetricStat"] for metric in properties["Metrics"] if "MetricStat" in metric)
    kept = {key: value for key, value in properties.items() if key != "Metrics"}
    simple = {**kept, **first["Metric"], "Period": first["Period"], "Statistic": first["Stat"]}
    stand_in(f"{name} watches the first metric of its expression: the emulator knows no metric math")
    return {**resource, "Properties": simple}


def follow(path, resource, folder):
    """Makes the paths in a resource absolute, so that it can stand in another folder; whether a template behind it was rewritten."""
    properties = resource.get("Properties", {})
    if resource["Type"] == "AWS::CloudFormation::Stack":
        nested = (path.parent / properties["TemplateURL"]).resolve()
        properties["TemplateURL"] = str(rewrite(nested, folder))
        return properties["TemplateURL"] != str(nested)
    if resource["Type"] == "AWS::Serverless::Function" and isinstance(properties.get("CodeUri"), str):
        properties["CodeUri"] = str((path.parent / properties["CodeUri"]).resolve())
    return False


def rewrite(path, folder):
    """The path of a template that the emulator can create: this one, or a copy in a folder."""
    template, resources, changed = load(path), {}, False
    for name, resource in template["Resources"].items():
        changed |= follow(path, resource, folder)
        rewritten = leave_out_unknown_types(name, resource)
        rewritten = rewritten and reduce_alarms(name, rewritten)
        changed |= rewritten is not resource
        if rewritten:
            resources[name] = rewritten
    if not changed:
        return path
    text = json.dumps({**template, "Resources": resources}, indent=1)
    for name in template["Resources"].keys() - resources.keys():
        assert f'"{name}"' not in text, f"{name} cannot be left out: something refers to it"
    copy = folder / f"{path.parent.name}-{path.stem}.json"
    copy.write_text(text, encoding="utf-8")
    return copy
