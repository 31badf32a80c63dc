"""A tracking plan of which a part cannot be used: the part is told, and all that stands behind it is read."""

from ctc.catalog.reading_plans import plan_of_csv, plan_of_documents


def test_a_table_with_rows_that_say_nothing() -> None:
    plan = plan_of_csv(
        "event,property,type\n,Price,number\n,,\nBought,Price,number\n,,\n,Gift,boolean\nSeen,,\n"
    )
    assert plan is not None
    assert plan.events == {
        "Bought": {"properties": {"Price": "number", "Gift": "boolean"}},
        "Seen": {},
    }
    assert plan.notes == ["line 2 names no event: left out"]


def test_rules_that_name_what_another_file_has() -> None:
    rules = [
        {"id": "gone", "event": "#event:nothing"},
        {
            "id": "here",
            "event": "#event:bought",
            "properties": [{"property": "#property:x"}, {"property": "#property:price"}],
        },
    ]
    plan = plan_of_documents(
        [
            {
                "kind": "events",
                "spec": {"events": [{"id": "bought", "name": "Bought", "event_type": "track"}]},
            },
            {
                "kind": "properties",
                "spec": {"properties": [{"id": "price", "name": "Price", "type": "number"}]},
            },
            {"kind": "tp", "spec": {"rules": rules}},
        ]
    )
    assert plan is not None
    assert plan.events == {"Bought": {"properties": {"Price": "number"}}}
    assert plan.notes == [
        "the rule 'gone' names an event of another file: left out",
        "a property of 'Bought' stands in another file: left out",
    ]
