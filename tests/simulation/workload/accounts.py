"""Sign up, protect and open an account, give it up or be suspended, and come back."""

from __future__ import annotations

from tests.simulation.journal import Deed, Outcome
from tests.simulation.people import PASSWORD, Answer, Client, Person
from tests.simulation.workload.action import Action

MAX_PEOPLE = 24
AWAY_S = 20.0


def sign_up(client: Client) -> None:
    """Register the client's person; who got no answer finds out by logging in."""
    person = client.person
    deed = client.begin("sign up", person=person)
    body = {"username": person.name, "email": f"{person.name}@example.org", "password": PASSWORD}
    answer = client.send("POST", "/api/auth/register", {**body, "displayName": person.name})
    if answer.outcome is Outcome.UNKNOWN:
        answer = client.send("POST", "/api/auth/login", {"login": person.name, "password": PASSWORD})
    if answer.ok:
        enter(person, answer)
    client.journal.end(deed, answer.outcome)


def enter(person: Person, answer: Answer) -> None:
    person.token = answer.body["token"]
    person.id = int(answer.body["user"]["id"])


def invite(client: Client) -> None:
    """Bring one more person in."""
    world = client.world
    if len(world.people) - len(world.gone) >= MAX_PEOPLE:
        return
    person = Person(len(world.people))
    world.people.append(person)
    sign_up(Client(world, person))


def toggle_protection(client: Client) -> None:
    person, protect = client.person, client.random.random() < 0.5
    deed = client.begin("protect", person=person, protect=protect)
    client.journal.writes(deed, ("protected", person.id), protect)
    answer = client.send("PATCH", "/api/users/me", {"protected": protect})
    client.journal.end(deed, answer.outcome)


def leave_and_return(client: Client) -> None:
    """Give the account up while its posts are still under way, and take it back."""
    person = client.person
    if person.left or person.changing:
        return
    person.left = True
    deed = take_out(client, "give up account")
    answer = client.send("POST", "/api/users/me/deactivate", {"password": person.password})
    client.journal.end(deed, answer.outcome)
    client.world.scheduler.sleep(client.random.expovariate(1 / AWAY_S))
    come_back(client)


def be_suspended(client: Client) -> None:
    """Have an operator hide the account while its posts are still under way, and show it again."""
    person = client.person
    if person.left or person.changing:
        return
    person.left = person.suspended = True
    deed = take_out(client, "suspend account")
    client.journal.end(deed, client.world.order("suspend", person))
    client.world.scheduler.sleep(client.random.expovariate(1 / AWAY_S))
    come_back(client)


def take_out(client: Client, kind: str) -> Deed:
    """Begin what hides an account and ends all its sessions."""
    person = client.person
    deed = client.begin(kind, actor=person.id)
    client.journal.writes(deed, ("away", person.id), True)
    for device in client.world.devices:
        if device.person is person:
            device.endings.append(deed)
    return deed


def come_back(client: Client) -> None:
    """Log in, which brings a given-up account back, once no suspension stands in the way."""
    person = client.person
    if person.suspended:
        lifting = client.begin("lift suspension")
        client.journal.writes(lifting, ("away", person.id), False)
        outcome = client.world.order("lift", person)
        client.journal.end(lifting, outcome)
        if outcome is not Outcome.DONE:
            return
        person.suspended = False
    deed = client.begin("take account back")
    client.journal.writes(deed, ("away", person.id), False)
    answer = client.send("POST", "/api/auth/login", {"login": person.name, "password": person.password})
    client.journal.end(deed, answer.outcome)
    if answer.ok:
        enter(person, answer)
        person.left = False


ACTIONS = (
    Action("sign up", 0.5, invite),
    Action("protect", 1, toggle_protection, adds=False),
    Action("give up account", 0.5, leave_and_return, adds=False),
    Action("suspend account", 0.4, be_suspended, adds=False),
)
