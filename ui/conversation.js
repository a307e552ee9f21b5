// Runs in gradio's HTML component: `element`, `trigger` and `watch` are its own.
const chips = () => [...element.querySelectorAll(".chip")];

function open(chip) {
  for (const other of chips()) other.toggleAttribute("aria-current", other === chip);
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.ask) trigger("example", { number: Number(button.dataset.ask) });
  if (button?.dataset.cite) {
    const [turn, kind, number] = button.dataset.cite.split(" ");
    open(button);
    document.body.classList.add("reading"); // on a phone the article covers the conversation
    trigger("cite", { turn: Number(turn), kind, number: Number(number) });
  }
});

watch("value", () => {
  const last = element.querySelector(".turn:last-child");
  open(last?.querySelector(".chip[data-cite*=citations]"));
  last?.scrollIntoView({ block: "start" });
});
