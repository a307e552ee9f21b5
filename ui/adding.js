// Runs in gradio's HTML component: `element`, `trigger` and `watch` are its own.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-token]");
  if (!button) return;
  for (const other of element.querySelectorAll("button")) other.disabled = true;
  trigger(button.classList.contains("add") ? "confirm" : "discard", { token: button.dataset.token });
});
watch("value", () => element.querySelector("button.add")?.focus());
