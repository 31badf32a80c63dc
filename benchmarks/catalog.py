"""What a catalog of 1,000 events costs lint of 1,000 specs: processor time with it and without, the best of five.

.venv/bin/python benchmarks/catalog.py
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SPECS, EVENTS, TIMES = 1_000, 1_000, 5
SPEC = """\
version: 1
id: c{n}
owner: growth@acme.example
campaign:
  name: Campaign {n}
  target_mode: push
  when: 2031-01-{day:02} 10:00
  devices: [android, ios]
  where:
    event_name: Event {n}
    from: 2026-09-01
    to: 2026-10-31
    event_properties: [{{name: P1, operator: equals, value: "a{n}"}}]
    common_profile_properties:
      profile_fields: [{{name: City, operator: equals, value: Pune}}]
  content:
    title: "Title {n}"
    body: "Body {n}: https://shop.example/x{n}?utm_source=a&utm_medium=b&utm_campaign=c"
    platform_specific:
      android: {{wzrk_cid: Marketing, deep_link: "shop://cart"}}
      ios: {{deep_link: "shop://cart"}}
"""


def catalog() -> str:
    entry = (
        "  Event {n}:\n    description: something\n"
        "    properties: {{P1: text, P2: number, P3: {{values: [a, b]}}}}\n"
    )
    events = "".join(entry.format(n=n) for n in range(EVENTS))
    profile = "".join(f"  Property {n}: text\n" for n in range(250))
    links = "links: {hosts: [shop.example], deep_links: ['shop://cart']}\n"
    head = f"version: 1\nevents:\n{events}profile:\n{profile}  City: {{values: [Pune, Kochi]}}\n"
    return f"{head}android_channels: [Marketing]\n{links}"


def seconds(folder: Path, *more: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "ctc", "lint", "-q", *more], cwd=folder, capture_output=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        project = folder / "project"
        (project / "campaigns").mkdir(parents=True)
        (project / "ctc.yaml").write_text("version: 1\n")
        for n in range(SPECS):
            (project / f"campaigns/c{n}.yaml").write_text(SPEC.format(n=n, day=n % 28 + 1))
        for name, more in (("cold", ("--no-cache",)), ("warm", ())):
            found: dict[bool, list[float]] = {False: [], True: []}
            for has in (False, True) * TIMES:
                (project / "catalog.yaml").unlink(missing_ok=True)
                if has:
                    (project / "catalog.yaml").write_text(catalog())
                seconds(project, *more)
                found[has].append(seconds(project, *more))
            without, with_it = min(found[False]), min(found[True])
            print(
                f"{name}: {without:.3f} s without, {with_it:.3f} s with: {with_it / without:.2f} x (aim 1.10)"
            )


if __name__ == "__main__":
    main()
