"""Codes of the state (CTC7xx)."""

from ctc.codes.code import Code
from ctc.diagnostics import Severity


def _error(code: str, title: str, what: str, why: str, bad: str, good: str) -> Code:
    return Code(code=code, severity=Severity.ERROR, title=title, what=what, why=why, bad=bad, good=good)


CODES: tuple[Code, ...] = (
    _error(
        "CTC701",
        "the state cannot be used",
        "It cannot be opened or written; or records are missing, cannot be read, or were written by a newer ctc.",
        "What is not known to be sent could be sent again.",
        "cp half-a-backup.db .ctc/production.db",
        "restore the whole file, then `ctc status`",
    ),
    _error(
        "CTC702",
        "there is no state",
        "The environment's state does not exist.",
        "A missing state is not an empty one: without it everything would be sent again.",
        "ctc apply --env production    # in a fresh checkout, with a state in a local file",
        "state: postgresql://…         # or, once and knowingly: ctc state init --env production",
    ),
    _error(
        "CTC703",
        "the state belongs to something else",
        "A state is bound to its project, environment, account id and region; this one is bound to others.",
        "With the state of another account, what exists would look new, and what is new would look sent.",
        "cp .ctc/staging.db .ctc/production.db",
        "ctc state init --env production",
    ),
    _error(
        "CTC704",
        "nothing is recorded of this address",
        "`ctc state` was asked about an address that the state does not know.",
        "Nothing was changed.",
        "ctc state forget price-dorp",
        "ctc state forget price-drop",
    ),
    _error(
        "CTC705",
        "nothing is in doubt",
        "The address, or the batch, has an outcome that is known, or a request that may still be under way.",
        "What is certain must not be overwritten by what is remembered.",
        "ctc state resolve price-drop --not-sent   # it was sent",
        "ctc status",
    ),
    _error(
        "CTC706",
        "it is not clear what is meant",
        "Several batches are in doubt and none is named; or `--sent` names no id, or that of another campaign.",
        "A wrong answer here is a message sent twice, or never.",
        "ctc state resolve newsletter --not-sent",
        "ctc state resolve newsletter --batch 7 --not-sent",
    ),
    _error(
        "CTC707",
        "a record cannot be moved",
        "The new address has a record of its own, or the old one has a request under way or in doubt.",
        "One of the two would be lost.",
        "ctc state move old-id new-id",
        "ctc state forget new-id && ctc state move old-id new-id",
    ),
    _error(
        "CTC708",
        "there is a state already",
        "`ctc state init` was run for an environment that has a state.",
        "A second beginning would forget what was sent.",
        "ctc state init --env production   # again",
        "ctc state list --env production",
    ),
    _error(
        "CTC709",
        "CleverTap's listing is not complete",
        "What exists in the account could not be read whole.",
        "What is absent from half a listing may exist all the same, and would be sent again.",
        "ctc state init   # while CleverTap answers with errors",
        "ctc state init   # once it answers",
    ),
    _error(
        "CTC725",
        "a state in a file, in a pipeline",
        "`CI` is set, the environment is neither the sandbox nor a loopback host, and its state is a SQLite file.",
        "A job begins with a fresh checkout or with a cache that is written once: it would not know what the job "
        "before it sent, and send it again.",
        "CI=true ctc apply --env production   # state: sqlite:///.ctc/production.db",
        'state: "{{ env.CTC_STATE }}"   # postgresql://…; or CTC_LOCAL_STATE=1 where the disk outlives the job',
    ),
    _error(
        "CTC726",
        "what is live cannot be given up",
        "`ctc state forget` was asked about a campaign that is scheduled or running, by a fresh listing or, where "
        "CleverTap could not be asked, by what is recorded.",
        "Its successor would go out beside it: the same people would get both.",
        "ctc state forget price-drop --why 'again, please'   # it is scheduled for tomorrow",
        "ctc stop price-drop --env production && ctc state forget price-drop --why 'again, please'",
    ),
    _error(
        "CTC727",
        "the account does not let ctc in",
        "A state was to begin by itself, and nobody answered, or CleverTap refused account id and passcode (401, 403).",
        "A state is bound to its account for good: bound to a wrong one, it would have to be thrown away.",
        "CLEVERTAP_ACCOUNT_ID=wrong ctc apply",
        "CLEVERTAP_ACCOUNT_ID=the-right-one ctc apply",
    ),
    _error(
        "CTC728",
        "an older copy of the state",
        "This machine saw a record of this state that is not in it any more.",
        "What the newer copy knows as sent would be sent again.",
        "cp yesterday.db .ctc/production.db && ctc apply --env production",
        "bring back the newest copy; or ctc state rebind --env production --why 'the newest copy is lost'",
    ),
    _error(
        "CTC733",
        "it was made, whatever a person says",
        "`--not-sent` was said of what CleverTap lists with the marker of this very identity.",
        "It would be sent a second time.",
        "ctc state resolve price-drop --not-sent --why 'I saw nothing'",
        "ctc state resolve price-drop --sent 1700000001 --why 'it is listed'",
    ),
    _error(
        "CTC730",
        "the environment is halted",
        "Somebody ran `ctc stop --all`. The plan is shown, and nothing of it is applied.",
        "Who stops everything must not be overtaken by a pipeline that sends again.",
        "ctc apply --env production   # after ctc stop --all --env production",
        "ctc state resume --why 'the prices are right again' --env production",
    ),
    _error(
        "CTC731",
        "there is no halt to lift",
        "`ctc state resume` was run in an environment that nobody halted.",
        "It may be another environment that was meant.",
        "ctc state resume --why done   # in the sandbox",
        "ctc state resume --why done --env production",
    ),
    _error(
        "CTC729",
        "the campaign cannot be adopted",
        "`ctc adopt` names an address without a spec, a campaign that is not listed or is another address's, or an "
        "identity that has something of its own.",
        "One campaign belongs to one identity: else it would be stopped for another, or sent twice.",
        "ctc adopt price-drop --id 1700000001   # which is that of welcome",
        "ctc adopt price-drop --id 1700000002",
    ),
    Code(
        code="CTC732",
        severity=Severity.WARNING,
        title="an older checkout",
        what="The commit that was last applied is no ancestor of this one, and the plan stops, replaces or forgets.",
        why="An old pipeline that is run again takes back what was applied since.",
        bad="git checkout HEAD~3 && ctc plan",
        good="git checkout main && ctc plan",
    ),
)
