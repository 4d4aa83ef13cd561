"""The commands of accounts: user (add, list, set, password, unlock, remove) and audit."""

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from rankings.cli.command import Answer, current_store
from rankings.cli.command import add as add_command
from rankings.cli.load_outcome import actor
from rankings.loads.access import Actor
from rankings.loads.accounts import audit as audit_log
from rankings.loads.accounts import register
from rankings.loads.accounts.register import Account, Change, Elsewhere, Role
from rankings.store.problems import Problem
from rankings.store.versions import Store


def add(commands: Any) -> None:
    """The commands."""
    command = add_command(commands, "user", user, "the accounts that people sign in with")
    command.add_argument("action", choices=tuple(ACTIONS), help="what is done")
    command.add_argument("name", nargs="?", help="sign-in name; not for list")
    command.add_argument("--shown-name", help="as it stands beside what the person does")
    command.add_argument("--unit", help="the agency or commune that the person is of")
    command.add_argument("--role", nargs="*", metavar="ROLE", help="all of them; unit:CODE")
    command.add_argument("--email", help="signs in at the provider with this address")
    command.add_argument("--subject", help="signs in at the provider as this subject")
    command.add_argument("--issuer", help="of the subject, where there are several providers")
    _add_by(command)
    command = add_command(commands, "audit", audit, "who changed, signed in, was refused")
    command.add_argument("action", nargs="?", choices=("list", "verify"), default="list")
    command.add_argument("--export", type=Path, metavar="FILE", help="write the lines to a file")
    _add_by(command)


def user(options: argparse.Namespace) -> Answer:
    """Make, change or take away accounts: those that it was about, as they are now."""
    store = current_store().store
    if (options.action == "list") != (options.name is None):
        raise Problem("error.user_name", action=options.action)
    rows = ACTIONS[options.action](store, options, actor(options))
    return [_row(account) for account in rows], 0


def audit(options: argparse.Namespace) -> Answer:
    """The lines of the audit; `verify`: whether they are a chain, exit 3 where they are none."""
    store, by = current_store().store, actor(options)
    if options.action == "verify":
        chain = audit_log.verify(store, by=by)
        row = {"records": chain.records, "last": chain.last or None, "broken": chain.broken}
        return [row], 0 if chain.broken is None else 3
    rows = audit_log.records(store, by=by)
    if options.export is None:
        return rows, 0
    try:
        text = "".join(f"{json.dumps(row, ensure_ascii=False, sort_keys=True)}\n" for row in rows)
        options.export.write_text(text, encoding="utf-8")
    except OSError as error:
        folder = str(options.export.parent)
        raise Problem("error.disk", folder=folder, reason=error.strerror) from error
    audit_log.note(store, "audit_exported", by=by, records=len(rows))
    return rows, 0


def _list(store: Store, options: argparse.Namespace, by: Actor) -> list[Account]:
    return list(register.accounts(store, by=by))


def _add(store: Store, options: argparse.Namespace, by: Actor) -> list[Account]:
    elsewhere = Elsewhere(options.issuer, options.subject, options.email)
    is_elsewhere = bool(options.email or options.subject)
    return [
        register.add(
            store,
            options.name,
            shown_name=options.shown_name or options.name,
            by=by,
            roles=_roles(options.role or ()),
            unit=options.unit,
            password=None if is_elsewhere else _password(),
            elsewhere=elsewhere,
        )
    ]


def _set(store: Store, options: argparse.Namespace, by: Actor) -> list[Account]:
    wanted = Change(
        shown_name=options.shown_name,
        unit=options.unit,
        roles=None if options.role is None else _roles(options.role),
        email=options.email,
        subject=options.subject,
    )
    return [register.change(store, options.name, wanted, by=by)]


def _set_password(store: Store, options: argparse.Namespace, by: Actor) -> list[Account]:
    return [register.change(store, options.name, Change(password=_password()), by=by)]


def _unlock(store: Store, options: argparse.Namespace, by: Actor) -> list[Account]:
    register.unlock(store, options.name, by=by)
    return _named(store, options, by)


def _remove(store: Store, options: argparse.Namespace, by: Actor) -> list[Account]:
    gone = _named(store, options, by)
    register.remove(store, options.name, by=by)
    return gone


ACTIONS = {
    "add": _add,
    "list": _list,
    "set": _set,
    "password": _set_password,
    "unlock": _unlock,
    "remove": _remove,
}


def _named(store: Store, options: argparse.Namespace, by: Actor) -> list[Account]:
    name = register.sign_in_name(options.name)
    return [account for account in register.accounts(store, by=by) if account.name == name]


def _row(account: Account) -> dict[str, Any]:
    roles = [f"{row.role}:{row.unit}" if row.unit else row.role for row in account.roles]
    return {
        "name": account.name,
        "shown_name": account.shown_name,
        "source": account.source,
        "roles": sorted(roles),
        "unit": account.unit,
        "email": account.email,
        "issuer": account.issuer,
        "subject": account.subject,
    }


def _roles(texts: Any) -> list[Role]:
    split = (text.partition(":") for text in texts)
    return [Role(role, unit or None) for role, _, unit in split]


def _password() -> str:
    """Asked for twice at a terminal, else the first line of what comes in: never an argument, which
    others on the machine could read."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Mật khẩu / Password: ", stream=sys.stderr)
    if getpass.getpass("Nhập lại / Again: ", stream=sys.stderr) != password:
        raise Problem("error.passwords_differ")
    return password


def _add_by(command: argparse.ArgumentParser) -> None:
    command.add_argument("--by", help="who does it; default: the user's name on this machine")
