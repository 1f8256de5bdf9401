"""A copy of what `sam build` wrote that `sam local start-api` can serve on this machine.

What SAM's local gateway cannot do is written out here, never in template.yaml. Each step says why;
README.md lists them. It imports SAM's own YAML reader, so it runs in SAM's virtual environment.
"""

import argparse
import re
import shutil
from pathlib import Path

from samcli.yamlhelper import yaml_dump, yaml_parse

FUNCTION = "AWS::Serverless::Function"
INTEGRATION = "AWS::ApiGatewayV2::Integration"
NESTED = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")
KEY = "data.key"
# Where Lambda has a function's code.
CODE = "/var/task"


def of_type(template, *types):
    """The resources of these types, by logical id."""
    resources = template["Resources"].items()
    return {name: resource for name, resource in resources if resource["Type"] in types}


def copy_code(name, function, build, folder, key):
    """The function's code in a folder of its own, with the data key beside it.

    Never in the build's own folder: what lies there is what `sam deploy` uploads.
    """
    properties = function["Properties"]
    code = folder / name
    shutil.copytree(build / properties["CodeUri"], code)
    properties["CodeUri"] = str(code)
    if "DATA_KEY_ID" in variables(function):
        shutil.copy(key, code / KEY)


def variables(function):
    """The function's own environment."""
    environment = function["Properties"].setdefault("Environment", {})
    return environment.setdefault("Variables", {})


def set_environment(template, issuer, database):
    """What is elsewhere here: the issuer, the database, the data key.

    SAM passes only variables that the template names.
    """
    for function in of_type(template, FUNCTION).values():
        mine = variables(function)
        mine["AFFOGATO_ISSUER"] = issuer
        mine["AWS_ENDPOINT_URL_DYNAMODB"] = database
        # There is no KMS. Who has no key on AWS has none here.
        if mine.pop("DATA_KEY_ID", None):
            mine["DATA_KEY_FILE"] = f"{CODE}/{KEY}"


def name_functions(template):
    """Integrations name their functions by a plain ARN: SAM does not resolve a function's alias."""
    functions = of_type(template, FUNCTION)
    for name, integration in of_type(template, INTEGRATION).items():
        words = re.findall(r"\w+", str(integration["Properties"]["IntegrationUri"]))
        named = {word for word in words if word in functions}
        if len(named) != 1:
            raise SystemExit(f"{name} names {len(named)} functions, and not one")
        arn = f"arn:aws:lambda:us-east-1:123456789012:function:{named.pop()}"
        integration["Properties"]["IntegrationUri"] = (
            f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
        )


def drop_nested(template, build):
    """Nested stacks (a domain, alarms) are nothing that this machine has.

    SAM would read them, and does not ask their conditions first.
    """
    for name, stack in of_type(template, *NESTED).items():
        where = stack["Properties"].get("TemplateURL") or stack["Properties"]["Location"]
        nested = yaml_parse((build / where).read_text(encoding="utf-8"))
        if of_type(nested, FUNCTION):
            raise SystemExit(f"the nested stack {name} has functions, which would not be started")
        del template["Resources"][name]
    # An output of a stack that is not there.
    template.pop("Outputs", None)


def main():
    """Writes `template.yaml` and a folder for each function into the given folder."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--build", type=Path, required=True, help="output of `sam build`")
    arguments.add_argument("--folder", type=Path, required=True, help="where to write the copy")
    arguments.add_argument("--issuer", required=True, help="the origin that the browser uses")
    arguments.add_argument("--database", required=True, help="the database, as a container sees it")
    arguments.add_argument("--key", type=Path, required=True, help="the file with the data key")
    options = arguments.parse_args()
    template = yaml_parse((options.build / "template.yaml").read_text(encoding="utf-8"))
    for name, function in of_type(template, FUNCTION).items():
        copy_code(name, function, options.build, options.folder, options.key)
    set_environment(template, options.issuer, options.database)
    name_functions(template)
    drop_nested(template, options.build)
    (options.folder / "template.yaml").write_text(yaml_dump(template), encoding="utf-8")


if __name__ == "__main__":
    main()
