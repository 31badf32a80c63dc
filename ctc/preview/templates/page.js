// The index: search, filters, the message on the stage, the persona it is seen by, the appearance.
(() => {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const rows = [...document.querySelectorAll("#list a")].map((link) => ({link, item: link.parentElement, ...link.dataset}));
  const decoded = (hash) => { try { return decodeURIComponent(hash); } catch { return hash; } };
  // A message is found under address@environment, and under its address alone where that is enough.
  const byHash = new Map();
  for (const row of rows) byHash.set(decoded(row.link.hash).replace(/@[^@]*$/, ""), row);
  for (const row of rows) byHash.set(decoded(row.link.hash), row);
  const view = $("#view"), chips = [...document.querySelectorAll(".chip")], selects = [...document.querySelectorAll("[data-filter]")];
  let current = null;

  const filter = () => {
    const words = $("#q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const channels = new Set(chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.channel));
    const wanted = selects.filter((select) => select.value).map((select) => [select.dataset.filter, select.value]);
    let shown = 0;
    for (const row of rows) {
      const fits = (!channels.size || channels.has(row.channel)) && wanted.every(([key, value]) => row[key] === value) &&
        words.every((word) => row.q.includes(word));
      row.item.hidden = !fits;
      shown += fits;
    }
    $("#count").textContent = shown === rows.length ? `All ${shown} shown` : `${shown} of ${rows.length} shown`;
  };

  const persona = () => $("input[name=persona]:checked").value;
  const dress = () => {
    for (const side of view.querySelectorAll("[data-side]")) {
      const templates = [...side.querySelectorAll(":scope > template")];
      const chosen = templates.find((entry) => entry.dataset.persona === persona()) ?? templates[0];
      side.querySelectorAll(":scope > .worn").forEach((worn) => worn.remove());
      const worn = document.createElement("div");
      worn.className = "worn";
      worn.append(document.importNode(chosen.content, true));
      side.append(worn);
      ctcStage(worn);
    }
  };
  const open = (row) => {
    if (row === current) return;
    current?.link.removeAttribute("aria-current");
    current = row;
    row.link.setAttribute("aria-current", "true");
    const template = document.getElementById(`t${row.n}`);
    view.replaceChildren(document.importNode(template.content, true));
    $("#personas").hidden = !template.dataset.personal;
    $("#same").hidden = Boolean(template.dataset.personal);
    dress();
    $("#main").scrollTop = 0;
    row.link.scrollIntoView({block: "nearest"});
    view.dataset.shown = row.link.hash;
  };
  const route = () => {
    const row = byHash.get(decoded(location.hash));
    document.body.dataset.view = row ? "message" : "list";
    if (row) open(row);
    else if (!current && rows.length && matchMedia("(min-width: 801px)").matches) open(rows[0]);
  };

  let pending = 0;
  $("#q").addEventListener("input", () => { cancelAnimationFrame(pending); pending = requestAnimationFrame(filter); });
  $(".find").addEventListener("submit", (event) => event.preventDefault());
  for (const chip of chips) chip.addEventListener("click", () => {
    chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
    filter();
  });
  for (const select of selects) select.addEventListener("change", filter);
  $("#personas").addEventListener("change", dress);
  $("#list").addEventListener("keydown", (event) => {
    const by = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!by) return;
    event.preventDefault();
    const seen = rows.filter((row) => !row.item.hidden);
    seen[seen.findIndex((row) => row.link === document.activeElement) + by]?.link.focus();
  });
  $(".skip").addEventListener("click", (event) => { event.preventDefault(); $("#main").focus(); });

  document.querySelectorAll("[data-turn]").forEach((button) => button.addEventListener("click", () => {
    const seen = rows.filter((row) => !row.item.hidden);
    if (!seen.length) return;
    const next = seen.indexOf(current) + Number(button.dataset.turn);
    location.hash = seen[(Math.max(next, -1) + seen.length) % seen.length].link.hash;
  }));

  const looks = ["system", "light", "dark"];
  let at = 0;
  $("[data-theme-switch]").addEventListener("click", (event) => {
    at = (at + 1) % looks.length;
    if (looks[at] === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = looks[at];
    event.currentTarget.setAttribute("aria-label", `Appearance: ${{system: "as the system", light: "light", dark: "dark"}[looks[at]]}`);
  });

  addEventListener("hashchange", route);
  filter();
  route();
})();
