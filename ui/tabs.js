// Runs in gradio's HTML component: `element`, `trigger` and `watch` are its own. The tab is in the
// address, so that a reload and the browser's own way back keep it.
const tab = () => {
  const wanted = location.hash.slice(1);
  return element.querySelector(`a[href="#${CSS.escape(wanted)}"]`) ? wanted : "ask";
};

function show() {
  document.body.dataset.tab = tab();
  for (const link of element.querySelectorAll("a")) {
    const here = link.hash === `#${tab()}`;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function change() {
  show();
  document.dispatchEvent(new CustomEvent("archive-qa:tab", { detail: tab() }));
}

window.addEventListener("hashchange", change);
// Another conversation is chosen: it is shown.
document.addEventListener("click", (event) => {
  if (tab() !== "ask" && event.target.closest("#clear, #drawer .title")) location.hash = "ask";
});
watch("value", () => {
  show();
  if (tab() === "holdings") change();
});
