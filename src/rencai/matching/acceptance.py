"""Deferred acceptance as kernels: plain; and within caps and floors on a tree of regions.

Talents propose in the order of their lists. A talent's standing at a post is one number, its level there in the upper
half and its lot in the lower half; smaller is better. Every post keeps its talents in a heap with the worst on top.

With quotas, posts and regions form a tree of nodes. What may be held is every count that can still be filled up to a
feasible assignment, which is a matroid over the seats. A proposal that does not fit closes a circuit: the seats in the
lowest full node above the post whose removal would make room. Of these the seat with the last key leaves, and its
post's worst talent with it. The keys tell the mechanisms apart:

- seats by round (flexible deferred acceptance, Kamada & Kojima 2015; RSDA-RQ, Goto et al. 2016): a seat up to the
  post's target comes first; seats beyond it follow in rounds, in the order of the posts
- seats by priority (PLDA-RQ, Goto et al. 2016): the talent's level at the post, then the order of the posts
"""

from __future__ import annotations

import numpy as np
from numba import njit

LOT = (1 << 32) - 1
ROOM = 1 << 62
# The columns of a node: eight numbers, one line of the processor's cache.
PARENT, SIBLING, FLOOR, CAP, COUNT, LAST_KEY, LAST_POST, FIELDS = 0, 1, 2, 3, 4, 5, 6, 8
# The columns of a post: where its heap begins in the array of all heaps, its target, its place in the order.
HEAP, TARGET, POSITION = 0, 1, 2


@njit(cache=True, error_model="numpy")
def accept(starts, posts, levels, lots, talent_of_lot, heap_start):
    """The place in the list at which each talent ends: int64[n]; the end of the list: unmatched.

    `starts` int64[n+1], `posts` and `levels` int32[pairs] are the talents' lists; `lots` int32[n] is a permutation and
    `talent_of_lot` its inverse; `heap_start` int64[posts+1] gives each post as many places as it can fill.
    """
    size, heap = np.zeros(len(heap_start) - 1, np.int64), np.empty(heap_start[-1], np.int64)
    worst = np.where(heap_start[1:] > heap_start[:-1], ROOM, -1)
    at = starts[:-1].copy()
    for first in range(len(at)):
        talent, index, lot = first, at[first], np.int64(lots[first])
        while index < starts[talent + 1]:
            post = posts[index]
            standing = (np.int64(levels[index]) << 32) | lot
            refused = worst[post]
            if standing > refused:
                index += 1
                continue
            base = heap_start[post]
            if refused == ROOM:
                _push(heap, base, size[post], standing)
                size[post] += 1
                if size[post] == heap_start[post + 1] - base:
                    worst[post] = heap[base]
                break
            _sink(heap, base, size[post], standing)
            worst[post] = heap[base]
            at[talent] = index
            talent = talent_of_lot[refused & LOT]
            index, lot = at[talent] + 1, np.int64(lots[talent])
        at[talent] = index
    return at


@njit(cache=True, error_model="numpy")
def accept_within(starts, posts, levels, lots, talent_of_lot, nodes, seats, heap, by_priority):
    """As `accept`, within the quotas of a binary tree of nodes, of which the posts are the first (see `tree`).

    `nodes` int64[n, FIELDS] and `heap` are changed; `seats` is int64[posts, 3].
    """
    at = starts[:-1].copy()
    for first in range(len(at)):
        talent = first
        while at[talent] < starts[talent + 1]:
            index = at[talent]
            post = posts[index]
            standing = (np.int64(levels[index]) << 32) | lots[talent]
            leaving = _circuit(post, standing, nodes, seats, heap, by_priority)
            if leaving < 0:
                _push(heap, seats[post, HEAP], nodes[post, COUNT], standing)
                _settle(post, 1, nodes, seats, heap, by_priority)
                break
            base, size = seats[leaving, HEAP], nodes[leaving, COUNT]
            if leaving == post and (size == 0 or heap[base] < standing):
                at[talent] += 1
                continue
            refused = heap[base]
            if leaving == post:
                _sink(heap, base, size, standing)
                if by_priority:
                    _settle(post, 0, nodes, seats, heap, by_priority)
            else:
                _sink(heap, base, size - 1, heap[base + size - 1])
                _settle(leaving, -1, nodes, seats, heap, by_priority)
                _push(heap, seats[post, HEAP], nodes[post, COUNT], standing)
                _settle(post, 1, nodes, seats, heap, by_priority)
            talent = talent_of_lot[refused & LOT]
            at[talent] += 1
    return at


