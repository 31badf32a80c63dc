"""Codes of the catalog (CTC454, CTC821 to CTC839) and of files of tests (CTC840)."""

from ctc.codes.code import Code
from ctc.diagnostics import Severity

CODES: tuple[Code, ...] = (
    Code(
        code="CTC454",
        severity=Severity.ERROR,
        title="a segment's name stands for no id",
        what="`segment` or `exclude_segments` names a segment that the catalog does not know, or that has no id in the "
        "environment.",
        why="The API knows segments by id alone, and the id decides who gets the message: nobody may guess it.",
        bad="# catalog.yaml: segments: {vip: {production: 1700001}}\ncampaign: {segment: vop}",
        good="# catalog.yaml: segments: {vip: {production: 1700001}}\ncampaign: {segment: vip}",
    ),
    Code(
        code="CTC821",
        severity=Severity.ERROR,
        title="the catalog contradicts itself",
        what="A name stands in two files of the catalog, two segments have one id in an environment, a value is not of "
        "the type that stands beside it, or two entries are the same WhatsApp template.",
        why="Of two things that cannot both hold nobody knows which one is meant, so no spec can be held against them.",
        bad="segments:\n  vip: {production: 1700001}\n  gold: {production: 1700001}",
        good="segments:\n  vip: {production: 1700001}\n  gold: {production: 1700002}",
    ),
    Code(
        code="CTC822",
        severity=Severity.WARNING,
        title="two names of the catalog are nearly the same",
        what="Two names differ in case, blanks or signs alone, and neither is deprecated.",
        why="CleverTap takes them for two; each is known of a part of the people, and campaigns mix them up.",
        bad="profile: {Language: text, language: text}",
        good="profile: {Language: text, language: {deprecated: use Language}}",
    ),
    Code(
        code="CTC823",
        severity=Severity.INFO,
        title="no spec uses a name of the catalog",
        what="`ctc catalog check` found an event, a property, a segment or another name that no spec names.",
        why="It may be left over, or be a name that campaigns write differently.",
        bad="events: {Poduct Viewed: {}}   # every spec says Product Viewed",
        good="events: {Product Viewed: {}}",
    ),
    Code(
        code="CTC824",
        severity=Severity.WARNING,
        title="a segment has no id in an environment",
        what="A segment of the catalog lacks an environment of ctc.yaml.",
        why="A spec that names it cannot be compiled for that environment.",
        bad="segments: {vip: {production: 1700001}}   # and ctc.yaml has staging, too",
        good="segments: {vip: {production: 1700001, staging: 12}}",
    ),
    Code(
        code="CTC825",
        severity=Severity.WARNING,
        title="a deprecated name is replaced by one that nobody knows",
        what="`deprecated: use X` names an event that is neither in the catalog nor one of CleverTap's own.",
        why="Whoever follows the advice writes a campaign that reaches nobody.",
        bad="events: {Old Checkout: {deprecated: use Chargd}}",
        good="events: {Old Checkout: {deprecated: use Charged}}",
    ),
    Code(
        code="CTC829",
        severity=Severity.ERROR,
        title="there is no catalog to check",
        what="`ctc catalog check` found neither catalog.yaml nor a file below catalog/.",
        why="Without one no name is held against anything.",
        bad="ctc catalog check   # in a repository without a catalog",
        good="ctc catalog draft -o catalog.yaml",
    ),
    Code(
        code="CTC830",
        severity=Severity.ERROR,
        title="a file cannot be imported into the catalog",
        what="`ctc catalog import` was given a file that is too large, cannot be read, or is in none of the formats "
        "that it knows: Segment Protocols and RudderStack tracking plans, Avo's export, JSON Schema, CSV.",
        why="A guess at what it means would put names into the catalog that no account has.",
        bad="ctc catalog import picture.png",
        good="ctc catalog import tracking-plan.json",
    ),
    Code(
        code="CTC832",
        severity=Severity.WARNING,
        title="a name of the catalog reaches nobody in an account",
        what="`ctc catalog check --env NAME` asked the account for the reach of an event or a segment: it is 0.",
        why="The app may send the event under another name, or the segment may be the wrong one; a campaign by it "
        "reaches nobody, and CleverTap says nothing.",
        bad="ctc catalog check --env production   # and the app sends Product viewed",
        good="events: {Product viewed: {}}",
    ),
    Code(
        code="CTC833",
        severity=Severity.ERROR,
        title="an account refuses a name of the catalog",
        what="`ctc catalog check --env NAME` asked the account for the reach of a segment or an event: it refuses.",
        why="A campaign that names it would be refused as well, when it is sent.",
        bad="segments: {vip: {production: 12}}   # 12 is staging's id",
        good="segments: {vip: {production: 1700001}}",
    ),
    Code(
        code="CTC834",
        severity=Severity.INFO,
        title="a part of the catalog was not compared with an account",
        what="`ctc catalog check --env NAME` could not ask about a name, or the API has no question for its kind.",
        why="What was not compared may still differ, and nobody should think that it was looked at.",
        bad="ctc catalog check --env production   # and the network is down",
        good="ctc catalog check --env production",
    ),
    Code(
        code="CTC840",
        severity=Severity.ERROR,
        title="a test cannot be understood, or cannot fail",
        what="An entry of a file *.test.yaml has a person that cannot be read, a day that does not exist, expectations "
        "that do not fit what it asks about, or none at all.",
        why="A test that cannot fail says nothing, and looks as if it did.",
        bad="tests:\n  - {name: nobody else, campaign: price-drop, expect: {audience: false}}",
        good="tests:\n  - {name: nobody else, campaign: price-drop, person: {}, expect: {audience: false}}",
    ),
    Code(
        code="CTC831",
        severity=Severity.WARNING,
        title="a part of a file was not understood",
        what="`ctc catalog import` read the file, and left out an entry that it could not make a name of.",
        why="What was left out is not known to the catalog, and a spec that uses it will be refused.",
        bad="event,property,type\n,SKU,text",
        good="event,property,type\nProduct Viewed,SKU,text",
    ),
)
