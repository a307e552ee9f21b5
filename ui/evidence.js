// Runs in gradio's HTML component: `element`, `trigger` and `watch` are its own.
// The mark of the view that is shown: only what is displayed has an offset parent.
function show() {
  const marks = [...element.querySelectorAll("mark")];
  const shown = marks.find((mark) => mark.offsetParent);
  if (shown) shown.scrollIntoView({ block: "center" });
  else element.closest("#reading-room").scrollTop = 0;
}

function close() {
  archiveQa.closed = true;
  document.body.classList.remove("reading");
  const openers = [...document.querySelectorAll(":is(.chip, .entry)[aria-current]")];
  for (const opener of openers) opener.removeAttribute("aria-current");
  (openers.find((opener) => opener.offsetParent) ?? document.querySelector("#question textarea"))?.focus();
  trigger("close");
}

async function copy(button) {
  const { copy: form, text, query, named, done } = button.dataset;
  const link = `${location.origin}${location.pathname}?${query}`;
  const told = { link, markdown: `${text} ([${named}](${link}))` }[form] ?? text;
  await navigator.clipboard.writeText(told);
  const name = button.textContent;
  button.textContent = done;
  setTimeout(() => {
    button.textContent = name;
    button.closest("details").open = false;
  }, 1200);
}

element.addEventListener("change", show);
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.classList.contains("close")) close();
  if (button?.dataset.copy) copy(button);
  if (button?.dataset.read) trigger("read", { link: button.dataset.read, kind: "browse", words: "" });
});
document.addEventListener("click", (event) => {
  for (const menu of element.querySelectorAll(".menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  // The article of this chip may be open already, out of sight: then no value changes.
  if (event.target.closest("[data-cite]")) requestAnimationFrame(show);
});
document.addEventListener("click", () => (archiveQa.closed = false), true);
watch("value", () =>
  requestAnimationFrame(() => {
    const sheet = element.querySelector(".sheet");
    if (sheet && archiveQa.closed) return void trigger("close");
    if (sheet?.dataset.kind === "link") document.body.classList.add("reading");
    show();
  }),
);
