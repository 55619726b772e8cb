"""HTML of the calculator's result: the output's size in one line, and the table of costs."""

from html import escape

from cnnviz.layers import formulas
from cnnviz.layers.window import WindowSettings
from cnnviz.utils.language import _

ANSWER = '<div style="min-height: 3rem; display: flex; align-items: center"><span>{}</span></div>'
ROW = (
    '<tr style="border-top: 1px solid #8884" title="{}">'
    '<th style="padding: 0.05rem 0.5rem 0.05rem 0; font-weight: 400; opacity: 0.75; '
    'white-space: nowrap" scope="row">{}</th>'
    '<td style="text-align: right">{}</td></tr>'
)
TABLE = (
    '<table style="width: 100%; border-collapse: collapse; text-align: left; '
    'font-size: 0.8125rem; line-height: 1.4; font-variant-numeric: tabular-nums">{}</table>'
)


def answer(layer: WindowSettings) -> str:
    """The output in one line, as high as an error, so that nothing moves when one appears."""
    size = f'<b style="font-size: 1.3em">{formulas.output(layer)}</b>'
    content = formulas.made_of(layer)
    return ANSWER.format(
        _("gives an output of&nbsp;{size}, each cell {content}.", size=size, content=content)
    )


def costs(layer: WindowSettings) -> str:
    """The layer's facts as a table; a pointer on a row reads what it means."""
    facts = formulas.facts(layer)
    return TABLE.format(
        "".join(ROW.format(escape(each.meaning), each.label, each.value) for each in facts)
    )
