"""The rule itself, compiled: which pairs fit, and what each part of the score gives them. The one place it stands.

A part about which one side says nothing gives half. A hard criterion about which a talent says nothing is not met.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from rencai.matching.arrays import Posts, Talents
from rencai.matching.nearest import NOBODY

HALF = np.float32(0.5)
UNKNOWN = np.float32(-1.0)  # what a part is that is not known
# The order of parts and criteria, as `look` numbers them.
PARTS = ("occupation", "skills", "text", "seniority", "pay", "place", "wish", "history")
CRITERIA = ("degree", "certificate", "experience", "place", "legal")


@njit(nogil=True, cache=True)
def has_degree(held, asked):
    return asked <= 0 or held >= asked


@njit(nogil=True, cache=True)
def has_experience(years, asked):
    return np.isnan(asked) or asked == 0 or years >= asked


@njit(nogil=True, cache=True)
def has_age(age, least, most):
    return (np.isnan(least) or age >= least) and (np.isnan(most) or age <= most)


@njit(nogil=True, cache=True)
def has_all(asked, p, held, t):
    """Whether every bit of the post's row is in the talent's row."""
    for word in range(asked.shape[1]):  # noqa: SIM110 - numba knows no generators
        if asked[p, word] & ~held[t, word]:
            return False
    return True


@njit(nogil=True, cache=True)
def has_none(barred, p, held, t):
    for word in range(barred.shape[1]):  # noqa: SIM110
        if barred[p, word] & held[t, word]:
            return False
    return True


@njit(nogil=True, cache=True)
def has_bit(bits, t, number):
    return (bits[t, number // 64] >> np.uint64(number % 64)) & np.uint64(1) != 0


@njit(nogil=True, cache=True)
def grade_share(grade, wanted):
    return 1.0 - abs(grade - wanted) / 4.0 if grade >= 0 and wanted >= 0 else -1.0


@njit(nogil=True, cache=True)
def pay_share(asks, offers):
    """1 where what is wanted is offered; half of it, or less, gives 0."""
    if np.isnan(asks) or np.isnan(offers):
        return -1.0
    return 1.0 if offers >= asks else max(0.0, 2.0 * offers / asks - 1.0)


@njit(nogil=True, cache=True)
def judge(t, left, width, talents, posts, met):
    """Writes for each post from `left` on which of CRITERIA the talent meets: bool[width, criteria]."""
    # Named once for the whole row: to take an array out of a tuple costs more than to look at a pair.
    degrees, years, places = posts.degree, posts.years, posts.place
    certificates, limits, least, most = posts.certificates, posts.limits, posts.age_from, posts.age_to
    held, barring, accepted = talents.certificates, talents.limits, talents.places
    degree, experience, age = talents.degree[t], talents.years[t], talents.age[t]
    for column in range(width):
        p = left + column
        met[column, 0] = has_degree(degree, degrees[p])
        met[column, 1] = has_all(certificates, p, held, t)
        met[column, 2] = has_experience(experience, years[p])
        met[column, 3] = places[p] < 0 or has_bit(accepted, t, places[p])
        met[column, 4] = has_none(limits, p, barring, t) and has_age(age, least[p], most[p])


@njit(nogil=True, cache=True)
def share(t, left, cosines, common, past, talents, posts, tables, given):
    """Writes what each part gives for each post from `left` on, 0 to 1 or UNKNOWN: float32[width, parts].

    `common` is how many of the skills asked for the talent has, `past` what their history gives.
    """
    occupations, grades, offers, places = posts.occupation, posts.seniority, posts.pay, posts.place
    asked, reads, closeness, nearness, wishes = (
        posts.asked,
        posts.reads,
        tables.closeness,
        tables.nearness,
        talents.wishes,
    )
    held, home, grade, asks = talents.occupation[t], talents.place[t], talents.seniority[t], talents.pay[t]
    read, skilled, wishing = talents.reads[t], talents.skilled[t], talents.wishing[t]
    for column in range(len(cosines)):
        p = left + column
        place = places[p]
        given[column, 0] = closeness[held, occupations[p]] if held >= 0 and occupations[p] >= 0 else UNKNOWN
        given[column, 1] = common[column] / asked[p] if asked[p] > 0 and skilled else UNKNOWN
        given[column, 2] = min(max(cosines[column], 0.0), 1.0) if read and reads[p] else UNKNOWN
        given[column, 3] = grade_share(grade, grades[p])
        given[column, 4] = pay_share(asks, offers[p])
        given[column, 5] = nearness[home, place] if home >= 0 and place >= 0 else UNKNOWN
        given[column, 6] = (1.0 if has_bit(wishes, t, place) else 0.0) if wishing and place >= 0 else UNKNOWN
        given[column, 7] = past[column]


@njit(nogil=True, cache=True)
def fuse(block, top, left, talents, posts, tables, past):
    """Turns a block of cosines into scores, NOBODY where a hard criterion is not met.

    `past` is (starts int64[talents + 1], posts int32 rising, values float32): what has been between them.
    """
    past_starts, past_posts, past_values = past
    weights, width = tables.weights, block.shape[1]
    common, history = np.zeros(width, np.int32), np.full(width, UNKNOWN, np.float32)
    met, given = np.empty((width, 5), np.bool_), np.empty((width, len(weights)), np.float32)
    for row in range(block.shape[0]):
        t = top + row
        count_skills(t, left, width, talents, posts, common)
        history[:] = UNKNOWN
        for index in range(past_starts[t], past_starts[t + 1]):
            if left <= past_posts[index] < left + width:
                history[past_posts[index] - left] = past_values[index]
        judge(t, left, width, talents, posts, met)
        share(t, left, block[row], common, history, talents, posts, tables, given)
        total(met, given, weights, block[row])


@njit(nogil=True, cache=True)
def total(met, given, weights, scores):
    for column in range(len(scores)):
        fits = met[column, 0] and met[column, 1] and met[column, 2] and met[column, 3] and met[column, 4]
        found = np.float32(0.0)
        for part in range(len(weights)):
            value = given[column, part]
            found += weights[part] * (value if value >= 0 else HALF)
        scores[column] = found if fits else NOBODY


@njit(nogil=True, cache=True)
def count_skills(t, left, width, talents, posts, common):
    """How many of the skills that each post of a block asks for this talent has."""
    common[:] = 0
    starts, by_skill, skills = posts.skill_starts, posts.by_skill, talents.skills
    for index in range(talents.skill_starts[t], talents.skill_starts[t + 1]):
        skill = skills[index]
        last = starts[skill + 1]
        place = starts[skill] + np.searchsorted(by_skill[starts[skill] : last], left)
        while place < last and by_skill[place] < left + width:
            common[by_skill[place] - left] += 1
            place += 1


@njit(nogil=True, cache=True)
def pair_shares(rows, columns, cosines, common, past, talents, posts, tables):
    """`share` of single pairs: float32[pairs, parts]."""
    found = np.empty((len(rows), len(tables.weights)), np.float32)
    for pair in range(len(rows)):
        one = slice(pair, pair + 1)
        share(rows[pair], columns[pair], cosines[one], common[one], past[one], talents, posts, tables, found[one])
    return found


def pair_criteria(row: int, column: int, talents: Talents, posts: Posts) -> tuple[bool, ...]:
    """Which of CRITERIA one pair meets."""
    met = np.empty((1, len(CRITERIA)), np.bool_)
    judge(row, column, 1, talents, posts, met)
    return tuple(met[0].tolist())
