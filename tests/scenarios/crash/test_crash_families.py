"""A family is struck in its middle, and so is a group of its replaces: each key is live once in the end, none twice."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from crash_judge import answers, problems, unfinished
from crash_running import worlds
from crash_world import Site, World, wait_out_the_flight

from ctc.failpoints import STRUCK

ROWS = 7
SPEC = """version: 1
id: drop
each: {{file: rows.csv, key: sku}}
campaign:
  name: "{project} drop[{{{{ sku }}}}]"
  target_mode: sms
  when: 2031-01-15 09:30
  where: {{event_name: App Launched, from: 2026-09-01, to: 2026-10-31}}
  content: {{body: "at {{{{ price }}}}"}}
"""


class Family:
    """One family of a site, and what its rows ask for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.wanted: dict[str, str] = {}
        site.set_up()
        (site.root / "campaigns" / "drop.yaml").write_text(SPEC.format(project=site.project))

    def costs(self, price: int) -> None:
        rows = [(f"s{number}", price + number) for number in range(ROWS)]
        text = "".join(f"{sku},{cost}\n" for sku, cost in rows)
        (self.site.root / "campaigns" / "rows.csv").write_text(f"sku,price\n{text}")
        self.wanted = {f"drop[{sku}]": f"at {cost}" for sku, cost in rows}

    def struck(self, failpoint: str) -> None:
        """A run that is struck down, and others until all is done; at each moment nothing is there twice."""
        run = self.site.end(
            self.site.start("apply", "--auto-approve", "--format", "json", failpoint=failpoint)
        )
        assert STRUCK in run.err, run.out
        assert run.code != 0
        assert problems(self.site) == []
        wait_out_the_flight()
        for _ in range(3):
            healed = self.site.apply()
            assert problems(self.site) == []
            if healed.code == 0:
                break
            for answer in answers(self.site):
                self.site.run("state", "resolve", *answer, "--why", "the dashboard says so")
        assert unfinished(self.site, self.wanted, (), send=False) == []


def _played(world: World, in_creates: str, in_replaces: str) -> None:
    project = f"family-{in_replaces.partition(':')[0]}"
    site = Site(
        root=world.folder / project,
        project=project,
        sandbox=world.sandbox,
        launcher=world.launcher,
        state="sqlite:///.ctc/state.db",
        lag_stated=True,
    )
    with closing(site):
        family = Family(site)
        family.costs(60)
        family.struck(in_creates)
        family.costs(50)  # all are replaced: stops in a group, one listing, then creates
        family.struck(in_replaces)


def test_a_family_that_is_struck_in_its_middle_is_told_once() -> None:
    """Within its creates; then within the stops of a group of replaces, and within the creates that follow them."""
    strikes = [
        ("after-last-byte:4:kill", "inside-stop:3:kill"),
        ("inside-append:5:kill", f"after-intent:{ROWS + 3}:kill"),
    ]
    with worlds(2, warm=True) as free, ThreadPoolExecutor(2) as pool:
        for played in [pool.submit(_played, free.get(), *strike) for strike in strikes]:
            played.result()
