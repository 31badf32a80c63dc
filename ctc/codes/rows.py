"""Codes of data files and families from data (CTC130 to CTC149, CTC38x)."""

from ctc.codes.code import Code
from ctc.diagnostics import Severity

CODES: tuple[Code, ...] = (
    Code(
        code="CTC130",
        severity=Severity.ERROR,
        title="the family's data cannot be found, or its declaration is wrong",
        what="`each:` names a data file that cannot be read, or holds a key that no family from data "
        "has, or lacks `key`.",
        why="Without the rows nobody knows whom the family is for; a row that is not read would look "
        "like one that is gone.",
        bad="each: {file: product.csv}",
        good="each: {file: products.csv, key: sku}",
    ),
    Code(
        code="CTC131",
        severity=Severity.ERROR,
        title="a data file is not plain UTF-8 text",
        what="The file is UTF-16, holds bytes that are not UTF-8, control characters or half of a "
        "character. A byte order mark at its beginning is accepted and dropped.",
        why="Guessing an encoding changes the words that people receive.",
        bad="iconv -f UTF-8 -t LATIN1 products.csv",
        good="iconv -f LATIN1 -t UTF-8 products.csv",
    ),
    Code(
        code="CTC132",
        severity=Severity.ERROR,
        title="a data file is neither CSV nor JSON",
        what="A quote is not closed, another sign than a comma stands between the columns, an object "
        "is not whole, a list has no end. The form of a file is told by its first character: `[` "
        "a list, `{` an object a line, else CSV.",
        why="A file that was cut in the middle of a row mostly lacks the rows behind it as well, and "
        "those would look like rows that are gone.",
        bad="sku;name\nA1;Silver Tips",
        good="sku,name\nA1,Silver Tips",
    ),
    Code(
        code="CTC133",
        severity=Severity.ERROR,
        title="a row has other columns than the others",
        what="A row of a CSV file has more or fewer fields than the header, or an object lacks a "
        "column that the first one has.",
        why="A missing value becomes a hole in somebody's message; a surplus comma moves every value "
        "behind it into another column.",
        bad="sku,name,price\nA1,Silver Tips",
        good="sku,name,price\nA1,Silver Tips,590",
    ),
    Code(
        code="CTC134",
        severity=Severity.ERROR,
        title="a column is missing, has no name or stands twice",
        what="The header of a data file has a column without a name or a name twice, or lacks a column "
        "that `key` names.",
        why="A name that stands for two values stands for neither.",
        bad="each: {file: products.csv, key: SKU}   # the header says sku",
        good="each: {file: products.csv, key: sku}",
    ),
    Code(
        code="CTC135",
        severity=Severity.ERROR,
        title="a key is blank, or cannot stand in an address",
        what="A row is empty in a column of the key, or holds a comma, a bracket, a template or more "
        "than 200 characters there.",
        why="The key names the campaign for ever: it is what says whether a person was told.",
        bad="sku,name\n,Silver Tips",
        good="sku,name\nA1,Silver Tips",
    ),
    Code(
        code="CTC136",
        severity=Severity.ERROR,
        title="two rows have one key",
        what="Two rows of a data file are alike in all columns of the key, once numbers are written as "
        "the shortest decimal and texts are trimmed and in NFC.",
        why="Two campaigns with one identity cannot be told apart.",
        bad="sku,new_price\nA1,50\nA1,50.00",
        good="sku,new_price\nA1,50\nB2,50",
    ),
    Code(
        code="CTC137",
        severity=Severity.ERROR,
        title="a data file holds no row",
        what="The file is empty, or holds its header alone.",
        why="An empty export would look as if every row were gone, and every scheduled campaign of "
        "the family would be stopped.",
        bad="each: {file: products.csv, key: sku}   # with an empty file",
        good="each: {file: products.csv, key: sku, allow_empty: true}",
    ),
    Code(
        code="CTC138",
        severity=Severity.ERROR,
        title="a data file is too large",
        what="A data file holds more than 100,000 rows, 200 MiB, 500 columns, 1 MiB in a row or "
        "131,072 characters in a cell of CSV; or its rows, times the parts of their schema, are more than 200 million.",
        why="A hundred thousand campaigns take more than a day at CleverTap's rate; and every run "
        "ends, in bounded memory.",
        bad="wc -l products.csv   # 1000001",
        good="head -n 100001 products.csv > part.csv",
    ),
    Code(
        code="CTC139",
        severity=Severity.ERROR,
        title="a data file changes while it is read",
        what="The file was written to, or replaced in place, while ctc read it.",
        why="Half of the rows of today and half of yesterday's are nobody's list; a row that is not "
        "written yet would look gone.",
        bad="export-products > campaigns/products.csv & ctc apply",
        good="export-products > new.csv && mv new.csv campaigns/products.csv",
    ),
    Code(
        code="CTC140",
        severity=Severity.ERROR,
        title="a column wants a type",
        what="Every value of a key's column looks like a number, some or all of them are texts, and no `row:` "
        "schema says whether it is one. Or a column that `max_change` bounds holds texts.",
        why="`50` and `50.00` are one number and two texts: which of the two decides whether people "
        "are told the same price twice. And a guard over a number holds nothing where none is.",
        bad="each: {file: products.csv, key: [sku, new_price]}",
        good="each: {file: products.csv, key: [sku, new_price], row: product.schema.json}",
    ),
    Code(
        code="CTC141",
        severity=Severity.ERROR,
        title="a column of the key holds recipients",
        what="A column that `key` names is read by a template under `to`. Of a list in the spec itself it is "
        "said, and is no error.",
        why="Keys stand in addresses, plans, logs and the state, and none of them ever holds a recipient.",
        bad='each: {file: orders.csv, key: email}\nmessage: {to: {Email: ["{{ email }}"]}}',
        good='each: {file: orders.csv, key: order_id}\nmessage: {to: {Email: ["{{ email }}"]}}',
    ),
    Code(
        code="CTC142",
        severity=Severity.ERROR,
        title="the schema of a row cannot be used",
        what="The file that `row:` names cannot be read, is no JSON Schema, refers to something outside of itself, "
        "or has a pattern that looks ahead or behind, or refers back.",
        why="Rows that nobody checks may hold anything.",
        bad="each: {file: products.csv, key: sku, row: products.csv}",
        good="each: {file: products.csv, key: sku, row: product.schema.json}",
    ),
    Code(
        code="CTC143",
        severity=Severity.WARNING,
        title="a word of a row's schema that does nothing",
        what="The file that `row:` names holds a keyword, or the name of a format, that JSON Schema does not know and "
        "that is near to one that it knows; or it describes a column that no row has, and that is near to one that "
        "rows have.",
        why="JSON Schema skips what it does not know: a price of nothing passes `minimun: 1`.",
        bad='{"properties": {"new_price": {"type": "number", "minimun": 1}}}',
        good='{"properties": {"new_price": {"type": "number", "minimum": 1}}}',
        ignorable=True,
    ),
    Code(
        code="CTC144",
        severity=Severity.ERROR,
        title="`--data` gives rows to nobody",
        what="`--data ID=FILE` names a spec that there is not, that was not read, or that is no family from data.",
        why="A family would go out with the rows of the repository while the day's rows are left lying.",
        bad="ctc plan --data pricedrop=today.csv",
        good="ctc plan --data price-drop=today.csv",
    ),
    Code(
        code="CTC145",
        severity=Severity.ERROR,
        title="a sample is not sent",
        what="`each.sample` names examples, and plan or apply go to an environment that is neither the sandbox nor on "
        "this machine, without `--data` for the family.",
        why="Nobody ever receives an invented product.",
        bad="ctc plan --env production",
        good="ctc plan --env production --data price-drop=today.csv",
    ),
    Code(
        code="CTC146",
        severity=Severity.ERROR,
        title="`where` is neither true nor false",
        what="`each.where` gives another value than true or false for a row.",
        why="Whether a campaign goes out cannot rest on what a number or a text is taken for.",
        bad='where: "{{ new_price }}"',
        good='where: "{{ new_price < old_price }}"',
    ),
    Code(
        code="CTC147",
        severity=Severity.WARNING,
        title="a text shows more than its key",
        what="A family from data goes out at once, and its text shows a column that is not in `key`.",
        why="The key says what a person is told once: where another column changes, nobody who was told hears of it.",
        bad="key: sku\nwhen: now\ntitle: now at {{ new_price }}",
        good="key: [sku, new_price]",
        ignorable=True,
    ),
    Code(
        code="CTC148",
        severity=Severity.WARNING,
        title="a column that the spec's own name hides",
        what="The rows of a family have a column `id`, `revision`, `environment` or `as_of`, and a template reads that "
        "name: it is the spec's own, and not the column.",
        why="Every message would show the same word where each row's value is meant.",
        bad="title: Order {{ id }} is on its way",
        good="title: Order {{ row['id'] }} is on its way",
        ignorable=True,
    ),
    Code(
        code="CTC149",
        severity=Severity.WARNING,
        title="numbers that compare as texts",
        what="`each.where` holds a column of a CSV file against something with `<`, `>`, `<=` or `>=`; every value "
        "of it looks like a number, and no `row:` schema says that it is one.",
        why="As texts 9 comes after 10 and 99 after 100, so that rows are taken or left out by their first digit.",
        bad='each: {file: products.csv, key: sku, where: "{{ price < old }}"}',
        good='each: {file: products.csv, key: sku, row: product.schema.json, where: "{{ price < old }}"}',
        ignorable=True,
    ),
    Code(
        code="CTC380",
        severity=Severity.ERROR,
        title="a row is not what its schema says",
        what="A cell has another type than the `row:` schema says, or breaks another of its rules, or "
        "a column that it requires is missing.",
        why="A text where a number is due compares as a text, and a price of nothing is sent as it stands.",
        bad="sku,new_price\nA1,on request",
        good="sku,new_price\nA1,590",
    ),
    Code(
        code="CTC381",
        severity=Severity.ERROR,
        title="a day that is counted from several days",
        what="`today`, `yesterday`, `N days ago` or `in N days` stands in a campaign whose `when` is recurring or "
        "names several dates.",
        why="Such a day is counted from the one that the campaign goes out on. CleverTap takes one day for all of its "
        "dates, so it would be right for one of them.",
        bad="when: {type: recurring, repeat_type: day}\nwhere: {event_name: Charged, from: 7 days ago, to: yesterday}",
        good="when: 2031-01-15 18:00\nwhere: {event_name: Charged, from: 7 days ago, to: yesterday}",
    ),
)
