"""The dual certificate: prices of seats under which nobody would rather sit elsewhere.

Every post and region has a value, nothing has value 0, and the difference to what stands above is the price of its cap
(where positive) or of its floor (where negative). Whatever the values, no assignment within the quotas weighs more
than: for each talent the most that is left of a weight after the value of its post, or 0; plus caps times their
prices; less floors times theirs. Where this bound equals the weight, the assignment is best. All in whole numbers.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from rencai.matching.certificate import Optimality, Price
from rencai.matching.market import Market
from rencai.matching.quotas import Quotas


def optimality(market: Market, seats: np.ndarray, units: np.ndarray, scale: float, rounding: float) -> Optimality:
    """Finds values for an assignment that the flow says is best, and computes the bound that they prove."""
    lists, quotas = market.lists, market.quotas
    parent, low, high = tree_of(quotas)
    values = _values(lists.starts, lists.posts, units, seats, parent, low, high, _held(quotas, seats))
    weight, left = _weighed(lists.starts, lists.posts, units, seats, values)
    price = values[:-1] - values[parent]
    dear = np.flatnonzero(price)
    bound = int(left) + sum(_quota_cost(int(price[node]), int(low[node]), int(high[node])) for node in dear.tolist())
    prices = tuple(_price(market, int(node), int(price[node]), low, high, scale) for node in dear.tolist())
    return Optimality(int(weight) / scale, bound / scale, bound - int(weight), rounding, prices)


def tree_of(quotas: Quotas) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(what stands above, floor, cap) of each post, then of each region; the last number stands for nothing above."""
    posts, regions = len(quotas.capacity), len(quotas.regions)
    parent = np.concatenate([quotas.region, quotas.region_parent]).astype(np.int64)
    parent = np.where(parent < 0, posts + regions, parent + posts)
    caps = np.where(quotas.region_cap < 0, np.iinfo(np.int64).max, quotas.region_cap)
    return parent, np.concatenate([quotas.floor, quotas.region_floor]), np.concatenate([quotas.capacity, caps])


def _held(quotas: Quotas, seats: np.ndarray) -> np.ndarray:
    return np.concatenate(quotas.counts(seats))


def _quota_cost(price: int, low: int, high: int) -> int:
    return price * high if price > 0 else price * low


def _price(market: Market, node: int, price: int, low: np.ndarray, high: np.ndarray, scale: float) -> Price:
    posts = len(market.posts)
    name = market.posts[node] if node < posts else market.quotas.regions[node - posts]
    quota, number = ("cap", int(high[node])) if price > 0 else ("floor", int(low[node]))
    return Price(str(name), quota, number, abs(price) / scale)


@njit(cache=True)
def _weighed(starts, posts, units, seats, values):
    """(the weight of the assignment, what is left to all talents of the best weights after values)."""
    weight, left = np.int64(0), np.int64(0)
    for talent in range(len(seats)):
        most = np.int64(0)
        for index in range(starts[talent], starts[talent + 1]):
            most = max(most, units[index] - values[posts[index]])
            if posts[index] == seats[talent]:
                weight += units[index]
        left += most
    return weight, left


@njit(cache=True)
def _values(starts, posts, units, seats, parent, low, high, held):
    """Values of posts, regions and nothing (the last, 0): raised until nobody would rather sit elsewhere.

    Longest paths by label correcting with a queue; there is a fixed point if and only if the assignment is best.
    """
    nodes = len(parent) + 1
    nothing = nodes - 1
    first, talents, own = _by_post(starts, posts, seats, len(parent))
    below_start, below = _children(parent, nodes)
    values = np.zeros(nodes, np.int64)
    queue, waiting, rounds = np.empty(nodes, np.int64), np.ones(nodes, np.bool_), np.zeros(nodes, np.int64)
    for node in range(nodes):
        queue[node] = nodes - 1 - node
    head, size = 0, nodes
    while size:
        node = queue[head]
        head, size = (head + 1) % nodes, size - 1
        waiting[node] = False
        rounds[node] += 1
        if rounds[node] > nodes:
            break
        # Whoever sits here (or nowhere) must not gain elsewhere.
        for place in range(first[node], first[node + 1]):
            talent = talents[place]
            left = values[node] - (units[own[talent]] if node < nothing else 0)
            for index in range(starts[talent], starts[talent + 1]):
                if units[index] + left > values[posts[index]]:
                    head, size = _raise(posts[index], units[index] + left, values, queue, waiting, head, size)
            if left > values[nothing]:
                head, size = _raise(nothing, left, values, queue, waiting, head, size)
        if node < nothing and held[node] < high[node] and values[node] > values[parent[node]]:
            head, size = _raise(parent[node], values[node], values, queue, waiting, head, size)
        for place in range(below_start[node], below_start[node + 1]):
            inner = below[place]
            if held[inner] > low[inner] and values[node] > values[inner]:
                head, size = _raise(inner, values[node], values, queue, waiting, head, size)
    return values - values[nothing]


@njit(cache=True)
def _raise(node, value, values, queue, waiting, head, size):
    values[node] = value
    if not waiting[node]:
        waiting[node] = True
        queue[(head + size) % len(queue)] = node
        size += 1
    return head, size


@njit(cache=True)
def _by_post(starts, posts, seats, nodes):
    """(where the talents of each node begin, the talents, the pair of each); the last node has those placed nowhere."""
    first, own = np.zeros(nodes + 2, np.int64), np.full(len(seats), -1, np.int64)
    for talent in range(len(seats)):
        first[(seats[talent] if seats[talent] >= 0 else nodes) + 1] += 1
        for index in range(starts[talent], starts[talent + 1]):
            if posts[index] == seats[talent]:
                own[talent] = index
    first = np.cumsum(first)
    place, talents = first[:-1].copy(), np.empty(len(seats), np.int64)
    for talent in range(len(seats)):
        node = seats[talent] if seats[talent] >= 0 else nodes
        talents[place[node]] = talent
        place[node] += 1
    return first, talents, own


@njit(cache=True)
def _children(parent, nodes):
    first = np.zeros(nodes + 1, np.int64)
    for above in parent:
        first[above + 1] += 1
    first = np.cumsum(first)
    place, below = first[:-1].copy(), np.empty(len(parent), np.int64)
    for node in range(len(parent)):
        below[place[parent[node]]] = node
        place[parent[node]] += 1
    return first, below
