"""SAM and the project's command line, as an operator runs them."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = Path(os.environ["REHEARSAL_WORK"])
BINARY = ROOT / "target/debug/affogato"


def run(name, command, **options):
    """Runs a command in the project's folder; what it prints is shown if it fails."""
    done = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode:
        raise AssertionError(f"{name} ended with {done.returncode}\n{done.stdout[-6000:]}")
    return done.stdout


def sam(command, stack, *options):
    """`sam COMMAND` with the settings of samconfig.toml for stacks to try things on."""
    config = ["--config-file", str(ROOT / "samconfig.toml"), "--config-env", "dev"]
    return run(f"sam {command}", ["sam", command, *config, "--stack-name", stack, *options])


def deploy(stack, template, **parameters):
    """`sam deploy`; parameters that are not given are those of the template."""
    overrides = [f"{name}={quoted(value)}" for name, value in parameters.items()]
    return sam("deploy", stack, "--template-file", str(template), "--parameter-overrides", *overrides)


def quoted(value):
    """A parameter's value as SAM reads it again, blanks and quotes included."""
    escaped = str(value).replace('"', '\\"')
    return f'"{escaped}"'


def delete(stack):
    """`sam delete`, without questions."""
    return sam("delete", stack, "--no-prompts", "--region", os.environ["AWS_DEFAULT_REGION"])


def affogato(*arguments, typed=None):
    """The project's command line."""
    return run(f"affogato {arguments[0]}", [str(BINARY), *arguments], input=typed)
