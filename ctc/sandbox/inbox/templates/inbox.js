// Keeps the list and the status life up to date, searches the list, and turns the appearance.
(() => {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const tags = new Map();

  const filter = () => {
    const words = $("#q").value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const link of document.querySelectorAll("#list a"))
      link.closest("li").hidden = !words.every((word) => link.dataset.q.includes(word));
  };
  const put = (part, text) => {
    const active = part.contains(document.activeElement) ? document.activeElement : null;
    const same = active && (active.matches("a") ? `a[href="${active.getAttribute("href")}"]` : active.localName);
    const open = location.pathname;
    const scrolled = part.querySelector("nav")?.scrollTop ?? 0;
    part.innerHTML = text;
    for (const link of part.querySelectorAll("#list a"))
      if (new URL(link.href).pathname === open) link.setAttribute("aria-current", "page");
    const nav = part.querySelector("nav");
    if (nav) nav.scrollTop = scrolled;
    if (same) part.querySelector(same)?.focus();
    if (part.id === "feed") filter();
  };
  const refresh = async (part) => {
    const answer = await fetch(part.dataset.live, {cache: "no-store", headers: {"if-none-match": tags.get(part) ?? ""}});
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error(String(answer.status));
    tags.set(part, answer.headers.get("etag"));
    put(part, await answer.text());
  };
  let online = true;
  const tick = async () => {
    if (!document.hidden) {
      try {
        for (const part of document.querySelectorAll("[data-live]")) await refresh(part);
        if (!online) $("#live").textContent = "";
        online = true;
      } catch {
        online = false;
        $("#live").textContent = "The sandbox has stopped.";
      }
    }
    setTimeout(tick, 2000);
  };

  $("#q").addEventListener("input", filter);
  $(".find").addEventListener("submit", (event) => event.preventDefault());
  $("#feed").addEventListener("keydown", (event) => {
    const by = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!by) return;
    event.preventDefault();
    const links = [...document.querySelectorAll("#list li:not([hidden]) a")];
    links[links.indexOf(document.activeElement) + by]?.focus();
  });
  $(".skip").addEventListener("click", (event) => { event.preventDefault(); $("#main").focus(); });

  const looks = ["system", "light", "dark"];
  const names = {system: "as the system", light: "light", dark: "dark"};
  const look = (wanted) => {
    if (wanted === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = wanted;
    $("[data-theme-switch]").setAttribute("aria-label", `Appearance: ${names[wanted]}`);
  };
  let at = Math.max(0, looks.indexOf(localStorage.getItem("ctc-look")));
  look(looks[at]);
  $("[data-theme-switch]").addEventListener("click", () => {
    at = (at + 1) % looks.length;
    localStorage.setItem("ctc-look", looks[at]);
    look(looks[at]);
  });

  setTimeout(tick, 2000);
})();
