"""Acts of a data set become posts and retweets that can be done again, and are counted anew by what they lead to."""

import gzip
from pathlib import Path

import pytest

from local.replay.activity.acts import Act, ActKind, read_acts, rush
from local.replay.activity.recount import Fact, recount
from local.replay.activity.script import Script, make_script
from local.replay.api import Account
from local.replay.journal import Journal
from local.replay.plan import Plan, Post, Retweet

RT, MT, RE = ActKind.RETWEET, ActKind.MENTION, ActKind.REPLY


def act(seconds: int, actor: int, target: int, kind: ActKind = MT) -> Act:
    return Act(seconds, actor, target, kind)


def script(*acts: Act, edges: tuple[tuple[int, int], ...] = (), follows: int = 100) -> Script:
    return make_script(acts, edges, follows, seed=1)


def name(plan: Plan, number: int) -> str:
    """Return how an account of the data set is called, without what tells scripts apart."""
    return plan.cast[number].username.partition("_")[0]


def test_a_file_is_read_oldest_first(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv.gz"
    path.write_bytes(gzip.compress(b"unix_time,actor,target,kind\n20,1,2,RT\n10,2,3,RE\n"))
    assert read_acts(path) == [act(10, 2, 3, RE), act(20, 1, 2, RT)]


def test_a_row_that_is_no_act_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv.gz"
    path.write_bytes(gzip.compress(b"unix_time,actor,target,kind\n20,1,2,XX\n"))
    with pytest.raises(ValueError, match="XX"):
        read_acts(path)


def test_the_rush_is_the_shortest_stretch_between_different_accounts() -> None:
    acts = [act(0, 1, 2), act(100, 2, 1), act(101, 1, 1), act(102, 1, 2), act(103, 2, 1), act(500, 1, 2)]
    assert rush(acts, accounts=2, count=3) == [acts[1], acts[3], acts[4]]
    assert rush(acts, accounts=2, count=50) == [each for each in acts if each.actor != each.target]
    assert rush([], accounts=2, count=3) == []


def test_the_rush_stays_among_the_accounts_with_most_ties() -> None:
    acts = [act(0, 1, 2), act(1, 2, 1), act(2, 1, 9), act(3, 1, 2)]
    assert rush(acts, accounts=2, count=4) == [acts[0], acts[1], acts[3]]


def test_a_retweeted_account_says_something_first_and_nobody_retweets_it_twice() -> None:
    plan = script(act(0, 1, 2, RT), act(1, 3, 2, RT), act(2, 1, 2, RT)).plan
    posts = [each for each in plan.actions if isinstance(each, Post)]
    retweets = [each for each in plan.actions if isinstance(each, Retweet)]
    assert len(posts) == 2
    assert [each.of for each in retweets] == [posts[0].key, posts[0].key, posts[1].key]
    assert {name(plan, each.author) for each in posts} == {"higgs2"}


def test_a_reply_answers_the_newest_post_of_its_target() -> None:
    plan = script(act(0, 2, 1, MT), act(1, 1, 2, RE), act(2, 2, 1, RE)).plan
    mention, first, second = plan.actions
    assert isinstance(first, Post)
    assert isinstance(second, Post)
    assert (first.reply_to, second.reply_to) == (mention.key, first.key)


def test_a_mention_names_its_target() -> None:
    made = script(act(0, 1, 2, MT))
    (mention,) = made.plan.actions
    assert isinstance(mention, Post)
    target = made.mentioned[mention.key]
    assert mention.text.startswith(f"@{made.plan.cast[target].username} ")
    assert name(made.plan, target) == "higgs2"


def test_the_busiest_are_those_that_most_was_done_to() -> None:
    made = script(act(0, 1, 2), act(1, 3, 2), act(2, 2, 3))
    assert [name(made.plan, number) for number in made.busiest] == ["higgs2", "higgs3"]


def test_follows_are_a_sample_of_those_among_the_cast() -> None:
    edges = ((1, 2), (2, 1), (1, 9), (1, 1), (1, 2))
    assert len(script(act(0, 1, 2), edges=edges).plan.graph.follows) == 2
    assert len(script(act(0, 1, 2), edges=edges, follows=1).plan.graph.follows) == 1


def test_the_recount_is_of_what_was_acknowledged(tmp_path: Path) -> None:
    made = script(act(0, 1, 2, RT), act(1, 3, 2, RT), act(2, 1, 2, MT), act(3, 1, 2, RE), edges=((1, 2), (3, 2)))
    numbers = {name(made.plan, number): number for number in range(3)}
    one, two, three = numbers["higgs1"], numbers["higgs2"], numbers["higgs3"]
    news, first, _, mention, reply = made.plan.actions
    with Journal(tmp_path / "journal.jsonl") as journal:
        for number in (one, two, three):
            journal.add_account(number, Account(f"u{number}", "token"))
        journal.add_follow((one, two))
        journal.add_done(news.key, "t1")
        journal.add_done(first.key, "t1")
        journal.add_done(mention.key, "t2")
        journal.add_done(reply.key, "t3")
        edges = recount(made, journal)

    assert edges.retweeters == {"t1": {f"u{one}"}}
    assert edges.replies == {"t1": {"t3"}}
    assert edges.posted == {f"u{two}": 1, f"u{one}": 3}
    assert edges.followers == {f"u{two}": {f"u{one}"}}
    assert edges.following == {f"u{one}": {f"u{two}"}}
    assert edges.notified == {
        f"u{two}": {
            Fact("retweet", f"u{one}", "t1"),
            Fact("mention", f"u{one}", "t2"),
            Fact("reply", f"u{one}", "t3"),
            Fact("follow", f"u{one}", None),
        }
    }


def test_two_scripts_share_no_account_and_no_key() -> None:
    one, other = script(act(0, 1, 2, RT)), script(act(0, 1, 2, RT), act(1, 1, 2, MT))
    assert not {each.username for each in one.plan.cast} & {each.username for each in other.plan.cast}
    assert not {each.key for each in one.plan.actions} & {each.key for each in other.plan.actions}


def test_the_real_acts_become_a_script_that_can_be_done(shared_data: Path) -> None:
    from local.replay.activity.command import Bounds, script_of

    made = script_of(Bounds(accounts=100, acts=300, follows=100, rate=1.0, seconds=1.0), shared_data)
    known: set[str] = set()
    for action in made.plan.actions:
        refers = action.of if isinstance(action, Retweet) else action.reply_to
        assert refers is None or refers in known
        known.add(action.key)
    retweets = [(each.author, each.of) for each in made.plan.actions if isinstance(each, Retweet)]
    assert len(retweets) == len(set(retweets)) > 50
    assert sum("-act-" in each for each in known) == 300
    assert len(made.busiest) == 10
