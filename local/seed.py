"""python -m local.accounts seed: create what a file lists, with fixed ids and tokens, for other people's tests.

It writes into the tables of the local network by the network's own stores: an API that lets somebody choose a token
must not exist.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from linnet.adapters.passwords import Argon2Hashes
from linnet.domain import tokens
from linnet.domain.accounts import check_email, check_username
from linnet.domain.errors import DomainError
from linnet.domain.oauth import scopes
from linnet.domain.oauth.apps import App, check_name, check_redirect_uris
from linnet.domain.oauth.errors import OAuthError
from linnet.domain.users import Account, User
from linnet.ports.identity import EmailTaken, IdTaken, UsernameTaken
from linnet.runtime.environment import Environment
from linnet.services.begin_session import Access, BeginSession
from linnet.services.resolve_token import DAY_MS
from local.aws import LocalAws
from local.instance import REGION

NOBODYS: Final = "-"
NO_APP: Final = "seeded"
FUNCTION: Final = "oauth_api"
STAGE: Final = "local"


class SeedRefused(Exception):
    """Nothing or not all was created; the message says why. The same file can be seeded again."""


class _Listed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeedApp(_Listed):
    name: str
    client_id: str = Field(min_length=1, max_length=200)
    client_secret: str = Field(min_length=1, max_length=200)
    redirect_uri: str
    scopes: str = "read"


class SeedProfile(_Listed):
    """What a profile is made with."""

    locked: bool = False
    discoverable: bool = True
    indexable: bool = True


class SeedUser(_Listed):
    """An account. There are no rights of administrators yet: `admin` is taken and opens nothing."""

    username: str
    email: str
    password: str = Field(min_length=1, max_length=200)
    id: int | None = None
    admin: bool = False
    locale: str | None = None
    profile: SeedProfile = SeedProfile()


class SeedToken(_Listed):
    token: str = Field(min_length=1, max_length=tokens.MAX_TOKEN)
    user: str
    app: str | None = None
    scopes: str = "read write follow push"


class SeedBulk(_Listed):
    """Accounts by number, `{n}` in the token being each one's; nobody knows their passwords."""

    prefix: str
    count: int = Field(ge=1, le=10_000)
    token: str
    scopes: str = "read write follow push"


class SeedFile(_Listed):
    apps: list[SeedApp] = Field(default=[])
    users: list[SeedUser] = Field(default=[])
    tokens: list[SeedToken] = Field(default=[])
    bulk: SeedBulk | None = None


@dataclass(frozen=True, slots=True)
class Seeded:
    """An account that is there now, and the first of its tokens."""

    user_id: int
    token: str


