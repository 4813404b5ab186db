"""Read an expression once, which MiniStack 1.5.33 reads again for every item that it compares with it.

Three quarters of the time of a query went there: it compares all items of a partition.
"""

from functools import lru_cache

from ministack.services import dynamodb  # type: ignore[import-untyped]

# The expressions of all our functions are some hundreds: they name values, and do not hold them.
KEPT_EXPRESSIONS = 4_096


def read_expressions_once() -> None:
    """Make the emulator remember what each expression says, and that its grammar is right."""
    tokens_of = lru_cache(KEPT_EXPRESSIONS)(dynamodb._tokenize)  # noqa: SLF001
    # A list of its own for each caller, as it was.
    dynamodb._tokenize = lambda expression: list(tokens_of(expression))  # noqa: SLF001
    dynamodb._condition_syntax_error = lru_cache(KEPT_EXPRESSIONS)(dynamodb._condition_syntax_error)  # noqa: SLF001
