"""Settings are literals or one variable of the process; what they hold is in no message."""

import string
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ctc.diagnostics import Place, UserError
from ctc.project.configure import configure
from ctc.project.project import Environment
from ctc.project.resolving import (
    ENV_SETTINGS,
    SettingError,
    base_url,
    resolved,
    variable_of,
    without_values,
    written_problem,
)

CANARY = "s3cret-Canary"
ENVIRON = {
    "CLEVERTAP_ID": "W9R-486-4W5Z",
    "CTC_STATE": f"sqlite:///{CANARY}",
    "CTC_EMPTY": "",
    "CTC_BLANK": " \n",
}
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
NAMES = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=20)


@pytest.mark.parametrize(
    "text", ["{{ env.CLEVERTAP_ID }}", "{{env.CLEVERTAP_ID}}", "{{  env.CLEVERTAP_ID\t}}"]
)
def test_one_variable(text: str) -> None:
    assert resolved("account_id", text, ENVIRON) == "W9R-486-4W5Z"


def test_a_literal_is_itself() -> None:
    assert resolved("region", "in1", {}) == "in1"
    assert resolved("state", "sqlite:///a{b}.db", {}) == "sqlite:///a{b}.db"
    assert resolved("passcode", "  x\n", {}) == "x"


COMPUTED = [
    "{{ env.CLEVERTAP_ID | lower }}",
    "{{ env.CLEVERTAP_ID[:3] }}",
    "{{ env.CLEVERTAP_ID.upper() }}",
    "{{ env['CLEVERTAP_ID'] }}",
    "{{ env.get('CLEVERTAP_ID') }}",
    "{{ env|urlencode }}",
    "{{ env }}",
    "{{ env.CLEVERTAP_ID }}{{ env.CLEVERTAP_ID }}",
    "https://{{ env.CLEVERTAP_ID }}",
    " {{ env.CLEVERTAP_ID }}",
    "{{ env.CLEVERTAP_ID }}\n",
    "{{ env.CLEVERTAP_ID or 'x' }}",
    "{{ env.CLEVERTAP_ID ~ 'x' }}",
    "{{ env.CLEVERTAP-ID }}",
    "{{ env.Ｃ }}",
    "{{ 'in1' }}",
    "{{ 'x' * 10 ** 10 }}",
    "{% if env.CLEVERTAP_ID %}a{% endif %}",
    "{# #}in1",
    "{{ env",
    "{{",
    "{{- env.CLEVERTAP_ID -}}",
]


@pytest.mark.parametrize("key", sorted(ENV_SETTINGS))
@pytest.mark.parametrize("text", COMPUTED)
def test_a_setting_computes_nothing(key: str, text: str) -> None:
    with pytest.raises(SettingError) as caught:
        resolved(key, text, ENVIRON)
    assert caught.value.problem.code == "CTC807"
    assert "W9R" not in f"{caught.value} {caught.value.problem}"


@given(key=st.sampled_from(sorted(ENV_SETTINGS)), before=TEXT, inside=TEXT, after=TEXT)
def test_the_grammar_has_two_sentences(key: str, before: str, inside: str, after: str) -> None:
    """Whatever is not exactly one reference, and holds a mark of a template, resolves to nothing at all."""
    text = f"{before}{{{{{inside}}}}}{after}"
    assume(variable_of(text) is None)
    with pytest.raises(SettingError):
        resolved(key, text, {**ENVIRON, inside.strip().removeprefix("env."): CANARY})


@given(name=NAMES, allowed=st.lists(NAMES, max_size=3))
def test_only_names_of_ours_and_those_that_the_process_allows(name: str, allowed: list[str]) -> None:
    assume(not name[0].isdigit())
    environ = {name: CANARY, "CTC_ALLOWED_ENV": ", ".join(allowed)}
    if name.startswith(("CLEVERTAP_", "CTC_")) or name in allowed:
        assert resolved("passcode", f"{{{{ env.{name} }}}}", environ)
        return
    with pytest.raises(SettingError) as caught:
        resolved("passcode", f"{{{{ env.{name} }}}}", environ)
    assert caught.value.problem.code == "CTC808"
    assert CANARY not in str(caught.value.problem)


