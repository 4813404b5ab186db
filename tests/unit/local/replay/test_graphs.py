"""A follow graph is cut to its densest part, the most followed account first."""

import gzip
from pathlib import Path

from local.replay.graphs import FILES, cut, read_edges


def write_edges(path: Path, text: str) -> Path:
    path.write_bytes(gzip.compress(text.encode()))
    return path


def test_the_columns_after_the_first_two_are_not_needed(tmp_path: Path) -> None:
    path = write_edges(tmp_path / "g.csv.gz", "src,dst,n_retweet\n1,2,9\n3,2,1\n")
    assert read_edges(path, both_ways=False) == [(1, 2), (3, 2)]


def test_a_friendship_is_a_follow_in_both_directions(tmp_path: Path) -> None:
    path = write_edges(tmp_path / "g.csv.gz", "a,b\n1,2\n")
    assert read_edges(path, both_ways=True) == [(1, 2), (2, 1)]


def test_the_most_followed_account_comes_first() -> None:
    graph = cut([(1, 7), (2, 7), (3, 7), (7, 3)], 4)
    assert graph.followers[0] == {1, 2, 3}
    assert graph.followers[1] == {0}


def test_nobody_follows_themselves_or_twice() -> None:
    assert cut([(1, 1), (1, 2), (1, 2)], 2).follows == ((1, 0),)


def test_only_the_accounts_with_most_ties_and_follows_among_them_are_kept() -> None:
    graph = cut([(1, 2), (2, 3), (3, 1), (4, 1)], 3)
    assert graph.size == 3
    assert len(graph.follows) == 3


def test_the_real_graph_cut_for_the_demo_has_a_celebrity(shared_data: Path) -> None:
    name, both_ways = FILES["higgs"]
    graph = cut(read_edges(shared_data / name, both_ways), 230)
    assert 1_500 <= len(graph.follows) <= 2_500
    # The local stage takes an account with 100 followers for a celebrity.
    assert len(graph.followers[0]) > 100 > len(graph.followers[1])
