"""``thidua audit``: verify the record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from scoring.errors import Problem
from thidua.audit import AuditReport, Head
from thidua.audit import audit as examine
from thidua.audit.notes import PublicKey
from thidua.commands import sentence
from thidua.commands.common import answer, db_option, json_option, say
from thidua.commands.signing import trust_option
from thidua.commands.stamping import stamp_data, tell_stamps
from thidua.i18n import _
from thidua.proof.heads import folder_of, heads_signed_by, keys_beside, read_heads
from thidua.proof.keys import public_keys
from thidua.proof.stamps import StampedHead, stamps_beside
from thidua.proof.trust import trusted


@click.command(
    help=_(
        "Verify the record: every event and its hash, every table rebuilt from the events and compared, the "
        "schema, and every head that was signed or noted. Writes nothing.\n\n"
        "Example: thidua audit --trust office.pub"
    )
)
@click.option(
    "--head",
    multiple=True,
    help=_("SIZE:ROOT as somebody outside noted it; the record must still contain it."),
)
@trust_option(required=False)
@db_option
@json_option
def audit(db: Path, as_json: bool, head: tuple[str, ...], trust: tuple[str, ...]) -> None:
    """Say what was verified, or the first differences."""
    folder, given = folder_of(db), trusted(trust)
    signed, faults = _signed_heads(folder, given.keys)
    stamps, unfit = stamps_beside(folder, given.authorities)
    report = examine(db, *signed, *map(_head, head))
    problems = [*faults, *unfit, *report.findings]
    covered = max((each.size for each in signed), default=0)
    if as_json:
        _answer(report, problems, covered, stamps)
    else:
        _tell(report, problems, covered, trusts=bool(given.keys))
        tell_stamps(stamps, problems, trusts=bool(given.authorities))
    if faults or unfit or not report.is_clean:
        raise click.exceptions.Exit(1)


def _signed_heads(folder: Path, keys: tuple[PublicKey, ...]) -> tuple[list[Head], list[Problem]]:
    if not keys and not Path(keys_beside(folder)).exists():
        read_heads(folder)
        return [], []
    return heads_signed_by(folder, keys or public_keys((keys_beside(folder),)))


def _answer(
    report: AuditReport, problems: Sequence[Problem], covered: int, stamps: Sequence[StampedHead]
) -> None:
    findings = [{"code": p.code, "text": p.text(_), "place": p.place, "warning": p.warning} for p in problems]
    answer(
        {
            "events": report.events,
            "root": report.root,
            "signed": covered,
            "stamps": stamp_data(stamps),
            "findings": findings,
        }
    )


def _tell(report: AuditReport, problems: Sequence[Problem], covered: int, *, trusts: bool) -> None:
    for problem in problems:
        say(sentence(problem))
    if any(not problem.warning for problem in problems):
        return
    text = _("{events} events, all tables agree; head {events}:{root}")
    click.echo(text.format(events=report.events, root=report.root))
    say(
        _("{signed} of {events} events stand under a signed head").format(
            signed=covered, events=report.events
        )
    )
    if covered and not trusts:
        say(_("the keys were taken from beside the record; give your own copy with --trust"))


def _head(text: str) -> Head:
    size, _colon, root = text.partition(":")
    if not size.isdigit() or len(root) != 64:
        raise click.UsageError(_("--head wants SIZE:ROOT as thidua audit prints it"))
    return Head(int(size), root)
