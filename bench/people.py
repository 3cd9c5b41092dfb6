"""How fast a population lives, and how much memory it takes: `python -m bench.people`."""

import argparse
import resource
import time

from practice.people.settling import Town, build

START = 1_790_000_000.0
MEBI = 1_024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--groups", type=int, default=500)
    parser.add_argument("--hours", type=float, default=24.0)
    asked = parser.parse_args()

    began = time.perf_counter()
    crowd = build(Town(people=asked.people, groups=asked.groups, seed=1), at=START)
    built = time.perf_counter()
    crowd.advance(START + asked.hours * 3_600)
    took = time.perf_counter() - built

    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBI
    print(f"{asked.people:,} people in {asked.groups} groups: settled in {built - began:.1f} s")
    print(f"{asked.hours:.0f} virtual hours in {took:.1f} s: {asked.hours / took:.1f} each second")
    print(f"{crowd.done:,} events, {crowd.hands.done.total():,} acts, {memory:.0f} MB at most")


if __name__ == "__main__":
    main()
