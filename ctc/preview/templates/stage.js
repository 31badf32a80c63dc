// Carousels of the previews. Listens on the document: previews may come and go.
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

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    const carousel = button.closest("[data-carousel]");
    if (carousel && button.dataset.step) { pause(carousel); step(carousel, Number(button.dataset.step)); }
    else if (carousel && "play" in button.dataset) play(carousel, button);
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
    ctcMail(root);
  };
  ctcStage(document);
})();
