"""The commands, and how the program is left."""

import errno
import os
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

import typer
from typer.core import TyperGroup

from cli import (
    acts,
    batch,
    clerks,
    codec_server,
    demo,
    dev,
    directory,
    doctor,
    export,
    keyring,
    keys,
    laws,
    opening,
    output,
    planning,
    proof,
    reading,
    report,
)
from cli.failure import FAILED, Failure, tell
from cli.output import program
from cli.settings import wants_json, with_settings

if TYPE_CHECKING:
    from typer._click import Command, Context

ACTING, CLERICAL, READING, RUNNING = "Acts", "Clerks", "Look", "Run"
INTERRUPTED = 130

COMMANDS = {
    ACTING: (
        (opening.start, "start fr-kz-mutual-legal-assistance"),
        (acts.sign, "sign fr-kz-mutual-legal-assistance KZ --on 2021-10-28"),
        (acts.vote, "vote fr-kz-mutual-legal-assistance KZ mazhilis --yes 90 --no 3"),
        (acts.decide, "decide fr-kz-mutual-legal-assistance KZ president signed"),
        (acts.refer, "refer fr-kz-mutual-legal-assistance KZ court --organ president"),
        (acts.declare, "declare fr-kz-mutual-legal-assistance FR urgency --organ government"),
        (
            acts.extend,
            "extend gb-kz-pact GB ministers_statement --organ minister --length '21 sitting days'",
        ),
        (acts.publish_calendar, "publish-calendar gb-kz-pact GB joint_sittings"),
        (acts.move_to_law, "move-to-law fr-kz-mutual-legal-assistance KZ --preview"),
        (acts.notify, "notify fr-kz-mutual-legal-assistance KZ --on 2023-03-01"),
        (acts.exchange, "exchange fr-kz-mutual-legal-assistance --on 2023-03-01"),
        (acts.deposit, "deposit paris-agreement KZ --on 2016-12-06"),
        (acts.act, "act paris-agreement denounce US --on 2019-11-04"),
        (batch.batch, "batch docs/examples/batch.csv --report report.jsonl"),
        (acts.retry, "retry fr-kz-mutual-legal-assistance"),
    ),
    CLERICAL: (
        (clerks.claim, "claim fr-kz-mutual-legal-assistance KZ --by omarova"),
        (clerks.release, "release fr-kz-mutual-legal-assistance KZ --by omarova"),
        (clerks.confirm, "confirm fr-kz-mutual-legal-assistance KZ/6 --by bek"),
        (clerks.comment, "comment fr-kz-mutual-legal-assistance 'Sent to the printer' KZ"),
        (
            clerks.correct,
            "correct fr-kz-mutual-legal-assistance KZ/2 --set tally.yes=91 --note misread",
        ),
        (clerks.withdraw, "withdraw fr-kz-mutual-legal-assistance KZ/2 --note 'wrong treaty'"),
        (
            keys.revoke_key,
            "revoke-key fr-kz-mutual-legal-assistance KZ 91aab3c4d5e6f708 --note lost",
        ),
        (keys.replace_key, "replace-key paris-agreement KZ 91aab3c4d5e6f708 PUBLIC"),
    ),
    READING: (
        (reading.inbox, "inbox --party KZ --organ mazhilis --due-within 14d"),
        (reading.status, "status fr-kz-mutual-legal-assistance"),
        (reading.explain, "explain fr-kz-mutual-legal-assistance"),
        (reading.calendar, "calendar fr-kz-mutual-legal-assistance --to treaty.ics"),
        (reading.watch, "watch fr-kz-mutual-legal-assistance"),
        (reading.history, "history fr-kz-mutual-legal-assistance KZ"),
        (proof.verify, "verify .local/register/fr-kz-mutual-legal-assistance.jsonl"),
        (proof.register, "register fr-kz-mutual-legal-assistance --to register.jsonl"),
        (reading.notices, "notices --failed"),
        (reading.document, "document fr-kz-mutual-legal-assistance instrument KZ"),
        (report.report, "report fr-kz-mutual-legal-assistance --language fr --to report.html"),
        (reading.listing, "list --party KZ --stage in_force -o json"),
        (export.export, "export fr-kz-mutual-legal-assistance --format csv --what votes"),
        (directory.directory, "directory KZ --folder directories/example"),
        (laws.procedures, "procedures KZ --on 2026-01-01"),
        (planning.what_if, "what-if fr-kz-mutual-legal-assistance --on 2026-01-01"),
        (planning.deadline, "deadline KZ mazhilis --from 2026-01-12"),
    ),
    RUNNING: (
        (keys.keys, "keys new omarova"),
        (dev.dev, "dev --port 7300 --ui-port 8300"),
        (demo.demo, "demo"),
        (doctor.doctor, "doctor fr-kz-mutual-legal-assistance"),
        (keyring.keyring, "keyring --new 2026 --file keyring.toml"),
        (codec_server.codec_server, "codec-server --ui http://localhost:8233"),
    ),
}
NAMES = {"listing": "list"}


