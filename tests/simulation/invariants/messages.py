"""Messages at rest: each acknowledged one once and for all members, and its text nowhere else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from linnet.adapters.dynamodb.keys import group_of
from linnet.domain.messages import MAX_MEMBERS, is_group, members_of
from tests.simulation.conversations import WHISPER, Talks
from tests.simulation.invariants.truth import Row, Truth
from tests.simulation.journal import Key
from tests.simulation.people import World


@dataclass(frozen=True)
class Post:
    """The rows of the messages table, by what they are."""

    heads: dict[str, Row]
    messages: dict[str, dict[int, Row]]
    parts: dict[tuple[str, int], Row]
    entries: dict[tuple[int, str], Row]
    keys: list[Row]
    places: dict[int, str]
    groups: dict[str, str]

    @classmethod
    def of(cls, truth: Truth) -> Post:
        found = cls({}, defaultdict(dict), {}, {}, [], {}, {})
        for row in truth.tables["messages"]:
            (kind, _, place), sk = str(row["pk"]).partition("#"), str(row["sk"])
            if kind == "K":
                found.keys.append(row)
            elif kind == "M":
                found.places[int(place)] = str(row["conversation_id"])
            elif kind == "G":
                found.groups[str(row["pk"])] = str(row["conversation_id"])
            elif kind == "U":
                found.entries[int(place), sk.partition("#")[2]] = row
            elif sk == "HEAD":
                found.heads[place] = row
            elif sk.startswith("P#"):
                found.parts[place, int(row["user_id"])] = row
            else:
                found.messages[place][int(row["id"])] = row
        return found

    def ids(self, conversation: str, attribute: str) -> frozenset[int]:
        return frozenset(int(each) for each in self.heads.get(conversation, {}).get(attribute, ()))

    def members(self, conversation: str) -> frozenset[int]:
        return self.ids(conversation, "members")

    def part(self, conversation: str, user: int, attribute: str) -> int:
        return int(self.parts.get((conversation, user), {}).get(attribute, 0))


def _vanished(world: World, post: Post, conversation: str) -> bool:
    """Tell whether a conversation is gone, as it should be: nobody is in it any more, and the last one was erased."""
    talks = Talks(world.journal)
    erased = any(talks.may_have_been_in(conversation, person.id) for person in world.gone)
    left = any(talks.is_surely_in(conversation, person.id) for person in world.members)
    return conversation not in post.heads and erased and not left


def _ended_with_its_members(world: World, post: Post, key: Row) -> bool:
    """Tell whether a key was used for a message to several, who all left or were erased, and their group with them."""
    conversation, message = str(key["conversation_id"]), int(key.get("message_id", 0))
    sender, erased = int(str(key["pk"]).split("#")[1]), {person.id for person in world.gone}

    def stays(member: int) -> bool:
        return member not in erased and False not in world.journal.possible(("member", conversation, member), True)

    return conversation not in post.heads and any(
        deed.facts["actor"] == sender
        and deed.facts.get("id", message) == message
        and not any(stays(member) for member in deed.facts["members"])
        for deed in world.journal.deeds_of("send to several")
    )


def messages_are_stored_once(world: World, truth: Truth) -> None:
    """Each acknowledged message is there once, where it was sent; each refused one is not there."""
    post = Post.of(truth)
    marks = Counter(
        str(row["text"]).partition(" ")[0] for rows in post.messages.values() for row in rows.values() if "text" in row
    )
    for deed in world.journal.deeds_of("send"):
        conversation, found = deed.facts["conversation"], marks[deed.facts["mark"]]
        if found > 1 or (deed.refused and found):
            world.violated(f"{deed.facts['mark']} is {deed.outcome.name} and stored {found} times")
        if not deed.done or _vanished(world, post, conversation):
            continue
        row = post.messages[conversation].get(deed.facts["id"])
        if row is None or int(row["author_id"]) != deed.facts["actor"]:
            world.violated(f"{deed.facts['id']} of {conversation} was acknowledged and is stored as {row}")
            continue
        gone = row.get("unsent_at") is not None
        if gone not in world.journal.possible(("unsent", conversation, deed.facts["id"]), False):
            world.violated(f"{deed.facts['id']} of {conversation} is unsent: {gone}")
        if gone == ("text" in row) or (gone and row.get("reactions")):
            world.violated(f"{deed.facts['id']} of {conversation} is unsent: {gone}, and has {row}")


def messages_to_several_are_in_the_group_of_those(world: World, truth: Truth) -> None:
    """Each acknowledged one is there once, in a group; while that is found by its members, they are those named."""
    post = Post.of(truth)
    found: dict[str, list[str]] = defaultdict(list)
    for conversation, rows in post.messages.items():
        for row in rows.values():
            found[str(row.get("text", "")).partition(" ")[0]].append(conversation)
    erased = {person.id for person in world.gone}
    for deed in world.journal.deeds_of("send to several"):
        mark, places, members = deed.facts["mark"], found[deed.facts["mark"]], deed.facts["members"]
        kept = deed.done and deed.facts["actor"] not in erased and not members <= erased
        if len(places) > 1 or (deed.refused and places) or (kept and not places):
            world.violated(f"{mark} is {deed.outcome.name} and stored in {places}")
        for place in places:
            if post.heads[place].get("by_members") and post.members(place) != members:
                world.violated(f"{mark} was for {sorted(members)} and is with {sorted(post.members(place))}")


def nothing_of_a_conversation_is_half_there(world: World, truth: Truth) -> None:
    """A head names its newest message, and messages have a head."""
    post = Post.of(truth)
    for conversation in post.messages:
        if conversation not in post.heads:
            world.violated(f"messages of {conversation} have no head")
    for conversation, head in post.heads.items():
        newest = max(post.messages[conversation], default=int(conversation) if is_group(conversation) else 0)
        if int(head["last_id"]) != newest:
            world.violated(f"the head of {conversation} names {head['last_id']} as the newest instead of {newest}")
        author = post.messages[conversation].get(newest, {}).get("author_id")
        if author is not None and author != head["last_author_id"]:
            world.violated(f"the head of {conversation} names {head['last_author_id']} instead of {author}")
        members = post.members(conversation)
        for part in ("pending", "refused", "admins"):
            if not post.ids(conversation, part) <= members:
                world.violated(f"{part} of {conversation} are no members: {head}")
        if is_group(conversation) and (len(members) > MAX_MEMBERS or bool(members) != bool(head.get("admins"))):
            world.violated(f"the group {conversation} has {len(members)} members, admins {head.get('admins')}")
        erased = {person.id for person in world.gone}
        if not is_group(conversation) and members != set(members_of(conversation)) - erased:
            world.violated(f"{conversation} has the members {sorted(members)}")


def keys_lead_to_messages(world: World, truth: Truth) -> None:
    """Idempotency keys lead to what they were used for, while that is there."""
    post = Post.of(truth)
    for key in post.keys:
        conversation, message = str(key["conversation_id"]), key.get("message_id")
        if _vanished(world, post, conversation) or _ended_with_its_members(world, post, key):
            continue
        if conversation not in post.heads or (message is not None and int(message) not in post.messages[conversation]):
            world.violated(f"an idempotency key names {message} of {conversation}, which is not stored")


def ids_lead_to_messages(world: World, truth: Truth) -> None:
    """Each message is found by its id alone, and nothing else is found so."""
    post = Post.of(truth)
    stored = {message: conversation for conversation, rows in post.messages.items() for message in rows}
    for message in stored.keys() | post.places.keys():
        if stored.get(message) != post.places.get(message):
            world.violated(f"{message} leads to {post.places.get(message)} and is in {stored.get(message)}")


def members_lead_to_their_groups(world: World, truth: Truth) -> None:
    """A group is found by its members exactly if it was made to be, and has those members still."""
    post = Post.of(truth)
    wanted = {
        group_of(post.members(conversation)): conversation
        for conversation, head in post.heads.items()
        if head.get("by_members")
    }
    if wanted != post.groups:
        world.violated(f"groups are found as {post.groups} instead of {wanted}")


def groups_are_what_was_acknowledged(world: World, truth: Truth) -> None:
    """Each group stands once, with the members and the title that its changes left."""
    post, journal = Post.of(truth), world.journal
    titles = Counter(str(head.get("title", "")) for head in post.heads.values())
    for deed in journal.deeds_of("create group"):
        found = titles[deed.facts["title"]]
        if found > 1 or (deed.refused and found):
            world.violated(f"{deed.facts['title']} is {deed.outcome.name} and stands {found} times")
        group = deed.facts["conversation"]
        if deed.done and group not in post.heads and not _vanished(world, post, group):
            world.violated(f"the group {deed.facts['conversation']} was acknowledged and is not stored")
    for key in journal.keys("member"):
        stands = key[2] in post.members(str(key[1]))
        # Who was in it first is unknown where an app's message to several made it, or its answer was lost.
        initial = (False,) if Talks(journal).founded(str(key[1])) else (False, True)
        if not any(stands in journal.possible(key, each) for each in initial):
            world.violated(f"{key} is {stands}")
    for key in _still_there(world, post, "title"):
        title = post.heads[str(key[1])].get("title", "")
        if title not in journal.possible(key, ""):
            world.violated(f"{key} is {title}")


def markers_stand_where_somebody_has_read(world: World, truth: Truth) -> None:
    """Each marker is the newest that was acknowledged, or one that may have been set; who was erased has none."""
    post = Post.of(truth)
    erased = {person.id for person in world.gone}
    for conversation, user, tried, done in _markers(world):
        if _vanished(world, post, conversation):
            continue
        marker = post.part(conversation, user, "read_id")
        least = 0 if user in erased else max(done, default=0)
        if marker < least or marker not in ({0} if user in erased else {0, *tried}):
            world.violated(f"{user} has read {conversation} up to {marker} instead of {least}")


def members_have_what_they_did(world: World, truth: Truth) -> None:
    """Reactions and deletions are those that were asked for."""
    post, journal = Post.of(truth), world.journal
    for key in _still_there(world, post, "hidden"):
        row = post.messages[str(key[1])].get(int(str(key[2])), {})
        stands = key[3] in {int(each) for each in row.get("hidden_for", ())}
        if stands not in journal.possible(key, False):
            world.violated(f"{key} is {stands}")
    for rows in post.messages.values():
        for message, row in rows.items():
            conversation = str(row["pk"]).partition("#")[2]
            for user in row.get("hidden_for", ()):
                if ("hidden", conversation, message, int(user)) not in journal.keys("hidden"):
                    world.violated(f"{message} of {conversation} was never deleted by {user}")
    for key in _still_there(world, post, "reaction"):
        row = post.messages[str(key[1])].get(int(str(key[2])), {})
        given = row.get("reactions", {}).get(str(key[3]))
        if row.get("unsent_at") is None and given not in journal.possible(key, None):
            world.violated(f"{key} is {given}")


def _still_there(world: World, post: Post, facet: str) -> list[Key]:
    """Return the registers of a kind, but for those of conversations that went with the last of their members."""
    return [key for key in world.journal.keys(facet) if not _vanished(world, post, str(key[1]))]


def _markers(world: World) -> Iterator[tuple[str, int, set[int], set[int]]]:
    """Yield conversation, reader, and the positions that were tried and acknowledged."""
    tried: dict[tuple[str, int], set[int]] = defaultdict(set)
    done: dict[tuple[str, int], set[int]] = defaultdict(set)
    for deed in world.journal.deeds_of("mark read"):
        place = (deed.facts["conversation"], deed.facts["actor"])
        if not deed.refused:
            tried[place].add(deed.facts["up_to"])
        if deed.done:
            done[place].add(deed.facts["up_to"])
    for place, positions in tried.items():
        yield *place, positions, done[place]


def strangers_wait_in_requests(world: World, truth: Truth) -> None:
    """Who was written to without following the writer, and has not answered, has it as a request."""
    post, talks = Post.of(truth), Talks(world.journal)
    for conversation, head in post.heads.items():
        if is_group(conversation):
            continue
        waiting = post.ids(conversation, "pending") | post.ids(conversation, "refused")
        for user in post.members(conversation):
            other = sum(members_of(conversation)) - user
            stranger = not talks.answered(conversation, user) and not talks.may_have_followed(user, other)
            if stranger and user not in waiting:
                world.violated(f"{user} has {conversation} in the inbox without having asked for it: {head}")
        for user in post.ids(conversation, "refused"):
            refusals = world.journal.deeds_of("refuse message request")
            if not any(user in each.facts["users"] and not each.refused for each in refusals):
                world.violated(f"{user} refuses {conversation} without having said so")


def lists_follow_from_heads(world: World, truth: Truth) -> None:
    """Each member has one entry for each conversation, in the right list and at the place of its newest message."""
    post = Post.of(truth)
    wanted = {
        (user, conversation): (f"{'R' if user in post.ids(conversation, 'pending') else 'I'}#{user}", head["last_id"])
        for conversation, head in post.heads.items()
        for user in post.members(conversation) - post.ids(conversation, "refused")
    }
    found = {
        place: (str(row["listed_in"]), row["activity"])
        for place, row in post.entries.items()
        if row.get("listed_in") is not None
    }
    for place in wanted.keys() | found.keys():
        if wanted.get(place) != found.get(place):
            world.violated(f"the list entry {place} is {found.get(place)} instead of {wanted.get(place)}")


def those_who_keep_up_miss_nothing(world: World, truth: Truth) -> None:
    """Whoever always asked for what is newer than what they have has had everything up to there."""
    post, talks = Post.of(truth), Talks(world.journal)
    present = {person.id for person in world.members}
    for (user, conversation), following in world.followings.items():
        if not talks.stayed(conversation, user) or user not in present:
            continue
        missed = [
            message
            for message, row in post.messages[conversation].items()
            if following.began_after < message <= following.newest
            and message not in following.seen
            and ("hidden", conversation, message, user) not in world.journal.keys("hidden")
            and talks.met_always(user, int(row["author_id"]))
        ]
        if missed:
            world.violated(f"{user} kept up with {conversation} and missed {missed}")


def what_people_write_is_in_no_other_place(world: World, truth: Truth) -> None:
    """The text of messages is in the table of messages, and in nothing else that keeps anything."""
    cloud = truth.cloud
    for name, rows in truth.tables.items():
        if name != "messages" and any(WHISPER in repr(row) for row in rows):
            world.violated(f"the table {name} holds the text of a message")
    for name, queue in cloud.sqs.queues().items():
        if any(WHISPER in message.body for message in queue.messages):
            world.violated(f"the queue {name} holds the text of a message")
    if any(WHISPER.encode() in body for body in cloud.s3.bucket("failures").values()):
        world.violated("the failure bucket holds the text of a message")


CHECKS = (
    messages_are_stored_once,
    messages_to_several_are_in_the_group_of_those,
    nothing_of_a_conversation_is_half_there,
    keys_lead_to_messages,
    ids_lead_to_messages,
    members_lead_to_their_groups,
    groups_are_what_was_acknowledged,
    markers_stand_where_somebody_has_read,
    members_have_what_they_did,
    strangers_wait_in_requests,
    lists_follow_from_heads,
    those_who_keep_up_miss_nothing,
    what_people_write_is_in_no_other_place,
)
