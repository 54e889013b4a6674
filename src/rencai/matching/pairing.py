"""Two sides' lists as one: where both rank each other, with what each thinks of the other."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def first_twice(starts, items, count):
    """The index of the first item that its list has named before, or -1."""
    seen = np.full(count, -1, np.int64)
    for one in range(len(starts) - 1):
        for index in range(starts[one], starts[one + 1]):
            if seen[items[index]] == one:
                return index
            seen[items[index]] = one
    return -1


@njit(cache=True)
def levels_at_posts(starts, posts, post_starts, post_talents, post_levels, talents):
    """For each pair of the talents' lists the level of the talent at the post, -1 where the post does not rank it."""
    by_post = np.zeros(len(post_starts), np.int64)
    for post in posts:
        by_post[post + 1] += 1
    by_post = np.cumsum(by_post)
    place, pair_of, talent_of = by_post[:-1].copy(), np.empty(len(posts), np.int64), np.empty(len(posts), np.int32)
    for talent in range(talents):
        for index in range(starts[talent], starts[talent + 1]):
            pair_of[place[posts[index]]] = index
            talent_of[place[posts[index]]] = talent
            place[posts[index]] += 1
    found = np.full(len(posts), -1, np.int32)
    seen, level = np.full(talents, -1, np.int32), np.empty(talents, np.int32)
    for post in range(len(post_starts) - 1):
        for index in range(post_starts[post], post_starts[post + 1]):
            seen[post_talents[index]] = post
            level[post_talents[index]] = post_levels[index]
        for index in range(by_post[post], by_post[post + 1]):
            if seen[talent_of[index]] == post:
                found[pair_of[index]] = level[talent_of[index]]
    return found


@njit(cache=True)
def tied(starts, levels):
    """Whether any list has two of one level next to each other."""
    for one in range(len(starts) - 1):
        for index in range(starts[one] + 1, starts[one + 1]):
            if levels[index] == levels[index - 1]:
                return True
    return False


@njit(cache=True)
def sort_ties(starts, posts, choices, levels, position):
    """Puts posts between which a talent is indifferent into the order of posts, in place (insertion sort)."""
    for talent in range(len(starts) - 1):
        for index in range(starts[talent] + 1, starts[talent + 1]):
            post, choice, level, place = posts[index], choices[index], levels[index], index
            while place > starts[talent] and (
                choices[place - 1] > choice
                or (choices[place - 1] == choice and position[posts[place - 1]] > position[post])
            ):
                posts[place], choices[place], levels[place] = posts[place - 1], choices[place - 1], levels[place - 1]
                place -= 1
            posts[place], choices[place], levels[place] = post, choice, level
