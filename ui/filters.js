// Runs in gradio's HTML component: `element`, `trigger` and `watch` are its own.
const form = () => element.querySelector("form");
const opener = () => element.querySelector(".opens");
let focus = ""; // what to focus once the row is drawn anew, whose parts are then new ones

function show(open) {
  form().hidden = !open;
  opener().setAttribute("aria-expanded", String(open));
  if (open) form().querySelector("select, input").focus();
}

function change(detail) {
  // An answer under way was asked of the old scope, and would bring it back.
  if (document.querySelector("#conversation .stage")) return;
  trigger("narrow", { ...detail, ...archiveQa.browsing() });
}

element.addEventListener("submit", (event) => {
  event.preventDefault();
  focus = ".opens";
  change({ scope: Object.fromEntries(new FormData(form())) });
});
element.addEventListener("reset", (event) => {
  event.preventDefault();
  focus = ".opens";
  change({ scope: {} });
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".opens")) show(form().hidden);
  if (button?.dataset.without) {
    focus = ".opens";
    change({ without: button.dataset.without });
  }
});
element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || form().hidden || event.isComposing) return;
  event.stopPropagation(); // it closes this, and not the article too
  show(false);
  opener().focus();
});
document.addEventListener("click", (event) => {
  if (form() && !form().hidden && event.target.isConnected && !element.contains(event.target)) show(false);
});
watch("value", () => {
  if (focus) element.querySelector(focus)?.focus();
  focus = "";
});