@pytest.mark.parametrize("name", ["CTC_EMPTY", "CTC_BLANK", "CTC_MISSING"])
@pytest.mark.parametrize("key", sorted(ENV_SETTINGS))
def test_what_is_written_is_never_a_default(key: str, name: str) -> None:
    with pytest.raises(SettingError) as caught:
        resolved(key, f"{{{{ env.{name} }}}}", ENVIRON)
    assert caught.value.problem.code == "CTC804"
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("name", "is_open"),
    [
        ("CLEVERTAP_ACCOUNT_ID", True),
        ("CTC_API", True),
        ("CTC_MONKEYS", True),
        ("CLEVERTAP_PASSCODE", False),
        ("CTC_PROD_PASSWORD", False),
        ("CTC_SECRET", False),
        ("CTC_DB_TOKEN", False),
        ("CTC_KEY", False),
        ("CTC_STATE", False),
        ("CTC_DATABASE_URL", False),
        ("CLEVERTAP_PWD", False),
        ("CTC_PW", False),
        ("CTC_PG_DSN", False),
    ],
)
def test_a_secret_stands_in_no_setting_that_plans_show(name: str, is_open: bool) -> None:
    for key in ("account_id", "api", "region"):
        if is_open:
            assert resolved(key, f"{{{{ env.{name} }}}}", {name: "x"}) == "x"
        else:
            with pytest.raises(SettingError, match=name):
                resolved(key, f"{{{{ env.{name} }}}}", {name: "x"})
    assert resolved("passcode", f"{{{{ env.{name} }}}}", {name: "x"}) == "x"


ADDRESSES = {
    "https://in1.api.clevertap.com": True,
    "https://IN1.api.clevertap.com:8443/base/": True,
    "http://127.0.0.1:8787": True,
    "http://localhost": True,
    "http://[::1]:80": True,
    "https://in1.api.clevertap.com.evil.example": False,
    "http://in1.api.clevertap.com": False,
    "https://user@in1.api.clevertap.com": False,
    "https://u:p@in1.api.clevertap.com": False,
    "https://evil.example\\@in1.api.clevertap.com": False,
    "https://in1.api.clevertap.com@evil.example": False,
    "https://evil.example#in1.api.clevertap.com": False,
    "https://evil.example?in1.api.clevertap.com": False,
    "https://in1.api.clevertap.com?x=1": False,
    "https://in1.api.clevertap.com#x": False,
    "https://evil.example": False,
    "http://127.0.0.1.evil.example": False,
    "http://localhost:99999": False,
    "http://localhost:": False,
    "http://0177.0.0.1": False,
    "https://in1.api.clevertap.com\n.evil.example": False,
    "https://in1.api.clevertap.com.": False,
    "https://ın1.api.clevertap.com": False,
    "//in1.api.clevertap.com": False,
    "file:///etc/passwd": False,
    "in1.api.clevertap.com": False,
    "https://": False,
}


@pytest.mark.parametrize(("address", "is_good"), ADDRESSES.items())
def test_where_credentials_may_travel(address: str, is_good: bool) -> None:
    if is_good:
        assert base_url(address, {}, literal=True) == address.rstrip("/")
        return
    with pytest.raises(SettingError) as caught:
        base_url(address, {}, literal=False)
    assert "evil" not in str(caught.value.problem)


def test_the_process_allows_other_hosts() -> None:
    environ = {"CTC_ALLOWED_HOSTS": "proxy.acme.example, OTHER.example"}
    for host in ("proxy.acme.example", "other.example"):
        assert base_url(f"https://{host}", environ, literal=True) == f"https://{host}"
    for host in ("acme.example", "x.proxy.acme.example", "proxy.acme.example.evil.example"):
        with pytest.raises(SettingError, match="CleverTap's"):
            base_url(f"https://{host}", environ, literal=True)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u:{CANARY}@h/d",
        "postgresql://u:@h/d",
        f"postgresql://u@h/d?password={CANARY}",
        f"postgres://u@h/d?sslkey={CANARY}",
        f"postgresql://u@h/d?passfile={CANARY}",
        f"postgresql://u@h/d?service={CANARY}",
        f"postgresql://u@h/d?options={CANARY}",
        f"postgresql://u@h:{CANARY}/d",
        f"postgresql://u@[{CANARY}/d",
    ],
)
def test_a_state_in_ctc_yaml_holds_no_secret(url: str) -> None:
    problem = written_problem("state", url)
    assert problem is not None
    assert problem.code == "CTC811"
    assert CANARY not in str(problem)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///a.db",
        "postgresql://h/d",
        "postgresql://u@h/d?sslmode=require&sslnegotiation=direct&channel_binding=require&require_auth=none&journal=a",
        "postgresql://u@h/d?host=a,b&port=1,2&target_session_attrs=any&load_balance_hosts=random&application_name=ctc",
        "postgresql://u@h/d?keepalives=1&keepalives_idle=9&keepalives_interval=9&keepalives_count=9",
        "postgresql://u@h/d?connect_timeout=9&tcp_user_timeout=9",
    ],
)
def test_a_state_that_may_stand_in_ctc_yaml(url: str) -> None:
    assert written_problem("state", url) is None


