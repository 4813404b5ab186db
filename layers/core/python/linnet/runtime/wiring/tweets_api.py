"""What `tweets_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.runtime.wiring.publishing import publish_tweet
from linnet.runtime.wiring.reading import read_tweets
from linnet.services.choose_quotes import ChooseQuotes
from linnet.services.delete_tweet import DeleteTweet
from linnet.services.edit_tweet import EditTweet, ReadHistory
from linnet.services.find_media import FindMedia
from linnet.services.find_tweet import FindTweet
from linnet.services.pin_tweet import PinTweet
from linnet.services.publish_tweet import PublishTweet
from linnet.services.read_thread import ReadThread
from linnet.services.read_tweets import ReadTweets
from linnet.services.report_account import ReportAccount
from linnet.services.retweet_tweet import RetweetTweet, UndoRetweet


@dataclass(frozen=True, slots=True)
class TweetsApi:
    publish_tweet: PublishTweet
    read_tweets: ReadTweets
    read_thread: ReadThread
    read_history: ReadHistory
    edit_tweet: EditTweet
    delete_tweet: DeleteTweet
    retweet_tweet: RetweetTweet
    undo_retweet: UndoRetweet
    pin_tweet: PinTweet
    report_account: ReportAccount
    choose_quotes: ChooseQuotes


def build(environment: Environment) -> TweetsApi:
    """Put the function together."""
    tunables, tables = environment.settings.tunables, environment.tables
    parallel, clock, ids = environment.parallel, environment.clock, environment.ids
    tweets, accounts, engagements = tables.tweets, tables.accounts, tables.engagements
    read = read_tweets(environment)
    find = FindTweet(tweets, read)
    return TweetsApi(
        publish_tweet=publish_tweet(environment),
        read_tweets=read,
        read_thread=ReadThread(read, tables.conversations, parallel),
        read_history=ReadHistory(tweets, read, parallel),
        edit_tweet=EditTweet(
            tweets,
            accounts,
            find,
            parallel,
            clock,
            tunables.edit_window_s * 1000,
            tunables.max_edits,
            FindMedia(tables.media, clock),
        ),
        delete_tweet=DeleteTweet(tweets, accounts, find, parallel, clock),
        retweet_tweet=RetweetTweet(tweets, find, ids),
        undo_retweet=UndoRetweet(tweets, engagements, find, parallel),
        pin_tweet=PinTweet(accounts, read),
        report_account=ReportAccount(tables.reports, tables.users, read, ids, tunables.rules),
        choose_quotes=ChooseQuotes(tweets, find, parallel),
    )
