"""The server as clients of Mastodon ask for it, and the root of the façade."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from linnet.domain.house_texts import TextKind
from linnet.facades.mastodon.entities import server as entities
from linnet.facades.mastodon.present import server as present
from linnet.facades.mastodon.present.accounts import AVATAR, HEADER
from linnet.facades.mastodon.requests import server as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_root import FacadeRoot
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.meta_api import Meta, build

HERE: Final = Path(__file__).parent
# They change with a deployment, and then have new content under an old name.
PICTURE: Final = {"Content-Type": "image/png", "Cache-Control": "public, max-age=86400"}

facade: FacadeRoot[Meta] = FacadeRoot("meta_api", build, HERE / "mastodon.json", lambda services: services.functions)


@facade.route("GET", "/api/v1/instance", "Describe the server.", auth=Auth.NONE, returns=entities.InstanceV1)
def instance_v1(services: Meta, request: FacadeRequest) -> Reply:
    return Reply(
        200,
        present.instance_v1(
            request.origin,
            services.tunables.registration,
            services.text,
            services.read_totals.run(),
            services.tunables.rules,
        ),
    )


@facade.route("GET", "/api/v2/instance", "Describe the server.", auth=Auth.NONE, returns=entities.InstanceV2)
def instance_v2(services: Meta, request: FacadeRequest) -> Reply:
    return Reply(
        200,
        present.instance_v2(
            request.origin,
            services.tunables.registration,
            services.text,
            services.push_key,
            services.read_totals.run(),
            services.tunables.rules,
        ),
    )


@facade.route("GET", "/api/v1/instance/rules", "List the rules of the house.", auth=Auth.NONE, returns=entities.Rules)
def rules(services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, present.rules(services.tunables.rules))


@facade.route(
    "GET",
    "/api/v1/instance/extended_description",
    "Tell more about the server.",
    auth=Auth.NONE,
    returns=entities.ExtendedDescription,
)
def extended_description(services: Meta, request: FacadeRequest) -> Reply:
    return Reply(200, present.extended_description(services.read_text.find(TextKind.DESCRIPTION), request.origin))


@facade.route(
    "GET",
    "/api/v1/instance/languages",
    "List the languages of the server itself.",
    auth=Auth.NONE,
    returns=entities.Languages,
)
def languages(_services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, present.languages())


@facade.route("GET", "/api/v1/instance/peers", "List no other servers.", auth=Auth.NONE, returns=entities.Hosts)
def peers(_services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, entities.Hosts([]))


@facade.route(
    "GET",
    "/api/v1/instance/domain_blocks",
    "List no blocked servers.",
    auth=Auth.NONE,
    returns=entities.BlockedHosts,
)
def domain_blocks(_services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, entities.BlockedHosts([]))


@facade.route(
    "GET",
    "/api/v1/instance/translation_languages",
    "Tell that nothing is translated.",
    auth=Auth.NONE,
    returns=entities.TranslationLanguages,
)
def translation_languages(_services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, entities.TranslationLanguages({}))


@facade.route(
    "GET",
    "/api/v1/instance/privacy_policy",
    "Tell what becomes of what people leave here, if the operators wrote it.",
    auth=Auth.NONE,
    returns=entities.PrivacyPolicy,
)
def privacy_policy(services: Meta, request: FacadeRequest) -> Reply:
    return Reply(200, present.privacy_policy(services.read_text.run(TextKind.PRIVACY_POLICY), request.origin))


@facade.route(
    "GET",
    "/api/v1/instance/terms_of_service",
    "Tell on what terms people are here, if the operators wrote it.",
    auth=Auth.NONE,
    returns=entities.TermsOfService,
)
def terms_of_service(services: Meta, request: FacadeRequest) -> Reply:
    return Reply(200, present.terms_of_service(services.read_text.run(TextKind.TERMS_OF_SERVICE), request.origin))


@facade.route(
    "GET",
    "/api/v1/instance/activity",
    "Tell what happened in the last twelve weeks.",
    auth=Auth.NONE,
    returns=entities.Activity,
)
def activity(services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, present.activity(services.read_totals.run()))


@facade.route("GET", "/api/v1/custom_emojis", "List no emojis.", auth=Auth.NONE, returns=entities.Emojis)
def custom_emojis(_services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, entities.Emojis([]))


@facade.route("GET", "/api/v1/announcements", "List no announcements.", auth=Auth.NONE, returns=entities.Announcements)
def announcements(_services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, entities.Announcements([]))


@facade.route("GET", "/.well-known/nodeinfo", "Tell where NodeInfo is.", auth=Auth.NONE, returns=entities.NodeInfoIndex)
def nodeinfo_index(_services: Meta, request: FacadeRequest) -> Reply:
    return Reply(200, present.nodeinfo_index(request.origin))


@facade.route("GET", "/nodeinfo/2.0", "Describe the server for statistics.", auth=Auth.NONE, returns=entities.NodeInfo)
def nodeinfo(services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, present.nodeinfo(services.tunables.registration, services.read_totals.run()))


@facade.route("GET", "/.well-known/host-meta", "Tell where accounts are looked up.", auth=Auth.NONE)
def host_meta(_services: Meta, request: FacadeRequest) -> Reply:
    headers = {"Content-Type": "application/xrd+xml; charset=utf-8"}
    return Reply(200, text=present.host_meta(request.origin), headers=headers)


@facade.route("GET", "/.well-known/webfinger", "Tell who has a handle.", auth=Auth.NONE, returns=entities.WebFinger)
def webfinger(services: Meta, request: FacadeRequest) -> Reply:
    user = services.find_handle.run(requests.handle(request.parameters, request.origin))
    shown = present.webfinger(user, request.origin).model_dump_json(exclude_unset=True)
    return Reply(200, text=shown, headers={"Content-Type": "application/jrd+json; charset=utf-8"})


@facade.route("GET", AVATAR, "Show the picture of who has none.", auth=Auth.NONE)
def missing_avatar(_services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, content=(HERE / "images" / "avatar.png").read_bytes(), headers=PICTURE)


@facade.route("GET", HEADER, "Show the header of who has none.", auth=Auth.NONE)
def missing_header(_services: Meta, _request: FacadeRequest) -> Reply:
    return Reply(200, content=(HERE / "images" / "header.png").read_bytes(), headers=PICTURE)
