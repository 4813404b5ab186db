"""What apps ask of the server itself, and requests that come to the root."""

from __future__ import annotations

from linnet.domain.house_texts import TextKind
from linnet.runtime.facade_routes import FacadeRoute
from tests.infra.recorded_network import RecordedNetwork


def ask_the_server(network: RecordedNetwork) -> None:
    """Use every operation of `meta_api` that the façade has."""
    network.write_text("privacy_policy", "to be dropped")
    network.write_text("privacy_policy", None)
    for kind in TextKind:
        network.write_text(kind.value, "what the operators say")
        assert network.request("GET", f"/api/texts/{kind.value}")[0] == 200
    facade = network.apis["meta_api"].facade
    routes: list[FacadeRoute[object]] = list(facade.routes.values())
    for route in routes:
        webfinger = route.path.endswith("/webfinger")
        form = {"resource": "acct:person1@linnet.example"} if webfinger else {}
        assert network.call_facade(route.method, route.path, form)["statusCode"] in (200, 404)
