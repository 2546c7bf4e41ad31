"""Every machine of the law against its truth table, state by verb, written by hand from decisions.md (Machines)."""

import json

import pytest

from audit_app.rules import followup
from audit_app.rules.audit import AUDIT
from audit_app.rules.campaign import CAMPAIGN, CITY_ROUND, SPOT_CHECK
from audit_app.rules.corrective_action import CORRECTIVE_ACTION
from audit_app.rules.nonconformity import NONCONFORMITY
from audit_app.rules.refusals import Refused

# each line: a state, then `verb>next` for what it allows; every other verb of the machine must be refused there
TABLES = [
    (
        AUDIT,
        """planned: prepare>ready cancel>cancelled
        ready: open>open cancel>cancelled
        open: submit>submitted
        submitted: return>returned review>in_review
        returned: submit>submitted
        in_review: return>returned decide>decided
        decided: archive>archived
        archived:
        cancelled:""",
    ),
    (
        NONCONFORMITY,
        """draft: raise>raised withdraw>withdrawn
        raised: confirm>confirmed withdraw>withdrawn
        confirmed: respond>responded withdraw>withdrawn
        responded: return>returned accept>accepted withdraw>withdrawn
        returned: respond>responded withdraw>withdrawn
        accepted: close>closed withdraw>withdrawn
        closed:
        withdrawn: restore>draft""",
    ),
    (
        CORRECTIVE_ACTION,
        """planned: do>done
        done: verify>verified reject>rejected
        rejected: replan>planned
        verified:""",
    ),
    (
        CAMPAIGN,
        """open: close>closed
        closed:""",
    ),
    (
        CITY_ROUND,
        """open: freeze>frozen
        frozen: draw>drawn
        drawn: redraw>drawn seal>sealed
        sealed: begin>checking supplement>sealed
        checking: report>reported supplement>checking
        reported: return>returned accept>accepted
        returned: report>reported
        accepted:""",
    ),
    (
        SPOT_CHECK,
        """drawn: approve>approved replace>replaced
        approved: notify>notified replace>replaced mark_uncheckable>uncheckable
        notified: begin>begun replace>replaced mark_uncheckable>uncheckable
        begun: conclude>concluded mark_uncheckable>uncheckable
        concluded: panel>panelled feed_back>fed_back correct_conclusion>concluded
        panelled: feed_back>fed_back
        fed_back: complete>complete correct_conclusion>concluded
        complete: correct_conclusion>concluded
        replaced:
        uncheckable: replace>replaced correct_conclusion>concluded """
        "back_to_approved>approved back_to_notified>notified back_to_begun>begun",
    ),
    (
        followup.RECTIFICATION,
        """drafted: issue>issued extend>drafted
        issued: serve>served extend>issued
        served: respond>responded extend>served escalate>escalated
        responded: return>returned recheck>rechecked
        returned: respond>responded extend>returned escalate>escalated
        rechecked: close>closed return>returned escalate>escalated
        escalated: respond>responded close>closed
        closed:""",
    ),
    (
        followup.REGULATORY_INTERVIEW,
        """drafted: notify>notified withdraw>withdrawn
        withdrawn:
        notified: hold>held withdraw>withdrawn
        held: sign_minutes>minutes_signed
        minutes_signed: await_commitments>commitments_due
        commitments_due: verify>verified
        verified: close>closed
        closed:""",
    ),
    (
        followup.REMINDER,
        """drafted: issue>issued withdraw>withdrawn
        issued: serve>served withdraw>withdrawn
        served: feed_back>feedback close>closed withdraw>withdrawn
        feedback: close>closed
        withdrawn:
        closed:""",
    ),
    (
        followup.TRANSFER,
        """drafted: approve>approved
        approved: send>sent
        sent: receive>received
        received: file>filed not_file>not_filed
        filed: record_result>result
        not_filed: record_result>result
        result: close>closed
        closed:""",
    ),
]


def read(table):
    lines = [line.strip().partition(":") for line in table.splitlines()]
    return {state: dict(each.split(">") for each in rest.split()) for state, _, rest in lines}


MACHINES = [pytest.param(machine, read(table), id=machine.name) for machine, table in TABLES]
every_machine = pytest.mark.parametrize(("machine", "table"), MACHINES)


@every_machine
def test_each_verb_in_each_state_leads_where_the_table_says_or_is_refused(machine, table):
    verbs = {verb for row in table.values() for verb in row}
    assert (machine.states, machine.verbs) == (set(table), verbs)
    for state, row in table.items():
        for verb in verbs:
            assert machine.may(state, verb) is (verb in row), (state, verb)
            if verb in row:
                assert machine.step(state, verb) == row[verb], (state, verb)
                continue
            with pytest.raises(Refused) as refused:
                machine.step(state, verb)
            assert (refused.value.code, refused.value.status) == ("wrong_state", 422)
            assert (refused.value.details["state"], refused.value.details["verb"]) == (state, verb)


@every_machine
def test_unknown_states_and_verbs_are_refused_too(machine, table):
    for state, verb in [("nowhere", next(iter(machine.verbs))), (machine.initial, "nonsense"), ("", "")]:
        assert not machine.may(state, verb)
        with pytest.raises(Refused):
            machine.step(state, verb)


@every_machine
def test_every_state_can_be_reached_from_the_first(machine, table):
    assert machine.initial == next(iter(table))
    reached, edge = set(), {machine.initial}
    while edge:
        reached |= edge
        edge = {after for state in edge for after in table[state].values()} - reached
    assert reached == set(table)


@every_machine
def test_every_state_and_verb_has_a_chinese_word(machine, table):
    words = [*(machine.state_words[state] for state in machine.states), *(machine.verb_words[v] for v in machine.verbs)]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in word) for word in words)
    assert set(machine.state_words) == machine.states
    assert set(machine.verb_words) == machine.verbs


@every_machine
def test_the_json_for_the_tablet_says_the_same_as_the_table(machine, table):
    served = json.loads(json.dumps(machine.as_json()))
    assert served["steps"] == table
    assert (served["name"], served["initial"]) == (machine.name, machine.initial)
    assert all(machine.verbs_from(state) == sorted(row) for state, row in table.items())


def test_a_refused_step_is_told_in_words_a_person_reads():
    with pytest.raises(Refused) as refused:
        NONCONFORMITY.step("closed", "return")
    assert refused.value.sentence == "现在是「已关闭」，不能「退回补充」。请刷新页面，看看是谁改了什么。"