def named(command: Callable[..., None]) -> str:
    """How a command is called on the command line."""
    return NAMES.get(command.__name__, command.__name__.replace("_", "-"))


class Program(TyperGroup):
    """The program: what a command takes is read when it is called, not that of all beforehand.

    Every command has a dozen options, and typer makes an object of each.
    """

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> "tuple[str | None, Command | None, list[str]]":
        """The command that is meant, whole; whoever lists them takes them as they are listed."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, _whole(name) if name else listed, rest


app = typer.Typer(
    name="treaty",
    cls=Program,
    help="Runs the ratification of treaties: who must act, by when, under which article.",
    epilog="Example: treaty demo",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


@app.callback()
def _treaty() -> None:
    """Runs the ratification of treaties: who must act, by when, under which article."""


def _listed() -> None:
    """A command as the list of all of them shows it: what it is for, and not what it takes."""


for panel, commands in COMMANDS.items():
    for command, _ in commands:
        app.command(named(command), help=command.__doc__, rich_help_panel=panel)(_listed)


def _whole(name: str) -> "Command":
    """A command with its arguments, its options and its example."""
    every = (it for rows in COMMANDS.values() for it in rows)
    command, example = next(it for it in every if named(it[0]) == name)
    alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
    alone.command(name, epilog=f"Example: treaty {example}")(with_settings(command))
    return typer.main.get_command(alone)


def run(arguments: list[str]) -> int:
    """Run one command; the exit code, after everything that went wrong has been said."""
    _take_streams()
    try:
        code = app(
            arguments, prog_name="treaty", complete_var="_TREATY_COMPLETE", standalone_mode=False
        )
    except SystemExit as left:  # shell completion leaves this way
        code = left.code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last place; nobody is shown a traceback
        code = _told(error, arguments)
    return code if isinstance(code, int) else 0


def _take_streams() -> None:
    """Print a letter that a stream lacks as "?", and nothing where a stream was closed to us."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # as a service or `>&-` starts programs
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - until we leave
        elif stream.isatty():
            setattr(sys, name, output.Screen(stream))
        else:
            stream.reconfigure(errors="replace")


def _told(error: Exception, arguments: list[str]) -> int:
    """Say what went wrong; the exit code."""
    match error:
        case Failure():
            as_json = wants_json(arguments)
            tell(error.message, error.error, error.exit_code, as_json=as_json)
            return error.exit_code
        case typer.TyperException():
            return _wrong_usage(error, arguments)
        case BrokenPipeError():  # whoever read our output has enough of it
            return FAILED
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EFBIG | errno.EIO):
            return _told(output.unwritten(error), arguments)
        case _:
            return _bug(error, arguments)


def _wrong_usage(wrong: typer.TyperException, arguments: list[str]) -> int:
    """Say what cannot be understood in what was typed, and where to look."""
    message = _plain(wrong.format_message())
    if not message or "\n" in message:  # no arguments at all: the help was shown
        print(message)
        return wrong.exit_code
    known = {named(it) for rows in COMMANDS.values() for it, _ in rows}
    at = f" {arguments[0]}" if arguments and arguments[0] in known else ""
    if not message.endswith((".", "?", "!")):
        message += "."
    hint = f"{message} See: {program()}{at} --help"
    tell(hint, "Usage", wrong.exit_code, as_json=wants_json(arguments))
    return wrong.exit_code


def _plain(message: str) -> str:
    """What pydantic says of a value, for somebody who never heard of it."""
    number = "Input should be a valid integer, unable to parse string as an integer"
    return message.replace(number, "write a whole number").replace("Input should", "must")


def _bug(error: Exception, arguments: list[str]) -> int:
    if os.environ.get("TREATY_DEBUG"):
        traceback.print_exception(error)
    message = (
        f"{type(error).__name__}: {error} (This is a mistake in the program; "
        "TREATY_DEBUG=1 shows where it was made.)"
    )
    tell(message, "Bug", FAILED, as_json=wants_json(arguments))
    return FAILED


def leave(code: int) -> NoReturn:
    """Flush and go at once: a client's threads sometimes crash at the interpreter's exit.

    A successful act must not look like a failure to a script.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (BrokenPipeError, ValueError):
            code = code or FAILED
        except OSError as error:
            code = code or _told(output.unwritten(error), sys.argv[1:])
    os._exit(code)
