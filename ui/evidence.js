// Runs in gradio's HTML component: `element` and `watch` are its own.
// The mark of the view that is shown: only what is displayed has an offset parent.
function show() {
  const marks = [...element.querySelectorAll("mark")];
  marks.find((mark) => mark.offsetParent)?.scrollIntoView({ block: "center" });
}

function close() {
  document.body.classList.remove("reading");
  document.querySelector(".chip[aria-current]")?.focus();
}

element.addEventListener("change", show);
element.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.classList.contains("close")) close();
  if (button?.dataset.copy) {
    await navigator.clipboard.writeText(button.dataset.copy);
    const name = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = name), 1500);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("reading")) close();
});
watch("value", () => requestAnimationFrame(show));
document.addEventListener("click", (event) => {
  // The article of this chip may be open already, out of sight: then no value changes.
  if (event.target.closest("[data-cite]")) requestAnimationFrame(show);
});
