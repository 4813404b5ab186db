"""The social graph, natively: how accounts stand to each other, and whom one may want to know."""

from __future__ import annotations

from functions.graph_api import recommended
from functions.graph_api.relationships import api

# It adds its operations to those of `relationships`.
__all__ = ["api", "lambda_handler", "recommended"]

lambda_handler = api.lambda_handler
