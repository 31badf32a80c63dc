// Carousels and email frames of the previews. Listens on the document: previews may come and go.
(() => {
  "use strict";
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const timers = new WeakMap();

  const show = (carousel, to) => {
    const slides = carousel.querySelectorAll(".slide");
    if (!slides.length) return;
    const at = (to + slides.length) % slides.length;
    carousel.dataset.at = at;
    carousel.querySelector("[data-track]").style.transform = `translateX(${-100 * at}%)`;
    slides.forEach((slide, n) => slide.toggleAttribute("inert", n !== at));
    carousel.querySelectorAll(".car-dots i").forEach((dot, n) => dot.classList.toggle("on", n === at));
    carousel.querySelector("[data-where]").textContent = `${at + 1} of ${slides.length}`;
  };
  const step = (carousel, by) => show(carousel, Number(carousel.dataset.at || 0) + by);
  const pause = (carousel) => {
    clearInterval(timers.get(carousel));
    timers.delete(carousel);
    const button = carousel.querySelector("[data-play]");
    if (!button) return;
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-label", "Play");
  };
  const play = (carousel, button) => {
    if (timers.has(carousel)) return pause(carousel);
    button.setAttribute("aria-pressed", "true");
    button.setAttribute("aria-label", "Pause");
    timers.set(carousel, setInterval(() => (carousel.isConnected ? step(carousel, 1) : pause(carousel)), 2500));
  };

  // An email travels as its light document; the dark one is the same with its colour scheme queries turned round.
  const DARK = "(max-width:.01px)", LIGHT = "(min-width:.02px)";
  const TURNED = "<style>html{filter:invert(1) hue-rotate(180deg);background:#e9e9ec!important;min-height:100%}" +
    "img,video,[style*=background-image]{filter:invert(1) hue-rotate(180deg)}</style>";
  const dark = (source, kind) => kind === "own"
    ? source.replaceAll(DARK, "(min-width:.01px)").replaceAll(LIGHT, "(max-width:.02px)") + "<style>html{color-scheme:dark}</style>"
    : source + TURNED;
  const look = (mail, wanted) => {
    const source = wanted === "dark" ? dark(mail.dataset.document, mail.dataset.mail) : mail.dataset.document;
    mail.querySelectorAll("iframe").forEach((frame) => {
      if (frame.srcdoc === source) return;
      frame.setAttribute("aria-busy", "true");
      frame.srcdoc = source;
    });
    mail.querySelectorAll("[data-look]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.look === wanted)));
    mail.querySelector("[data-dark-note]").hidden = wanted !== "dark";
    mail.classList.toggle("dark", wanted === "dark");
  };
  // A frame keeps its width for the email; where the screen is narrower, it is shown smaller.
  const fit = (frame) => {
    const scale = Math.min(1, frame.parentElement.clientWidth / frame.width);
    frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    frame.parentElement.style.height = `${frame.height * scale}px`;
  };
  const watcher = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target.firstElementChild)));

  // The saved copy has a policy of its own: pictures may load, nothing may run.
  const POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'\">";
  const save = (mail) => {
    const source = mail.dataset.document
      .replace(/ src="data:image\/svg\+xml[^"]*" data-ctc-src=/g, " src=")
      .replaceAll(DARK, "(prefers-color-scheme:dark)").replaceAll(LIGHT, "(prefers-color-scheme:light)")
      .replace("<!doctype html>", `<!doctype html>${POLICY}`);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([source], {type: "text/html"}));
    link.download = "email.html";
    link.click();
    URL.revokeObjectURL(link.href);
  };

  // A frame is busy until its email stands in it; load events do not bubble, so they are caught on their way down.
  document.addEventListener("load", ({target}) => {
    if (target.matches?.("[data-mail] iframe[srcdoc]")) target.setAttribute("aria-busy", "false");
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    const carousel = button.closest("[data-carousel]");
    const mail = button.closest("[data-mail]");
    if (carousel && button.dataset.step) { pause(carousel); step(carousel, Number(button.dataset.step)); }
    else if (carousel && "play" in button.dataset) play(carousel, button);
    else if (mail && button.dataset.look) look(mail, button.dataset.look);
    else if (mail && "save" in button.dataset) save(mail);
  });
  document.addEventListener("keydown", (event) => {
    const carousel = event.target.closest?.("[data-carousel]");
    const by = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (!carousel || !by) return;
    event.preventDefault();
    pause(carousel);
    step(carousel, by);
  });

  // Call for what has just been put on the page.
  window.ctcStage = (root) => {
    root.querySelectorAll("[data-carousel]").forEach((carousel) => {
      show(carousel, 0);
      const button = carousel.querySelector("[data-play]");
      if (button) button.hidden = still.matches;
    });
    root.querySelectorAll("[data-mail]").forEach((mail) => look(mail, "light"));
    root.querySelectorAll(".frame-box").forEach((box) => watcher.observe(box));
  };
  ctcStage(document);
})();