class Seeding:
    """Create what a file lists; what is there already stays as it is."""

    def __init__(self, environment: Environment) -> None:
        tunables, tables = environment.settings.tunables, environment.tables
        self._environment = environment
        self._accounts, self._sessions, self._apps = tables.accounts, tables.sessions, tables.apps
        self._hashes = Argon2Hashes(tunables.password_time_cost, tunables.password_memory_kib)
        self._begin_session = BeginSession(
            tables.sessions, environment.ids, environment.secrets, environment.clock, tunables.session_days * DAY_MS
        )

    def run(self, listed: SeedFile) -> dict[str, Seeded]:
        """Return the accounts by name. Raise SeedRefused."""
        try:
            return self._run(listed)
        except (DomainError, OAuthError) as error:
            raise SeedRefused(str(error)) from error

    def _run(self, listed: SeedFile) -> dict[str, Seeded]:
        apps = {app.name: self._app(app) for app in listed.apps}
        bulk, locked = listed.bulk, self._hashes.hash(self._environment.secrets.token())
        users = [(user, self._hashes.hash(user.password)) for user in listed.users]
        wanted = list(listed.tokens)
        if bulk is not None:
            numbered = [f"{bulk.prefix}{number}" for number in range(1, bulk.count + 1)]
            users += [
                (SeedUser(username=name, email=f"{name}@example.org", password=NOBODYS), locked) for name in numbered
            ]
            wanted += [
                SeedToken(token=bulk.token.replace("{n}", str(number)), user=name, scopes=bulk.scopes)
                for number, name in enumerate(numbered, start=1)
            ]
        names = {user.username for user, _ in users}
        for token in wanted:
            if token.user not in names:
                raise SeedRefused(f"a token is for {token.user}, who is not among the users")
            if token.app is not None and token.app not in apps:
                raise SeedRefused(f"a token is for the app {token.app}, which is not among the apps")
        at_once = self._environment.parallel.run
        made = at_once([partial(self._user, user, password_hash) for user, password_hash in users])
        ids = {user.username: user_id for (user, _), user_id in zip(users, made, strict=True)}
        at_once([partial(self._token, token, ids[token.user], apps) for token in wanted])
        given: dict[str, str] = {}
        for token in wanted:
            given.setdefault(token.user, token.token)
        return {name: Seeded(each, given.get(name) or self._some_token(each)) for name, each in ids.items()}

    def _app(self, listed: SeedApp) -> App:
        app = App(
            id=self._environment.ids.next_id(),
            client_id=listed.client_id,
            secret_sha256=tokens.digest(listed.client_secret),
            name=check_name(listed.name),
            redirect_uris=check_redirect_uris(listed.redirect_uri.split()),
            scopes=scopes.parse(listed.scopes),
            website=None,
            created_ms=self._environment.clock.now_ms(),
        )
        if self._apps.get(app.client_id) is None:
            self._apps.add(app)
        return app

    def _user(self, listed: SeedUser, password_hash: str) -> int:
        name = check_username(listed.username)
        user_id = self._environment.ids.next_id() if listed.id is None else listed.id
        user = User(
            id=user_id,
            username=name,
            display_name=name,
            created_ms=self._environment.clock.now_ms(),
            language=listed.locale,
            protected=listed.profile.locked,
            discoverable=listed.profile.discoverable,
            indexable=listed.profile.indexable,
        )
        try:
            self._accounts.create(user, Account(user_id, check_email(listed.email), password_hash))
        except (UsernameTaken, EmailTaken, IdTaken) as taken:
            known = self._accounts.find_ids([name]).get(name.lower())
            if known is None or listed.id not in (None, known):
                raise SeedRefused(f"{name}: its id or its address is another account's") from taken
            return known
        return user_id

    def _token(self, listed: SeedToken, user_id: int, apps: Mapping[str, App]) -> None:
        app = None if listed.app is None else apps[listed.app]
        # A session without a client id is its owner in person, whom no scopes bind.
        name, client_id = (NO_APP, NO_APP) if app is None else (app.name, app.client_id)
        access = Access(name, scopes.parse(listed.scopes), client_id)
        _, session = self._begin_session.draft(user_id, self._version(user_id), access)
        self._sessions.add(replace(session, token_sha256=tokens.digest(listed.token)))

    def _some_token(self, user_id: int) -> str:
        token, session = self._begin_session.draft(user_id, self._version(user_id), Access())
        self._sessions.add(session)
        return token

    def _version(self, user_id: int) -> int:
        account = self._accounts.get_account(user_id)
        return 1 if account is None else account.credential_version


def read_file(path: Path) -> SeedFile:
    """Read a file. Raise SeedRefused naming what is wrong with it."""
    try:
        return SeedFile.model_validate(json.loads(path.read_text("utf-8")))
    except (OSError, ValidationError, ValueError) as error:
        raise SeedRefused(f"{path}: {error}") from error


def seed_local(cloud_url: str, listed: SeedFile) -> dict[str, Seeded]:
    """Seed the network of this machine. Raise SeedRefused, also where it is none."""
    variables = _variables(cloud_url)
    if variables["STAGE"] != STAGE:
        raise SeedRefused("only the network of this machine is seeded")
    # The stores are the functions' own, and find AWS as those do.
    os.environ.update(variables)
    os.environ.update(
        AWS_ENDPOINT_URL=cloud_url,
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - the emulator takes any
        POWERTOOLS_METRICS_NAMESPACE="Linnet",
    )
    from linnet.runtime.bootstrap import environment

    return Seeding(environment(FUNCTION)).run(listed)


def written(seeded: Mapping[str, Seeded]) -> str:
    """Return the result as JSON."""
    users = {name: {"id": str(each.user_id), "token": each.token} for name, each in seeded.items()}
    return json.dumps({"users": users}, indent=1) + "\n"


def _variables(cloud_url: str) -> dict[str, str]:
    pages = LocalAws(cloud_url).functions.get_paginator("list_functions").paginate()
    functions: Iterable[Mapping[str, Any]] = (function for page in pages for function in page["Functions"])
    for function in functions:
        found: dict[str, str] = function.get("Environment", {}).get("Variables", {})
        if {"IDENTITY_TABLE", "PLATFORM_TABLE", "STAGE"} <= found.keys():
            return found
    raise SeedRefused("there is no network at this address")
