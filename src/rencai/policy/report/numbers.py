"""Numbers and days as people read them in English and in Chinese."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from rencai.policy.wording import CURRENCIES_ZH, MINUS, count_words, day_words

Number: TypeAlias = int | Decimal

_SIGNS = {"CNY": "¥", "CAD": "C$", "SGD": "S$", "EUR": "€", "USD": "US$", "GBP": "£"}
_STEPS: dict[str, tuple[tuple[Decimal, str], ...]] = {
    "en": ((Decimal(10**9), "bn"), (Decimal(10**6), "m")),
    "zh": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")),
}
_TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True)
class Numbers:
    """Writes numbers in one language ("en" or "zh") and one currency (ISO 4217)."""

    lang: str
    currency: str

    @property
    def cell_unit(self) -> str:
        """The unit of `money_cell`, for the head of a column: "CNY", "万元"."""
        return self.currency if self.lang == "en" else f"万{self._name_zh}"

    def count(self, number: Number) -> str:
        """Every digit, in groups of three: 1,234,567."""
        return _signed(f"{number:,.0f}")

    def short(self, number: Number) -> str:
        """Three digits and a word: 1.23m; 123万. Whole below a million (zh: below ten thousand)."""
        size = abs(Decimal(number))
        for step, word in _STEPS[self.lang]:
            if size >= step:
                return f"{_three_digits(Decimal(number) / step)}{word}"
        return self.count(number)

    def people(self, number: int) -> str:
        """As `short`, without idle zeros: 200,000; 20万."""
        text = self.short(number)
        word = text.lstrip("0123456789.,")
        return f"{self.plain(Decimal(text.removesuffix(word).replace(',', '')))}{word}"

    def money(self, amount: Decimal) -> str:
        """Money in few digits: ¥1.23bn; 12.3亿元."""
        if self.lang == "zh":
            return f"{self.short(amount)}{self._name_zh}"
        sign = MINUS if amount < 0 else ""
        return f"{sign}{self._sign}{self.short(abs(amount))}"

    def money_cell(self, amount: Decimal) -> str:
        """Money for a column: whole units with thousands; in Chinese 万 with two decimals."""
        if self.lang == "zh":
            return _signed(f"{_rounded(amount / _TEN_THOUSAND, 2):,.2f}")
        return _signed(f"{_rounded(amount, 0):,.0f}")

    def change(self, text: str, number: Number) -> str:
        """`text` with a plus when the number is above nothing."""
        return f"+{text}" if number > 0 and not text.startswith("<") else text

    def percent(self, part: Number, whole: Number) -> str:
        """A share; "<0.1%" rather than a nothing that is not one; a dash of nothing."""
        if not whole:
            return "–"
        share = Decimal(part) * 100 / Decimal(whole)
        if 0 < abs(share) < Decimal("0.1"):
            return "<0.1%"
        return _signed(f"{_rounded(share, 1 if abs(share) < 100 else 0):,f}%")

    def plain(self, number: Number) -> str:
        """A number of any places with no idle zeros: 0.5, 12, 1,200."""
        text = f"{Decimal(number):,f}"
        return _signed(text.rstrip("0").rstrip(".") if "." in text else text)

    def day(self, day: date) -> str:
        """7 January 2021; 2021年1月7日."""
        return day_words(day, self.lang)

    def quantity(self, number: Number, unit: str) -> str:
        """A number with its unit, if it has one: 1 month; 36个月; ¥5,000."""
        if unit == self.currency:
            return self.money(Decimal(number))
        return count_words(number, unit, self.lang) if unit else self.plain(number)

    @property
    def _sign(self) -> str:
        return _SIGNS.get(self.currency, f"{self.currency} ")

    @property
    def _name_zh(self) -> str:
        return CURRENCIES_ZH.get(self.currency, f" {self.currency}")


def _three_digits(number: Decimal) -> str:
    size = abs(number)
    places = 2 if size < 10 else 1 if size < 100 else 0
    return _signed(f"{_rounded(number, places):,f}")


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _signed(text: str) -> str:
    return text.replace("-", MINUS)
