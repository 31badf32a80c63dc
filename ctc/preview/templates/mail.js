// The frames of an email: light and dark, as tall as the email is, and a copy to keep.
// A frame's sandbox is empty: nothing in it runs, and the page cannot look into it.
(() => {
  "use strict";
  // An email travels as its light document; the dark one is the same with its colour scheme queries turned round.
  const DARK = "(max-width:.01px)", LIGHT = "(min-width:.02px)";
  const TURNED = "<style>html{filter:invert(1) hue-rotate(180deg);background:#e9e9ec!important;min-height:100%}" +
    "img,video,[style*=background-image]{filter:invert(1) hue-rotate(180deg)}</style>";
  const dark = (source, kind) => kind === "own"
    ? source.replaceAll(DARK, "(min-width:.01px)").replaceAll(LIGHT, "(max-width:.02px)") + "<style>html{color-scheme:dark}</style>"
    : source + TURNED;

  // How tall an email is at a width: it is drawn as a picture, in which nothing runs either, with a line of one colour
  // below its end, and the line is looked for. Null where a browser does not tell, or the email has no end of its own.
  const TALLEST = 8000, LINE = "#ff00fe", KNOWN = new Map();
  const drawn = async (source, width) => {
    const email = new DOMParser().parseFromString(source, "text/html");
    const line = email.createElement("div");
    line.setAttribute("style", `all:initial;display:block;clear:both;height:1px;background:${LINE}`);
    email.documentElement.append(line);
    // XML knows no prefix that nobody declared.
    for (const element of email.querySelectorAll("*"))
      for (const {name} of [...element.attributes]) if (name.includes(":")) element.removeAttribute(name);
    const picture = new Image();
    picture.src = "data:image/svg+xml," + encodeURIComponent(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="o" xmlns:v="v" xmlns:w="w" width="${width}" height="${TALLEST}">` +
      `<foreignObject width="100%" height="100%">${new XMLSerializer().serializeToString(email.documentElement)}</foreignObject></svg>`);
    await picture.decode();
    const strip = new OffscreenCanvas(1, TALLEST).getContext("2d", {willReadFrequently: true});
    strip.drawImage(picture, -(width >> 1), 0);
    const {data} = strip.getImageData(0, 0, 1, TALLEST);
    for (let y = TALLEST - 1; y > 0; y--)
      if (data[4 * y] === 255 && data[4 * y + 1] === 0 && data[4 * y + 2] === 254) return y;
    return null;
  };
  const tall = (source, width) => {
    const key = `${width} ${source}`;
    if (!KNOWN.has(key)) KNOWN.set(key, drawn(source, width).catch(() => null));
    return KNOWN.get(key);
  };

  // A frame keeps its width for the email; where the screen is narrower, it is shown smaller.
  // Where its height is not known, the reader may pull it longer.
  const fit = (frame) => {
    const box = frame.parentElement;
    const scale = Math.min(1, box.clientWidth / frame.width);
    frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    if (box.classList.contains("pulled")) frame.height = Math.round(box.clientHeight / scale);
    else box.style.height = `${frame.height * scale}px`;
  };
  const watcher = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target.firstElementChild)));

  const fill = async (frame, source) => {
    if (frame.srcdoc === source) return;
    frame.setAttribute("aria-busy", "true");
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, {once: true}));
    frame.srcdoc = source;
    const height = await tall(source, Number(frame.width));
    if (frame.srcdoc !== source) return;
    const {classList} = frame.parentElement;
    classList.remove("pulled");
    if (height) frame.height = height;
    fit(frame);
    classList.toggle("pulled", !height);
    await loaded;
    if (frame.srcdoc === source) frame.setAttribute("aria-busy", "false");
  };
  let wanted = "light";
  const look = (mail) => {
    const source = wanted === "dark" ? dark(mail.dataset.document, mail.dataset.mail) : mail.dataset.document;
    mail.querySelectorAll("iframe").forEach((frame) => fill(frame, source));
    mail.querySelectorAll("[data-look]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.look === wanted)));
    mail.querySelector("[data-dark-note]").hidden = wanted !== "dark";
    mail.classList.toggle("dark", wanted === "dark");
  };

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

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-mail] button");
    if (!button) return;
    if ("save" in button.dataset) return save(button.closest("[data-mail]"));
    wanted = button.dataset.look;
    document.querySelectorAll("[data-mail]").forEach(look);
  });
  // Call for what has just been put on the page.
  window.ctcMail = (root) => {
    root.querySelectorAll("[data-mail]").forEach(look);
    root.querySelectorAll(".frame-box").forEach((box) => watcher.observe(box));
  };
})();
