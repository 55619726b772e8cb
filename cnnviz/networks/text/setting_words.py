"""What the settings of a layer are called."""

from difflib import get_close_matches

from cnnviz.layers import KINDS
from cnnviz.layers.setting_types import Flag
from cnnviz.layers.settings import SETTINGS
from cnnviz.networks.text.drafts import setting_names
from cnnviz.networks.text.vocabulary import why_not_here
from cnnviz.utils.language import _

Pairs = list[tuple[str, str]]  # names of settings and texts of their values


def setting_named(kind: str, word: str) -> str | None:
    """Return the setting of a kind of layer that a word names.

    Parameters
    ----------
    kind : str
        A key of ``KINDS``.
    word : str
        In lower case.

    Returns
    -------
    str or None
    """
    for name in setting_names(kind):
        if word in (name, SETTINGS[name].label, *SETTINGS[name].words):
            return name
    return None


def not_taken(kind: str, word: str) -> str:
    """Say that a layer has no such setting, and which one is near.

    Parameters
    ----------
    kind : str
        A key of ``KINDS``.
    word : str

    Returns
    -------
    str
    """
    if why := why_not_here(word):
        return why
    known: list[str] = []
    for name in setting_names(kind):
        setting = SETTINGS[name]
        known += [name, *setting.words, *setting.type.options]
        known += [setting.written] if isinstance(setting.type, Flag) else []
    near = get_close_matches(word.lower(), known, 1, 0.6)
    layer, shown = KINDS[kind].words[0], word[:20]
    if near:
        return _(
            '{layer} takes no "{word}": did you mean "{near}"?',
            layer=layer,
            word=shown,
            near=near[0],
        )
    return _('{layer} takes no "{word}"', layer=layer, word=shown)
