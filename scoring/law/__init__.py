"""The law as dated data: which standard an award rests on, and whether it is met, not met or not proven."""

from scoring.law.answering import Way
from scoring.law.answers import Answer, Finding, Remark, Term
from scoring.law.catalogue import Award, Law, Standard
from scoring.law.judging import Verdict, judge, judge_all
from scoring.law.loading import load_law
from scoring.law.matter import Dossier
from scoring.law.ways import ways_for

__all__ = [
    "Answer",
    "Award",
    "Dossier",
    "Finding",
    "Law",
    "Remark",
    "Standard",
    "Term",
    "Verdict",
    "Way",
    "judge",
    "judge_all",
    "load_law",
    "ways_for",
]