def environment(environ: dict[str, str], **settings: str) -> Environment:
    data = {"project": "acme", "environments": {"production": {"timezone": "UTC", **settings}}}
    project = configure(Path(), data, lambda _: Place(line=1, column=1), environ)
    return project.environments["production"]


def codes(caught: UserError) -> list[str]:
    return [found.code for found in caught.diagnostics]


def test_an_account_id_is_no_passcode() -> None:
    reference = {"account_id": "{{ env.CTC_A }}", "passcode": "{{ env.CTC_P }}"}
    for account in (CANARY, "postgresql://u:p@h/d", "a b", "x" * 65):
        made = environment({"CTC_A": account, "CTC_P": CANARY}, region="in1", **reference)
        with pytest.raises(UserError) as caught:
            made.credentials()
        assert codes(caught.value) == ["CTC810"]
        assert account not in str(caught.value)
    made = environment({"CTC_A": "sandbox", "CTC_P": "sandbox"}, api="http://localhost:1", **reference)
    assert made.credentials().account_id == "sandbox"


def test_a_state_in_ctc_yaml_names_an_allowed_host() -> None:
    for environ, is_good in (({}, False), ({"CTC_ALLOWED_HOSTS": "db.acme.example"}, True)):
        made = environment(environ, region="in1", state="postgresql://u@db.acme.example:5432/d")
        if is_good:
            assert made.state()
        else:
            with pytest.raises(UserError) as caught:
                made.state()
            assert codes(caught.value) == ["CTC809"]
    local = environment({}, region="in1", state="postgresql://u@/d?host=/var/run/postgresql")
    assert local.state()
    sly = environment({}, region="in1", state="postgresql://u@localhost,evil.example/d")
    with pytest.raises(UserError, match=r"evil\.example"):
        sly.state()
    sly = environment({}, region="in1", state="postgresql://u@localhost/d?host=evil.example")
    with pytest.raises(UserError, match=r"evil\.example"):
        sly.state()


def test_a_region_of_the_environment_is_not_shown() -> None:
    made = environment({"CTC_REGION": CANARY}, region="{{ env.CTC_REGION }}")
    for ask in (made.region, made.host):
        with pytest.raises(UserError) as caught:
            ask()
        assert codes(caught.value) == ["CTC806"]
        assert CANARY not in f"{caught.value.diagnostics}"


def test_the_host_that_plans_name() -> None:
    assert environment({}, region="IN1").host() == "in1.api.clevertap.com"
    assert environment({}, api="http://localhost:8787/x").host() == "localhost:8787"
    assert environment({}, api="http://localhost:8787/x/y/").host() == "localhost:8787"
    assert environment({}, api="sandbox").host() == "sandbox"


def test_a_message_of_a_library_loses_the_values() -> None:
    url = "postgresql://ctc_user:p%40ss@db.acme.example:5432/campaigns?application_name=hidden"
    said = 'connection to "DB.acme.example", port 5432: user "ctc_user" of "campaigns", p@ss, p%40ss, hidden, cannot'
    shown = without_values(said, {"state": url})
    for piece in ("acme", "ctc_user", "campaigns", "p@ss", "p%40ss", "hidden", "5432"):
        assert piece not in shown.lower()
    assert "cannot" in shown


@pytest.mark.parametrize(
    ("value", "text", "left"),
    [
        ("ab", "an ab", "an ab"),
        ("abc", "an ABC, abcd", "an ***, abcd"),
        (
            "postgresql://ann:pass@db.example:5432/ctc?x=y",
            "ann at db.example/ctc with pass",
            "*** at ****** with ***",
        ),
        ("postgresql://a/abcd", "abcd/abcd", "***/***"),
        ("abc def", "abc abc def", "abc ***"),
    ],
)
def test_what_a_message_must_not_repeat(value: str, text: str, left: str) -> None:
    """What is shorter than three characters is a word of any message."""
    assert without_values(text, {"X": value}) == left


@pytest.mark.parametrize(
    ("port", "is_one"), [("", True), (":1", True), (":65535", True), (":65536", False), (":x", False)]
)
def test_an_address_has_a_port_that_there_can_be(port: str, is_one: bool) -> None:
    assert (written_problem("api", f"https://api.example{port}") is None) is is_one


@pytest.mark.parametrize("key", ["account_id", "passcode", "trigger_token", "region"])
@pytest.mark.parametrize("text", ["postgresql://u:p@h/d", "x://h:port", "http://h"])
def test_what_is_no_address_may_look_like_one(key: str, text: str) -> None:
    """A passcode holds what its account made of it."""
    assert written_problem(key, text) is None
