"""What both contracts do with a request once its route is known: the container's services, the token, the limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from linnet.domain.errors import Code, DomainError
from linnet.domain.users import Viewer
from linnet.ports.limits import Allowance, LimiterUnavailable
from linnet.runtime.answers import Reply, over_limit
from linnet.runtime.bootstrap import environment
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count
from linnet.runtime.throttling import Throttle

S = TypeVar("S")

# Without a working limiter passwords could be guessed, accounts mass-produced and inboxes flooded; everything else goes
# on.
FAIL_CLOSED: Final = frozenset({"logins", "signups", "password_resets"})
# Reads that cost more than being counted: a flood of them must not reach the engine.
COUNTED_FIRST: Final = frozenset({"searches"})


class Container(Generic[S]):
    """What a function keeps from request to request; built at the first one."""

    def __init__(self, function: str, build: Callable[[Environment], S]) -> None:
        self.function = function
        self._build = build
        self._ready: tuple[Environment, S, Throttle] | None = None

    def within(self, ready: Environment, services: S | None = None) -> Container[S]:
        """Return a new container of the function, in this environment, with services of its own or these."""
        made = Container(self.function, self._build)
        built = self._build(ready) if services is None else services
        made._ready = (ready, built, Throttle(ready.limiter, ready.settings.tunables))
        return made

    def get(self) -> tuple[Environment, S, Throttle]:
        """Return environment, services and limits."""
        if self._ready is None:
            self._ready = self.within(environment(self.function)).get()
        return self._ready


def counted(
    container: Container[Any],
    run: Callable[[], Reply],
    *,
    method: str,
    bucket: str,
    ip: str,
    reader: Viewer | None,
    tell: Callable[[Allowance], None],
) -> Reply:
    """Run an action within its limit; `tell` gets what is left of that. Raise a DomainError over the limit."""
    ready, _, throttle = container.get()

    def take() -> Allowance:
        return throttle.take(bucket, ip, None if reader is None else reader.user_id)

    if method != "GET" or bucket in COUNTED_FIRST:
        _refuse_over_limit(ready, take, bucket, tell)
        return run()
    # A read may run beside the limiter: nothing is written, and its answer is thrown away when over the limit.
    outcome = ready.parallel.run([lambda: _outcome(run), lambda: _outcome(take)])
    _refuse_over_limit(ready, outcome[1], bucket, tell)
    reply: Reply = outcome[0]()
    return reply


def _refuse_over_limit(
    ready: Environment, take: Callable[[], Allowance], bucket: str, tell: Callable[[Allowance], None]
) -> None:
    try:
        allowance = take()
    except LimiterUnavailable as error:
        count("LimiterUnavailable")
        if bucket in FAIL_CLOSED:
            raise DomainError(Code.UNAVAILABLE, "please try again shortly", retry_after_s=5) from error
        return
    tell(allowance)
    if not allowance.allowed:
        raise over_limit(allowance, ready.clock.now_ms())


def _outcome(call: Callable[[], Any]) -> Callable[[], Any]:
    """Run a call now and return a function that gives its value or raises its error later."""
    try:
        value = call()
    except (DomainError, LimiterUnavailable) as error:
        caught = error

        def fail() -> Any:
            raise caught

        return fail
    return lambda: value
