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
        "131,072 characters in a cell of CSV.",
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
        title="a column of the key wants a type",
        what="Every value of a key's column in a CSV file looks like a number, and no `row:` schema "
        "says whether it is one.",
        why="`50` and `50.00` are one number and two texts: which of the two decides whether people "
        "are told the same price twice.",
        bad="each: {file: products.csv, key: [sku, new_price]}",
        good="each: {file: products.csv, key: [sku, new_price], row: product.schema.json}",
    ),
    Code(
        code="CTC141",
        severity=Severity.ERROR,
        title="a column of the key holds recipients",
        what="A column that `key` names is read by a template under `to`.",
        why="Keys stand in addresses, plans, logs and the state, and none of them ever holds a recipient.",
        bad='each: {file: orders.csv, key: email}\nmessage: {to: {Email: ["{{ email }}"]}}',
        good='each: {file: orders.csv, key: order_id}\nmessage: {to: {Email: ["{{ email }}"]}}',
    ),
    Code(
        code="CTC142",
        severity=Severity.ERROR,
        title="the schema of a row cannot be used",
        what="The file that `row:` names cannot be read, is no JSON Schema, or refers to something "
        "outside of itself.",
        why="Rows that nobody checks may hold anything.",
        bad="each: {file: products.csv, key: sku, row: products.csv}",
        good="each: {file: products.csv, key: sku, row: product.schema.json}",
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
    Code(
        code="CTC540",
        severity=Severity.ERROR,
        title="a plan that cannot be done before its schedules",
        what="At the environment's requests a second, the turn of a create comes less than two minutes before its "
        "schedule, or after it.",
        why="What is not created in time is not sent at all, and a half of a family is nobody's plan.",
        bad="requests_per_second: 1   # and 3,000 campaigns that go out in half an hour",
        good="when: 2031-01-15 20:00   # an hour later",
    ),
    Code(
        code="CTC541",
        severity=Severity.ERROR,
        title="the day of the plan is over",
        what="A campaign goes out now, its days were counted from the clock's day, and that day is over.",
        why="What was reviewed speaks of another yesterday than what would be sent.",
        bad="ctc apply   # and `yes` after midnight",
        good="ctc apply --as-of 2031-01-15",
    ),
    Code(
        code="CTC542",
        severity=Severity.ERROR,
        title="more people together than max_total_reach",
        what="All instances of a family together, or all campaigns of a plan, get to more people than "
        "`max_total_reach` allows. A person who is in several audiences counts in each.",
        why="Three thousand small audiences are one large one, and no line of the plan shows it.",
        bad="guards: {max_total_reach: 50000}   # and 3,000 instances reach 91,400",
        good="guards: {max_total_reach: 100000}  # in the family's own spec, where a reviewer sees it",
    ),
    Code(
        code="CTC543",
        severity=Severity.INFO,
        title="a reach that rests on a sample",
        what="`sample` is written, so the audiences that were asked for stand for all of the family: each of them is "
        "within the bounds, and the total is counted up from them.",
        why="Asking for thousands of audiences takes an hour at CleverTap's rate; a reader should know what was asked.",
        bad="guards: {max_reach: 5000, sample: 20}",
        good="ctc plan --estimate-all",
    ),
    Code(
        code="CTC544",
        severity=Severity.ERROR,
        title="more rows are gone than max_gone",
        what="Of a family with six live instances or more, the share whose rows are gone is above `max_gone`: 50% "
        "of a family from data unless it is written.",
        why="A file that was cut, or exported from the wrong table, looks like the end of a season, and would stop it.",
        bad="guards: {max_gone: 10%}   # and 1,400 of 3,000 rows are gone",
        good="guards: {max_gone: 50%}",
    ),
    Code(
        code="CTC545",
        severity=Severity.ERROR,
        title="fewer rows than min_rows",
        what="The file of a family from data holds fewer rows than `min_rows` says.",
        why="An export that broke off early is sound as far as it goes, and nobody hears of the rest.",
        bad="guards: {min_rows: 1000}   # and the file holds 12",
        good="guards: {min_rows: 10}",
    ),
    Code(
        code="CTC546",
        severity=Severity.ERROR,
        title="a number that changed by more than max_change",
        what="A number of a row went further from that of the newest instance with the same other key columns than "
        "`max_change` allows.",
        why="A price in another unit, or a shifted column, is a number like any other; told to people it is an offer.",
        bad="guards: {max_change: {new_price: 80%}}   # and 590 became 5.9",
        good="guards: {max_change: {new_price: 95%}}",
    ),
)
