"""The one table that the benchmarks print."""

import os
import platform
import sys
import time

STARTED = time.monotonic()


def progress(text):
    """Says on standard error what is being done; the table alone goes to standard output."""
    print(f"[{time.monotonic() - STARTED:5.0f} s] {text}", file=sys.stderr, flush=True)


class Table:
    def __init__(self):
        self.rows = []

    def add(self, figure, measured, bar, holds):
        """`holds` is whether the bar is reached; None where there is no bar."""
        verdict = "" if holds is None else "pass" if holds else "MISS"
        self.rows.append((figure, measured, bar, verdict))
        progress(f"{figure}: {measured} (bar {bar}) {verdict}")

    def later(self, figure, bar):
        self.rows.append((figure, "not measured yet", bar, ""))

    def show(self):
        heads = ("figure", "measured", "bar", "")
        widths = [max(len(row[column]) for row in [heads, *self.rows]) for column in range(4)]
        print(f"\n{platform.system()} {platform.release()}, {os.cpu_count()} processors, release build\n")
        for row in (heads, tuple("-" * width for width in widths), *self.rows):
            print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
        missed = [row[0] for row in self.rows if row[3] == "MISS"]
        print()
        print(f"Missed: {'; '.join(missed)}." if missed else "Every measured figure reaches its bar.")


def microseconds(nanoseconds):
    return f"{nanoseconds / 1000:.1f} µs"


def milliseconds(seconds):
    return f"{seconds * 1000:.2f} ms"