@njit(cache=True, error_model="numpy")
def _circuit(post, standing, nodes, seats, heap, by_priority):
    """-1 where one more fits at `post`; else the post with the last key below the lowest node that is full."""
    if nodes[post, COUNT] < nodes[post, FLOOR]:
        return -1
    if nodes[post, COUNT] >= nodes[post, CAP]:
        return post
    if by_priority:
        worst = standing if nodes[post, COUNT] == 0 else max(standing, heap[seats[post, HEAP]])
        key = (worst >> 32) * len(seats) + seats[post, POSITION]
    else:
        key = max(0, nodes[post, COUNT] + 1 - seats[post, TARGET]) * len(seats) + seats[post, POSITION]
    leaving = np.int64(post)
    node = np.int64(post)
    while nodes[node, PARENT] >= 0:
        beside = nodes[node, SIBLING]
        if beside >= 0 and nodes[beside, LAST_KEY] > key and nodes[beside, COUNT] > nodes[beside, FLOOR]:
            key, leaving = nodes[beside, LAST_KEY], nodes[beside, LAST_POST]
        node = nodes[node, PARENT]
        if nodes[node, COUNT] < nodes[node, FLOOR]:
            return -1
        if nodes[node, COUNT] >= nodes[node, CAP]:
            return leaving
    return -1


@njit(cache=True, error_model="numpy")
def _settle(post, change, nodes, seats, heap, by_priority):
    """Brings counts and last keys up to date from `post` upwards.

    The count of a region is what its children need: of each the larger of its own count and its floor.
    """
    node = np.int64(post)
    count, floor = nodes[node, COUNT] + change, nodes[node, FLOOR]
    nodes[node, COUNT] = count
    change = max(count, floor) - max(count - change, floor)
    ahead = (heap[seats[node, HEAP]] >> 32 if count > 0 else 0) if by_priority else max(0, count - seats[node, TARGET])
    nodes[node, LAST_KEY] = ahead * len(seats) + seats[node, POSITION]
    nodes[node, LAST_POST] = post
    while nodes[node, PARENT] >= 0:
        above, beside = nodes[node, PARENT], nodes[node, SIBLING]
        # A node at its floor cannot give anybody up.
        key = nodes[node, LAST_KEY] if nodes[node, COUNT] > nodes[node, FLOOR] else -1
        leaving = nodes[node, LAST_POST]
        if beside >= 0 and nodes[beside, LAST_KEY] > key and nodes[beside, COUNT] > nodes[beside, FLOOR]:
            key, leaving = nodes[beside, LAST_KEY], nodes[beside, LAST_POST]
        if change == 0 and key == nodes[above, LAST_KEY] and leaving == nodes[above, LAST_POST]:
            return
        count, floor = nodes[above, COUNT] + change, nodes[above, FLOOR]
        nodes[above, COUNT] = count
        change = max(count, floor) - max(count - change, floor)
        nodes[above, LAST_KEY], nodes[above, LAST_POST] = key, leaving
        node = above


@njit(cache=True, error_model="numpy")
def _push(heap, base, size, standing):
    place = size
    while place > 0:
        above = (place - 1) >> 1
        if heap[base + above] >= standing:
            break
        heap[base + place] = heap[base + above]
        place = above
    heap[base + place] = standing


@njit(cache=True, error_model="numpy")
def _sink(heap, base, size, standing):
    """Puts `standing` in the place of the worst, in a heap that then has `size` entries."""
    place, below = 0, 1
    while below < size:
        if below + 1 < size and heap[base + below + 1] > heap[base + below]:
            below += 1
        if heap[base + below] <= standing:
            break
        heap[base + place] = heap[base + below]
        place, below = below, 2 * below + 1
    if size > 0:
        heap[base + place] = standing
