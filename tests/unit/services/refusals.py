"""What services refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linnet.domain.errors import Code, DomainError


def refusal(code: Code, call: Callable[..., object], *arguments: object) -> DomainError:
    """Return the error with which a call is refused, which must have this code."""
    with pytest.raises(DomainError) as refused:
        call(*arguments)
    assert refused.value.code is code
    return refused.value
