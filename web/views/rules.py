"""What the rules that leave a project out are called on the pages."""

NAMES = {
    "value.displaced": "Others are worth more",
    "value.negative": "Costs more than it brings",
    "selection.exclusive": "Only one of its group",
    "selection.requires": "Needs a project that is out",
    "precedence": "Waits for other work",
    "skill.missing": "Skill missing",
    "capacity.person": "Nobody has the time",
    "capacity.pool": "Too few accelerators",
    "crew.range": "No crew fits",
    "calendar.window": "Does not fit the time",
    "deadline.hard": "Hard deadline",
    "budget.people": "People budget",
    "budget.compute": "Compute budget",
    "policy.wip": "Limit on active projects",
    "policy.share": "Share of effort by theme",
    "policy.freeze": "Freeze",
    "pin.selected": "Pinned out",
    "pin.start": "Pinned start",
    "pin.person": "Pinned person",
    "people.required": "Required person has no time",
    "upkeep": "Nobody for its upkeep",
    "effort": "Too little work planned",
    "focus": "Too many things at once",
    "people.forbidden": "Person not permitted",
    "selection.mandatory": "A must-have is out",
    "share.constant": "Uneven shares",
    "share.minimum": "Too small a share",
    "share.step": "Share in odd steps",
    "plan.shape": "The work does not add up",
}


def rule_name(rule: str) -> str:
    """The rule in a few words; a rule without a name of its own keeps its id."""
    return NAMES.get(rule, rule)
