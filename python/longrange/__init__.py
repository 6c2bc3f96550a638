"""How far back can a model of code remember? The Python interface of longrange."""

from .comparison import Comparison, compare
from .errors import LongrangeError
from .evaluation import evaluate
from .keras_models import from_keras
from .models import FunctionModel, Model, StepModel
from .result import Figure, Result
from .protocol import serve
from .torch_models import from_torch
from .transformers_models import from_transformers

__all__ = [
    "Comparison",
    "Figure",
    "FunctionModel",
    "LongrangeError",
    "Model",
    "Result",
    "StepModel",
    "compare",
    "evaluate",
    "from_keras",
    "from_torch",
    "from_transformers",
    "serve",
]
__version__ = "0.0.0"
