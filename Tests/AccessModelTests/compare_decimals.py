#!/usr/bin/env python3
"""Compares pairs of numbers, a line each in the file that is named: `<`, `=` or `>`, and `?` where one of them is not
held exactly, because it has more than 38 significant digits or an exponent beyond 32 bits."""

import sys
from decimal import Decimal


def is_held(number):
    _, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    held = text.rstrip("0")
    if not held:
        return True
    return len(held) <= 38 and -(2**31) <= exponent + len(text) - len(held) < 2**31


with open(sys.argv[1], encoding="ascii") as pairs:
    for line in pairs:
        left, right = map(Decimal, line.split())
        if not (is_held(left) and is_held(right)):
            print("?")
        else:
            print("<" if left < right else ">" if left > right else "=")
