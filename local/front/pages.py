"""The pages of a network that has no web client yet."""

from local.front.html import element, link, page
from local.instance import Instance

_SIGN_UP = """\
curl {url}/api/auth/register -H 'content-type: application/json' \\
  -d '{{"username": "ada", "email": "ada@example.org", "password": "a long enough secret", "displayName": "Ada"}}'"""

_POST = """\
curl {url}/api/tweets -H 'authorization: Bearer TOKEN' -H 'content-type: application/json' \\
  -d '{{"text": "Hello from one laptop #linnet"}}'
curl {url}/api/timelines/home -H 'authorization: Bearer TOKEN'"""


def welcome_page(instance: Instance) -> str:
    """Return the page at / that tells what runs here and how to begin."""
    places = (
        ("/api/docs", "API documentation", "every operation of the HTTP API"),
        ("/console", "Console", "tables, queues, errors and logs of this network"),
        ("/console/mail", "Mail", "what this network sent, such as links to choose a new password"),
        ("/health", "Health", "what a load balancer asks"),
    )
    return page(
        "Linnet on one machine",
        element("h1", "Linnet on one machine"),
        element(
            "p",
            "A microblogging platform, deployed on this computer from the CloudFormation templates that AWS would get. "
            "Its data stays in ",
            element("code", str(instance.folder)),
            ".",
        ),
        element(
            "ul",
            [element("li", link(path, name), ": ", what) for path, name, what in places],
            element("li", "Mail that it sends: ", element("code", str(instance.mail))),
            element("li", "The local AWS, for any AWS tool: ", element("code", instance.cloud_url)),
        ),
        element("h2", "Sign up"),
        element("pre", _SIGN_UP.format(url=instance.url)),
        element("h2", "Post and read"),
        element("p", "With the token of the answer:"),
        element("pre", _POST.format(url=instance.url)),
        element("p", element("code", "make demo"), " fills the network with people, follows and real tweets."),
    )


def not_found_page(path: str) -> str:
    """Return the page for a path that nothing serves."""
    return page(
        "Not found",
        element("h1", "Nothing here"),
        element("p", element("code", path), " is not a page of this network. ", link("/", "Start page")),
    )
