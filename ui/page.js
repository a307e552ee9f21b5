// An Enter that ends a word in an input method must not send the question. Chromium never lets
// such a key reach gradio; other browsers do, marked by isComposing or by the key code 229.
const composing = (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
    event.stopImmediatePropagation();
  }
};
document.addEventListener("keydown", composing, true);
document.addEventListener("keypress", composing, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, textarea")) {
    event.preventDefault();
    document.querySelector("#question textarea")?.focus();
  }
});
