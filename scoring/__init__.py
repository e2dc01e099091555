"""
The engine: rules and facts in, points with reasons out.

Pure: no files but the rule files it is handed, no clock, no database, no float in a result.
"""

from scoring.cards import Card, Line, Standing, Standings
from scoring.errors import EvaluationError, Problem, SchemeError, ScoringError
from scoring.evaluate import evaluate
from scoring.facts import Candidate, Decision, Entry, Fact, State
from scoring.ranking import standings
from scoring.results import canonical, digest
from scoring.scheme.load import load_plan, load_scheme
from scoring.scheme.model import Plan, Scheme
from scoring.scheme.reading import Source

__all__ = [
    "Candidate",
    "Card",
    "Decision",
    "Entry",
    "EvaluationError",
    "Fact",
    "Line",
    "Plan",
    "Problem",
    "Scheme",
    "SchemeError",
    "ScoringError",
    "Source",
    "Standing",
    "Standings",
    "State",
    "canonical",
    "digest",
    "evaluate",
    "load_plan",
    "load_scheme",
    "standings",
]
