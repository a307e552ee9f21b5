// What the whole page shares: the conversations that this browser keeps, and the keyboard.
window.archiveQa = (() => {
  const prefix = "archive-qa:conversation:";
  const current = "archive-qa:current"; // of this tab: a reload shows the same conversation again
  const unasked = "archive-qa:unasked"; // its filters, while it has no question yet
  const here = {
    full: false,
    closed: false, // whether the article was closed since: one asked for before may still come
    sent: 0, // when a question was sent of which the page shows nothing yet
    // Whether a question is under way: a second one would take the place of its answer.
    busy: () => document.querySelector("#conversation .stage") || Date.now() - here.sent < 2000,
    all() {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(prefix))
        .map((key) => ({ id: key.slice(prefix.length), ...here.get(key.slice(prefix.length)) }))
        .filter((one) => one.kept)
        .sort((a, b) => b.changed - a.changed);
    },
    get(id) {
      try {
        return JSON.parse(localStorage.getItem(prefix + id));
      } catch {
        return null;
      }
    },
    put: (id, record) => localStorage.setItem(prefix + id, JSON.stringify(record)),
    remove: (id) => localStorage.removeItem(prefix + id),
    current: () => sessionStorage.getItem(current),
    title(record) {
      return record.title || JSON.parse(record.kept).turns[0]?.question || "";
    },
    // The conversation as the server last gave it; "" is a new one, of which nothing is kept.
    keep(text) {
      const told = text ? JSON.parse(text) : { turns: [] };
      document.title = told.turns.at(-1)?.question ?? document.querySelector("#title")?.textContent ?? "";
      sessionStorage.setItem(unasked, told.turns.length ? "" : text);
      if (!told.turns.length) return sessionStorage.removeItem(current);
      sessionStorage.setItem(current, told.id);
      if (location.search.includes("file=")) history.replaceState(null, "", location.pathname);
      const before = here.get(told.id);
      if (before?.kept === text) return;
      try {
        here.put(told.id, { title: before?.title ?? "", changed: Date.now(), kept: text });
        here.full = false;
      } catch {
        here.full = true; // said in the drawer: nothing is deleted unasked
      }
    },
    // What the server needs to draw this tab: a link to follow, or the conversation it showed last.
    opening() {
      const link = location.search.includes("file=") ? location.search : "";
      const kept = here.get(here.current())?.kept ?? sessionStorage.getItem(unasked) ?? "";
      return JSON.stringify({ link, kept });
    },
    // What the archive tab shows, so that it is drawn anew with the filters.
    browsing() {
      const browsing = document.body.dataset.tab === "holdings";
      return { browsing, words: document.querySelector("#find")?.value.trim() ?? "" };
    },
    // Put text into the question box so that gradio notices.
    fill(text) {
      const box = document.querySelector("#question textarea");
      box.value = text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    },
  };
  return here;
})();

// An Enter that ends a word in an input method must not send the question. Chromium never lets
// such a key reach gradio; other browsers do, marked by isComposing or by the key code 229.
const composing = (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
    event.stopImmediatePropagation();
  }
};
document.addEventListener("keydown", composing, true);
document.addEventListener("keypress", composing, true);

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || event.shiftKey || !event.target.closest("#question")) return;
    if (archiveQa.busy()) {
      event.preventDefault(); // what is typed stays in the box until it can be sent
      event.stopImmediatePropagation();
    } else if (event.target.value.trim()) archiveQa.sent = Date.now();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return; // it has its own keys
  const box = document.querySelector("#question textarea");
  if (event.key === "/" && !event.target.closest("input, textarea")) {
    event.preventDefault();
    box?.focus();
  }
  if (event.key === "ArrowUp" && event.target === box && !box.value) {
    const asked = [...document.querySelectorAll("#conversation .question bdi")].at(-1);
    if (!asked) return;
    event.preventDefault();
    archiveQa.fill(asked.textContent);
  }
  if (event.key === "Escape") {
    const menu = document.querySelector("#evidence .menu[open]");
    const undo = document.querySelector(".reason:not([hidden]) [type=reset], .editing [data-do^=keep]");
    if (menu) menu.open = false;
    else if (document.querySelector("#conversation .stage")) document.querySelector("#stop").click();
    else (undo ?? document.querySelector("#evidence .close"))?.click();
  }
});
