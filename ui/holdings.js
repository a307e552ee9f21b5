// Runs in gradio's HTML component: `element`, `trigger` and `watch` are its own.
const wanted = () => element.querySelector("#find")?.value.trim() ?? "";
let focus = []; // what to focus once the list is drawn anew: the first of these that is there

function look(start = 0) {
  element.setAttribute("aria-busy", "true");
  trigger("look", { words: wanted(), start });
}

element.addEventListener("submit", (event) => {
  event.preventDefault();
  focus = [".head h2", "#find"];
  look();
});
element.addEventListener("search", () => wanted() || look(), true); // the field's own cross
element.addEventListener("click", (event) => {
  const button = event.target.closest("button:not([aria-disabled])");
  if (!button) return;
  const { narrow, about, read, kind, start } = button.dataset;
  if (narrow && !document.querySelector("#conversation .stage")) {
    const change = JSON.parse(narrow);
    const all = !Object.keys(change).length;
    focus = all ? ["#find"] : [".head h2", "#find"];
    trigger("narrow", { ...(all ? { scope: {} } : { change }), words: "", browsing: true });
  }
  if (about) trigger("about", { name: about });
  if (start) {
    focus = [".head h2"];
    look(Number(start));
  }
  if (read) {
    for (const open of document.querySelectorAll("[aria-current]:is(.chip, .entry)")) open.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    document.body.classList.add("reading"); // on a phone the article covers the list
    trigger("read", { link: read, kind, words: wanted() });
  }
});
// The bars are one stop for Tab; the arrows go from bar to bar.
element.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const bars = [...element.querySelectorAll(".chart button")];
  const next = bars[bars.indexOf(event.target) + step];
  if (!step || !bars.includes(event.target) || !next) return;
  event.preventDefault();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});
document.addEventListener("archive-qa:tab", ({ detail }) => detail === "holdings" && look());
watch("value", () => {
  element.removeAttribute("aria-busy");
  if (focus.length) {
    document.querySelector("#holdings").scrollTop = 0;
    focus.map((name) => element.querySelector(name)).find(Boolean)?.focus();
  }
  focus = [];
});
