"""From runs and the law to lists of proposals, with what people must look at and decide."""

from scoring.nominating.looking import OTHER, SAME
from scoring.nominating.nominate import judge_for, nominate
from scoring.nominating.places import Outcome
from scoring.nominating.principles import Principles, load_principles, principles_on
from scoring.nominating.proposals import Applicant, Nomination, Proposal, ProposalList, Round
from scoring.nominating.rules import AwardRule, NominationRules, load_nomination

__all__ = [
    "OTHER",
    "SAME",
    "Applicant",
    "AwardRule",
    "Nomination",
    "NominationRules",
    "Outcome",
    "Principles",
    "Proposal",
    "ProposalList",
    "Round",
    "judge_for",
    "load_nomination",
    "load_principles",
    "nominate",
    "principles_on",
]
