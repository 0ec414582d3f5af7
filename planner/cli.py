"""The command line: `quarterdeck VERB`. Verbs live in planner.commands and are imported when they are used."""

import importlib

import click

#: verb -> module of planner.commands that defines a click command of that name (dashes become underscores).
VERBS = {
    "validate": "documents",
    "import": "documents",
    "schema": "documents",
    "plan": "planning",
    "verify": "verification",
    "explain": "questions",
    "marginal": "questions",
    "simulate": "forecasting",
    "cost": "finance",
    "calibrate": "calibration",
    "estimate": "estimating",
    "serve": "operations",
    "worker": "operations",
    "migrate": "operations",
    "demo": "operations",
}


class LazyGroup(click.Group):
    """A group that imports a verb's module only when the verb is asked for: --help stays fast."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"planner.commands.{VERBS[cmd_name]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quarterdeck", prog_name="quarterdeck")
def main() -> None:
    """Plan the work of a machine-learning organisation: people, accelerators and money, with proof."""
