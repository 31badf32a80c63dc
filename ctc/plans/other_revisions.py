"""What CleverTap lists of other revisions of a planned create, which this state lacks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts, ListedCampaign
from ctc.plans.identities import ATTEMPTS, after, up_to, with_revisions
from ctc.plans.index import Index
from ctc.plans.judgement import Judgement, Verdict, unclear
from ctc.state.record import LISTED, Status


def other_revision(
    payload: Payload,
    names: Collection[str],
    least: int,
    known: AbstractSet[str],
    index: Index,
    facts: Facts,
) -> Judgement | None:
    """What stands in the way of a create, where this state knows of no revision beyond ``least``, which it may know by
    an earlier edit."""
    if not index.strangers:
        return None
    later = _later_revision(payload, names, known, index, facts)
    return later or _earlier_revision(payload, names, least, known, index, facts)


def _earlier_revision(
    payload: Payload,
    names: Collection[str],
    least: int,
    known: AbstractSet[str],
    index: Index,
    facts: Facts,
) -> Judgement | None:
    """The newest earlier revision that is still to come and that this state lacks: a higher one replaces it, and both
    would go out."""
    earlier = [one for one in up_to(payload.revision) if one >= least]
    for revision, pairs in _listed(earlier, names, known, index, facts).items():
        listed = [pair for pair in pairs if LISTED.get(pair[1].status.lower()) is Status.SCHEDULED]
        if len(listed) > 1:
            return unclear(payload, [campaign for _, campaign in listed], facts)
        for marker, campaign in listed:
            return Judgement(
                verdict=Verdict.ADOPT,
                reason=f"CleverTap already lists its revision {revision} as {campaign.id} ({campaign.status}), which "
                f"this state lacks; revision {payload.revision} is not made: run again after it",
                campaign=campaign,
                marker=marker,
                attempt=ATTEMPTS,
                markers=(marker,),
                earlier=revision,
            )
    return None


def _later_revision(
    payload: Payload, names: Collection[str], known: AbstractSet[str], index: Index, facts: Facts
) -> Judgement | None:
    """A later revision that this state lacks, as an older checkout does: people have it, or will."""
    for revision, [(_, campaign), *_] in _listed(after(payload.revision), names, known, index, facts).items():
        return Judgement(
            verdict=Verdict.UNCLAIMED,
            reason=f"CleverTap already lists its revision {revision} as {campaign.id} ({campaign.status}), which "
            f"this state lacks, and the spec says {payload.revision}: a revision never goes back. Is this an old "
            f"checkout? `revision: {revision + 1}` sends again",
        )
    return None


def _listed(
    revisions: Iterable[int],
    names: Collection[str],
    known: AbstractSet[str],
    index: Index,
    facts: Facts,
) -> Mapping[int, Sequence[tuple[str, ListedCampaign]]]:
    """By revision, in their order, what is listed of it, and is unknown, with its marker."""
    found: dict[int, list[tuple[str, ListedCampaign]]] = defaultdict(list)
    for revision, identity in with_revisions(facts, names, revisions):
        for pair in index.by_identity.get(identity, ()):
            if pair[0] not in known:
                found[revision].append(pair)
    return found
