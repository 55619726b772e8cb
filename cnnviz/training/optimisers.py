"""The optimisers that a network can be trained with, and their own numbers.

The one table for a run's settings, the training, the written script, the command line and the
page. Formulas are Keras's: w are the weights, g is the gradient of a batch's loss, η the learning
rate, t the number of the step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from reprlib import repr as brief
from typing import Any, ClassVar

from cnnviz.training.numbers import Number
from cnnviz.utils.checks import one_of
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, current
from cnnviz.utils.local_numbers import localised

WEIGHT_DECAY = "weight_decay"
NUMBERS = {
    "momentum": Number(
        N_("momentum"), "μ", N_("share of the previous step that each step keeps"), 0, 1, 0.05, True
    ),
    "rho": Number("rho", "ρ", N_("share of the squared gradients' average kept"), 0, 1, 0.01, True),
    "beta_1": Number(
        N_("beta 1"), "β₁", N_("share of the gradients' average kept"), 0, 1, 0.01, True
    ),
    "beta_2": Number(
        N_("beta 2"), "β₂", N_("share of the squared gradients' average kept"), 0, 1, 0.001, True
    ),
    "epsilon": Number("epsilon", "ε", N_("keeps the divisor from 0"), 1e-12, 1, 1e-7),
    WEIGHT_DECAY: Number(
        N_("weight decay"),
        "λ",
        N_(
            "times the learning rate: the share by which all weights and biases shrink before a "
            "step"
        ),
        0,
        1,
        0.001,
    ),
}


@dataclass(frozen=True)
class Optimiser:
    """A rule by which each training step changes the weights.

    Subclasses declare its numbers as fields, each of them in ``NUMBERS``, weight decay last.

    Attributes
    ----------
    kind : str
        Its name in settings, links and on the command line.
    title : str
        Its name on screen.
    summary : str
        What it does, in one sentence.
    formula : str
        The update rule in LaTeX.
    source : str
        Where it was published.
    usual_rates : (float, float)
        Learning rates that usually work with it.
    start_rate : float
        The learning rate to try first.
    keras_name : str
        Of its class in ``keras.optimizers``.

    Raises
    ------
    InputError
        If a number is out of range.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    formula: ClassVar[str]
    source: ClassVar[str]
    usual_rates: ClassVar[tuple[float, float]]
    start_rate: ClassVar[float]
    keras_name: ClassVar[str]

    def __post_init__(self) -> None:
        for name, value in self.numbers.items():
            NUMBERS[name].check(value)

    @property
    def numbers(self) -> dict[str, float]:
        """Its numbers by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of its Keras class, without the learning rate."""
        numbers = {name: float(value) for name, value in self.numbers.items()}
        if not numbers[WEIGHT_DECAY]:  # with a decay of 0, Keras would multiply all weights by 1
            del numbers[WEIGHT_DECAY]
        return numbers

    def keras(self, rate: Any) -> Any:
        """Return the Keras optimiser; ``rate`` is a number or one of Keras's schedules."""
        import keras

        return getattr(keras.optimizers, self.keras_name)(rate, **self.arguments)

    def code(self, rate: str) -> str:
        """Write what ``keras`` calls, with an expression for the learning rate."""
        arguments = [f"{name}={value!r}" for name, value in self.arguments.items()]
        return f"keras.optimizers.{self.keras_name}({', '.join([rate, *arguments])})"

    def describe(self) -> str:
        """Name the optimiser and the numbers that are not its defaults."""
        defaults = type(self)().numbers
        changed = [
            f"{_(NUMBERS[name].label)} = {localised(f'{value:g}', current())}"
            for name, value in self.numbers.items()
            if value != defaults[name]
        ]
        return f"{self.title} ({', '.join(changed)})" if changed else self.title

    @classmethod
    def rate_hint(cls, rate: float) -> str:
        """Say which learning rates are usual where this one is not; "" where it is."""
        low, high = cls.usual_rates
        if low <= rate <= high:
            return ""
        return _(
            "{optimiser} usually learns with rates from {low:g} to {high:g}.",
            optimiser=cls.title,
            low=low,
            high=high,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the kind and the numbers as JSON values, read back by ``from_json``."""
        return {"kind": self.kind, **self.numbers}


@dataclass(frozen=True)
class SGD(Optimiser):
    """Stochastic gradient descent."""

    weight_decay: float = 0.0
    kind = "sgd"
    title = "SGD"
    summary = N_("Each step follows the slope of one batch's loss downhill.")
    formula = r"w \leftarrow w - \eta g"
    source = (
        "H. Robbins, S. Monro, A stochastic approximation method, "
        "Annals of Mathematical Statistics 22, 1951"
    )
    usual_rates = (0.01, 0.1)
    start_rate = 0.1
    keras_name = "SGD"


@dataclass(frozen=True)
class Momentum(Optimiser):
    """Stochastic gradient descent with momentum."""

    momentum: float = 0.9
    weight_decay: float = 0.0
    kind = "momentum"
    title = "Momentum"
    summary = N_(
        "SGD that keeps a share of its previous step: faster where slopes agree, "
        "steadier where they alternate."
    )
    formula = r"v \leftarrow \mu v - \eta g \\ w \leftarrow w + v"
    source = "B. Polyak, Some methods of speeding up the convergence of iteration methods, 1964"
    usual_rates = (0.001, 0.1)
    start_rate = 0.01
    keras_name = "SGD"


@dataclass(frozen=True)
class Nesterov(Momentum):
    """Stochastic gradient descent with Nesterov's momentum."""

    kind = "nesterov"
    title = "Nesterov"
    summary = N_(
        "Momentum that looks ahead: the step includes the one that momentum will take next."
    )
    formula = r"v \leftarrow \mu v - \eta g \\ w \leftarrow w + \mu v - \eta g"
    source = (
        "Y. Nesterov, 1983; I. Sutskever and others, On the importance of initialization and "
        "momentum in deep learning, ICML 2013"
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of SGD, with Nesterov's momentum."""
        return super().arguments | {"nesterov": True}


@dataclass(frozen=True)
class RMSprop(Optimiser):
    """Steps divided by the root mean square of recent gradients."""

    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7
    weight_decay: float = 0.0
    kind = "rmsprop"
    title = "RMSprop"
    summary = N_(
        "Divides each weight's step by the size of its recent gradients, so that all weights "
        "move at a similar pace."
    )
    formula = (
        r"s \leftarrow \rho s + (1 - \rho) g^2 \\"
        r"v \leftarrow \mu v + \eta g / \sqrt{s + \varepsilon} \\ w \leftarrow w - v"
    )
    source = "G. Hinton, Neural networks for machine learning, lecture 6e, 2012"
    usual_rates = (0.0001, 0.01)
    start_rate = 0.001
    keras_name = "RMSprop"


@dataclass(frozen=True)
class Adam(Optimiser):
    """Momentum, each weight's step divided by the size of its gradients."""

    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    weight_decay: float = 0.0
    kind = "adam"
    title = "Adam"
    summary = N_(
        "Momentum and RMSprop together: averages of the gradients and of their squares, "
        "corrected for starting at 0."
    )
    formula = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g \\ s \leftarrow \beta_2 s + (1 - \beta_2) g^2 \\"
        r"w \leftarrow w - \eta \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} "
        r"\frac{m}{\sqrt{s} + \varepsilon}"
    )
    source = (
        "D. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015, arXiv:1412.6980"
    )
    usual_rates = (0.0001, 0.01)
    start_rate = 0.001
    keras_name = "Adam"


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam with weight decay apart from the gradient."""

    weight_decay: float = 0.004
    kind = "adamw"
    title = "AdamW"
    summary = N_(
        "Adam whose weights also shrink a little before each step, apart from the gradient."
    )
    formula = r"w \leftarrow (1 - \eta\lambda) w \\" + Adam.formula
    source = (
        "I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019, "
        "arXiv:1711.05101"
    )
    keras_name = "AdamW"

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of AdamW, whose own default is not a decay of 0."""
        return super().arguments | {WEIGHT_DECAY: float(self.weight_decay)}


KINDS: tuple[type[Optimiser], ...] = (SGD, Momentum, Nesterov, RMSprop, Adam, AdamW)
OPTIMISERS = {kind.kind: kind for kind in KINDS}
USUAL_RATES = ", ".join(
    f"{each.title} {each.usual_rates[0]:g} to {each.usual_rates[1]:g}" for each in KINDS
)


def make(kind: str, numbers: Mapping[str, Any]) -> Optimiser:
    """Return an optimiser by its kind; numbers that are not given keep their defaults.

    Raises
    ------
    InputError
        If there is no such kind, it has no such number, or a number is out of range.
    """
    one_of(N_("optimiser"), kind, tuple(OPTIMISERS))
    own = [field.name for field in fields(OPTIMISERS[kind])]
    for name in numbers:
        if name not in own:
            title, settings = OPTIMISERS[kind].title, ", ".join(own)
            having = [each.kind for each in KINDS if name in vars(each())]
            if not having:
                raise InputError(
                    "{title} has no setting {name}, only {settings}",
                    title=title,
                    name=brief(name),
                    settings=settings,
                )
            raise InputError(
                "{title} has no setting {name}, only {settings}; {others} have it",
                title=title,
                name=brief(name),
                settings=settings,
                others=", ".join(having),
            )
    return OPTIMISERS[kind](**numbers)


def from_json(value: Any) -> Optimiser:
    """Read an optimiser that ``to_json`` wrote; its kind alone stands for its defaults.

    Raises
    ------
    InputError
        If it is of another form, or as ``make``.
    """
    if isinstance(value, str):
        return make(value, {})
    if not isinstance(value, dict) or "kind" not in value:
        raise InputError(
            "optimiser must be a name or an object with its kind, got {value}",
            value=brief(value),
        )
    return make(value["kind"], {name: each for name, each in value.items() if name != "kind"})
