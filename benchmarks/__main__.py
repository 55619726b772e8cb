"""``python -m benchmarks``: print every figure, one section after another.

Each line of a report is a name, a figure with its unit, and remarks; ``compare.py`` reads them.
"""

import argparse
import importlib

SECTIONS = (
    *(
        "filtering",
        "inference",
        "attribution",
        "idle",
        "painting",
        "memory",
        "large_sets",
        "calculator",
    ),
    *("training", "watching", "many_runs", "inspecting", "delays", "units", "answering"),
    *("big_network", "classroom", "class_session"),
)


def main() -> None:
    """Run each section and print its lines as they come, or compare with an earlier commit."""
    parser = argparse.ArgumentParser("benchmarks")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--base", metavar="COMMIT", help="compare with this commit")
    parser.add_argument("--rounds", type=int, default=3, help="of a comparison (default 3)")
    parsed = parser.parse_args()
    sections = parsed.sections or SECTIONS
    if unknown := set(sections) - set(SECTIONS):
        parser.error(f"sections are {', '.join(SECTIONS)}; got {', '.join(sorted(unknown))}")
    if parsed.base:
        from benchmarks.compare import compare

        for line in compare(parsed.base, sections, parsed.rounds):
            print(line, flush=True)
        return
    for name in sections:
        section = importlib.import_module(f"benchmarks.{name}")
        print(f"\n{(section.__doc__ or '').splitlines()[0]}")
        for line in section.report():
            print(line, flush=True)


# The engine's processes import this module again, under another name.
if __name__ == "__main__":
    main()
