"""The command line: `quarterdeck VERB`. Verbs live in planner.commands and are imported when they are used."""

import importlib
import json

import click

#: verb -> module of planner.commands that defines a click command of that name (dashes become underscores).
VERBS = {
    "validate": "documents",
    "import": "documents",
    "schema": "documents",
    "rank": "ranking",
    "paste": "sheets",
    "template": "sheets",
    "plan": "planning",
    "verify": "verification",
    "explain": "questions",
    "marginal": "questions",
    "available": "available",
    "replan": "replanning",
    "progress": "tracking",
    "tracking": "tracking",
    "frontier": "tradeoffs",
    "simulate": "forecasting",
    "compare": "comparing",
    "cost": "finance",
    "quotas": "quotas",
    "variance": "variance",
    "prices": "prices",
    "placement": "placement",
    "calibrate": "calibration",
    "corrections": "calibration",
    "estimate": "estimating",
    "bench": "bench",
    "digest": "digest",
    "comments": "editing",
    "bulk": "editing",
    "serve": "operations",
    "worker": "operations",
    "migrate": "operations",
    "demo": "operations",
    "user": "access",
    "token": "access",
}

AS_JSON = "quarterdeck.as_json"


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

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[AS_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if ctx.meta[AS_JSON]:  # whoever asked for JSON reads nothing else
                click.echo(
                    json.dumps({"error": error.format_message(), "diagnostics": []}, ensure_ascii=False)
                )
            raise


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quarterdeck", prog_name="quarterdeck")
def main() -> None:
    """Plan the work of a machine-learning organisation: people, accelerators and money, with proof."""
