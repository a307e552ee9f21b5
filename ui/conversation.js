// Runs in gradio's HTML component: `element`, `trigger` and `watch` are its own.
const chips = () => [...element.querySelectorAll(".chip")];

function open(chip) {
  for (const other of chips()) other.toggleAttribute("aria-current", other === chip);
  const folded = chip?.closest("details");
  if (folded) folded.open = true;
}

function send(name, told) {
  if (archiveQa.busy()) return;
  archiveQa.sent = Date.now();
  trigger(name, told);
}

const actions = {
  retry: () => send("retry"),
  widen: () => send("widen"),
  edit: () => trigger("edit"),
  keep: () => {
    archiveQa.fill(""); // here, not by the server: what is typed meanwhile must stay
    trigger("keep");
  },
  ask: () => send("ask", { question: element.querySelector(".linked .question bdi").textContent }),
  like: (turn) => weigh(turn, "like"),
  dislike: (turn) => weigh(turn, "dislike"),
};

function weigh(turn, verdict) {
  const form = element.querySelector(`.reason[data-turn="${turn}"]`);
  const same = !form.hidden && form.dataset.verdict === verdict;
  form.hidden = same;
  form.dataset.verdict = verdict;
  for (const name of ["like", "dislike"]) {
    const button = element.querySelector(`[data-do="${name} ${turn}"]`);
    button.setAttribute("aria-pressed", String(name === verdict && !same));
  }
  if (!same) form.querySelector("input").focus();
}

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const { turn, verdict } = event.target.dataset;
  trigger("judge", { turn: Number(turn), verdict, reason: event.target.reason.value });
});
element.addEventListener("reset", (event) => weigh(event.target.dataset.turn, event.target.dataset.verdict));

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.ask) send("example", { number: Number(button.dataset.ask) });
  if (button?.dataset.do) {
    const [name, turn] = button.dataset.do.split(" ");
    actions[name](turn);
  }
});

// Chips, and the steps to the citation before and after, which stand in the article's bar.
document.addEventListener("click", (event) => {
  const to = event.target.closest("[data-cite]")?.dataset.cite;
  if (!to) return;
  const [turn, kind, number] = to.split(" ");
  open(chips().find((chip) => chip.dataset.cite === to));
  document.body.classList.add("reading"); // on a phone the article covers the conversation
  if (kind === "link") return void trigger("follow", { link: location.search });
  trigger("cite", { turn: Number(turn), kind, number: Number(number) });
});

watch("value", () => {
  archiveQa.sent = 0;
  archiveQa.closed = false; // an answer opens its article
  if (element.querySelector(".stage") && location.hash) location.hash = "ask"; // asked from the archive tab
  const last = element.querySelector(".turn:last-child");
  open(last?.querySelector(".chip:is([data-cite*=citations], [data-cite*=link])"));
  last?.scrollIntoView({ block: "start" });
});
