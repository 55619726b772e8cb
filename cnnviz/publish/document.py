"""``python -m cnnviz.publish.document``: write the shipped cards' figures into ``docs/models.md``.

The page's prose is written by people; its tables lie between ``<!-- NAME -->`` and ``<!-- end -->``
and are made from the cards, so that both always state the same.
"""

import re
from collections.abc import Mapping, Sequence

from cnnviz.models import shipped
from cnnviz.models.card import AccuracyOn, ModelCard, TestResult
from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError

FILE = paths.ROOT / "docs" / "models.md"
BLOCK = re.compile(r"(<!-- (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

Cards = Mapping[str, ModelCard]


def updated(text: str, cards: Cards) -> str:
    """Put the tables of the cards into the page.

    Parameters
    ----------
    text : str
        The page, with marked places for tables.
    cards : mapping of str to ModelCard
        By the model's name.

    Returns
    -------
    str
        The page with all tables renewed.

    Raises
    ------
    InputError
        If a mark names no table.
    """
    tables = {
        "models": _models(cards),
        "other-digits": _other_digits(cards["mnist"]),
        "changed-steel": _changed(cards["neu"]),
        "unlike": _unlike(cards),
        "baselines": _baselines(cards),
    }

    def filled(block: re.Match[str]) -> str:
        if block["name"] not in tables:
            raise InputError(f"a table must be one of {', '.join(tables)}, got {block['name']!r}")
        return f"{block[1]}\n{tables[block['name']]}\n\n{block[3]}"

    return BLOCK.sub(filled, text)


def write() -> None:
    """Renew the tables of ``docs/models.md`` from the shipped cards."""
    cards = {info.path.stem: info.card for info in shipped() if info.card}
    text = updated(FILE.read_text("utf-8"), cards)
    with replacing(FILE) as part:
        part.write_text(text, "utf-8")


def _models(cards: Cards) -> str:
    heads = "Model", "Network", "Parameters", "Size", "Trained on", "Accuracy on unseen images"
    rows = [
        (
            f"`{name}`",
            f"`{card.architecture}`",
            f"{card.parameters:,}",
            f"{card.file.bytes / 1000:,.0f} kB",
            f"{card.data.images['train']:,} images",
            _unseen(card),
        )
        for name, card in cards.items()
    ]
    return _table(heads, rows)


def _unseen(card: ModelCard) -> str:
    if not card.folds:
        return _accuracy(card.test)
    figure = f"{card.folds} {'folds by group' if card.by_group else 'plain folds'}: "
    figure += _accuracy(card.test)
    return (
        f"{figure}; plain folds: {_accuracy(card.plain_folds.test)}" if card.plain_folds else figure
    )


def _accuracy(test: TestResult) -> str:
    low, high = test.interval_95
    wrong = test.n - sum(row[label] for label, row in enumerate(test.confusion))
    return f"{test.accuracy:.4f} ({low:.4f} to {high:.4f}), {wrong:,} of {test.n:,} wrong"


def _other_digits(card: ModelCard) -> str:
    rows = [(one.what, f"{one.n:,}", f"{one.accuracy:.4f}") for one in card.other_datasets]
    return _table(("Digits", "Images", "Accuracy"), rows)


def _changed(card: ModelCard) -> str:
    plain = {one.what: one for one in card.plain_folds.robustness} if card.plain_folds else {}
    heads = ["Images", "Accuracy", "Same as unchanged"]
    heads += ["Accuracy, plain folds", "Same, plain folds"] if plain else []
    rows = [
        (one.what, *_robust(one), *(_robust(plain[one.what]) if plain else ()))
        for one in card.robustness
    ]
    return _table(heads, rows)


def _robust(one: AccuracyOn) -> tuple[str, str]:
    return f"{one.accuracy:.4f}", f"{one.same:.4f}" if one.same is not None else ""


def _unlike(cards: Cards) -> str:
    reports = {name: card.ood for name, card in cards.items() if card.ood}
    found = {name: {kind.what: kind for kind in ood.kinds} for name, ood in reports.items()}
    kinds = dict.fromkeys(what for each in found.values() for what in each)
    rows = [
        (what, *(f"{each[what].hit_rate:.2f}" if what in each else "" for each in found.values()))
        for what in kinds
    ]
    rows.append(("**all together**", *(f"{ood.hit_rate:.2f}" for ood in reports.values())))
    alarms = (f"{ood.false_alarm_rate:.3f}" for ood in reports.values())
    return _table(
        ("Detected", *(f"`{name}`" for name in reports)), [*rows, ("false alarms", *alarms)]
    )


def _baselines(cards: Cards) -> str:
    kinds = {
        "always the most frequent class": "most_frequent",
        "brightness and contrast (15 nearest neighbours)": "brightness_contrast",
    }
    rows = [
        (what, *(f"{card.baselines[key]:.3f}" if card.baselines else "" for card in cards.values()))
        for what, key in kinds.items()
    ]
    network = (f"{card.test.accuracy:.4f}" for card in cards.values())
    return _table(("Accuracy", *_names(cards)), [*rows, ("the network", *network)])


def _names(cards: Cards) -> list[str]:
    return [f"`{name}`" for name in cards]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    write()
