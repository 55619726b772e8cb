"""``python -m benchmarks``: print every figure, one section after another."""

from benchmarks import calculator, filtering, idle, inference, memory, painting, training


def main() -> None:
    """Run each section and print its lines as they come."""
    for section in (filtering, inference, idle, painting, memory, calculator, training):
        print(f"\n{(section.__doc__ or '').splitlines()[0]}")
        for line in section.report():
            print(line, flush=True)


# The engine's processes import this module again, under another name.
if __name__ == "__main__":
    main()
