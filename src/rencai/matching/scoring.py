"""The rule itself, compiled: which pairs fit, and what each part of the score gives them. The one place it stands.

A part about which one side says nothing gives half. A hard criterion about which a talent says nothing is not met.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from rencai.matching.nearest import NOBODY

HALF = np.float32(0.5)
UNKNOWN = np.float32(-1.0)  # what `shares` writes for a part that is not known
# The order of parts and criteria, as the kernels number them.
PARTS = ("occupation", "skills", "text", "seniority", "pay", "place", "wish", "history")
CRITERIA = ("degree", "certificate", "experience", "place", "legal")


@njit(nogil=True, cache=True)
def has_degree(t, p, talents, posts):
    return posts.degree[p] <= 0 or talents.degree[t] >= posts.degree[p]


@njit(nogil=True, cache=True)
def has_certificates(t, p, talents, posts):
    for word in range(posts.certificates.shape[1]):
        if posts.certificates[p, word] & ~talents.certificates[t, word]:
            return False
    return True


@njit(nogil=True, cache=True)
def has_experience(t, p, talents, posts):
    asked = posts.years[p]
    return np.isnan(asked) or asked == 0 or talents.years[t] >= asked


@njit(nogil=True, cache=True)
def accepts_place(t, p, talents, posts):
    place = posts.place[p]
    return place < 0 or (talents.places[t, place // 64] >> np.uint64(place % 64)) & np.uint64(1) != 0


@njit(nogil=True, cache=True)
def is_legal(t, p, talents, posts):
    for word in range(posts.limits.shape[1]):
        if posts.limits[p, word] & talents.limits[t, word]:
            return False
    age, least, most = talents.age[t], posts.age_from[p], posts.age_to[p]
    return (np.isnan(least) or age >= least) and (np.isnan(most) or age <= most)


@njit(nogil=True, cache=True)
def fits(t, p, talents, posts):
    return (
        has_degree(t, p, talents, posts)
        and accepts_place(t, p, talents, posts)
        and has_experience(t, p, talents, posts)
        and is_legal(t, p, talents, posts)
        and has_certificates(t, p, talents, posts)
    )


@njit(nogil=True, cache=True)
def shares(t, p, cosine, common, past, talents, posts, tables, out):
    """Writes for each part what it gives, 0 to 1, or UNKNOWN. `common` skills; `past` 0 to 1 or UNKNOWN."""
    held, sought = talents.occupation[t], posts.occupation[p]
    out[0] = tables.closeness[held, sought] if held >= 0 and sought >= 0 else UNKNOWN
    out[1] = common / posts.asked[p] if posts.asked[p] > 0 and talents.skilled[t] else UNKNOWN
    out[2] = min(max(cosine, 0.0), 1.0) if talents.reads[t] and posts.reads[p] else UNKNOWN
    grade, wanted = talents.seniority[t], posts.seniority[p]
    out[3] = 1.0 - abs(grade - wanted) / 4.0 if grade >= 0 and wanted >= 0 else UNKNOWN
    asks, offers = talents.pay[t], posts.pay[p]
    if np.isnan(asks) or np.isnan(offers):
        out[4] = UNKNOWN
    elif offers >= asks:
        out[4] = 1.0
    else:  # half of what is wanted, or less, gives nothing
        out[4] = max(0.0, 2.0 * offers / asks - 1.0)
    home, place = talents.place[t], posts.place[p]
    out[5] = tables.nearness[home, place] if home >= 0 and place >= 0 else UNKNOWN
    if not talents.wishing[t] or place < 0:
        out[6] = UNKNOWN
    else:
        out[6] = float((talents.wishes[t, place // 64] >> np.uint64(place % 64)) & np.uint64(1))
    out[7] = past


@njit(nogil=True, cache=True)
def total(given, weights):
    found = np.float32(0.0)
    for part in range(len(weights)):
        found += weights[part] * (given[part] if given[part] >= 0 else HALF)
    return found


@njit(nogil=True, cache=True)
def fuse(block, top, left, talents, posts, tables, past):
    """Turns a block of cosines into scores, NOBODY where a hard criterion is not met.

    `past` is (starts int64[talents + 1], posts int32 rising, values float32): what has been between them.
    """
    past_starts, past_posts, past_values = past
    width = block.shape[1]
    common, history = np.zeros(width, np.int32), np.full(width, UNKNOWN, np.float32)
    given = np.empty(len(tables.weights), np.float32)
    for row in range(block.shape[0]):
        t = top + row
        count_skills(t, left, width, talents, posts, common)
        first, last = past_starts[t], past_starts[t + 1]
        for index in range(first, last):
            if left <= past_posts[index] < left + width:
                history[past_posts[index] - left] = past_values[index]
        for column in range(width):
            p = left + column
            if fits(t, p, talents, posts):
                shares(t, p, block[row, column], common[column], history[column], talents, posts, tables, given)
                block[row, column] = total(given, tables.weights)
            else:
                block[row, column] = NOBODY
        for index in range(first, last):
            if left <= past_posts[index] < left + width:
                history[past_posts[index] - left] = UNKNOWN


@njit(nogil=True, cache=True)
def count_skills(t, left, width, talents, posts, common):
    """How many of the skills that each post of a block asks for this talent has."""
    common[:] = 0
    for index in range(talents.skill_starts[t], talents.skill_starts[t + 1]):
        skill = talents.skills[index]
        asking = posts.by_skill[posts.skill_starts[skill] : posts.skill_starts[skill + 1]]
        for place in range(np.searchsorted(asking, left), len(asking)):
            if asking[place] >= left + width:
                break
            common[asking[place] - left] += 1


@njit(nogil=True, cache=True)
def pair_shares(pairs_t, pairs_p, cosines, common, past, talents, posts, tables):
    """`shares` of single pairs: float32[pairs, parts]."""
    found = np.empty((len(pairs_t), len(tables.weights)), np.float32)
    for pair in range(len(pairs_t)):
        shares(
            pairs_t[pair], pairs_p[pair], cosines[pair], common[pair], past[pair], talents, posts, tables, found[pair]
        )
    return found


@njit(nogil=True, cache=True)
def pair_criteria(t, p, talents, posts):
    """Which of CRITERIA one pair meets."""
    return (
        has_degree(t, p, talents, posts),
        has_certificates(t, p, talents, posts),
        has_experience(t, p, talents, posts),
        accepts_place(t, p, talents, posts),
        is_legal(t, p, talents, posts),
    )
