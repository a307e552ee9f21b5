// Runs in gradio's HTML component: `element`, `trigger` and `watch` are its own. Titles are questions,
// which are text of anybody's: they are set as text, never as HTML.
const dialog = () => element.querySelector("dialog");
const word = (name) => dialog().dataset[name];

function make(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function button(text, action, name = text) {
  const made = make("button", text, { type: "button", class: "quiet", title: name, "aria-label": name });
  made.addEventListener("click", (event) => action(made, event));
  return made;
}

function rename(one, item) {
  const form = make("form", "");
  const field = make("input", "", { "aria-label": word("rename"), maxlength: 100, dir: "auto" });
  field.value = archiveQa.title(one);
  form.append(field, make("button", word("save"), { class: "plain" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { id, ...record } = one;
    archiveQa.put(id, { ...record, title: field.value.trim() });
    list();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    list();
  });
  item.querySelector(".title").replaceWith(form);
  field.select();
}

function remove(one, pressed) {
  if (!pressed.dataset.sure) {
    pressed.dataset.sure = "yes";
    pressed.textContent = word("removeSure");
    pressed.removeAttribute("aria-label");
    return;
  }
  archiveQa.remove(one.id);
  if (archiveQa.current() === one.id) document.querySelector("#clear").click();
  list();
}

function row(one) {
  const item = make("li", "");
  const title = make("button", "", { type: "button", class: "title" });
  title.append(make("bdi", archiveQa.title(one) || word("untitled")));
  if (one.id === archiveQa.current()) title.setAttribute("aria-current", "true");
  title.addEventListener("click", () => {
    dialog().close();
    trigger("open", { kept: one.kept });
  });
  const save = (kind) => () => trigger("export", { kept: one.kept, title: archiveQa.title(one), kind });
  const actions = make("div", "", { class: "actions" });
  actions.append(
    make("time", new Date(one.changed).toLocaleDateString(document.documentElement.lang)),
    button(word("rename"), () => rename(one, item)),
    button("Markdown", save("md"), word("exportMd")),
    button("JSON", save("json"), word("exportJson")),
    button(word("remove"), (pressed) => remove(one, pressed)),
  );
  item.append(title, actions);
  return item;
}

function list() {
  const all = archiveQa.all();
  dialog().querySelector(".list").replaceChildren(...all.map(row));
  dialog().querySelector(".nothing").hidden = all.length > 0;
  const full = dialog().querySelector(".full");
  full.hidden = !archiveQa.full;
  full.textContent = archiveQa.full ? word("full") : "";
}

element.addEventListener("click", (event) => {
  const pressed = event.target.closest("button");
  if (pressed?.matches(".language")) {
    document.cookie = `archive_qa_language=${pressed.dataset.language}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  }
  if (pressed?.classList.contains("open")) {
    list();
    dialog().showModal();
  }
  // A click on the backdrop is one on the dialog itself.
  if (pressed?.classList.contains("close") || event.target === dialog()) dialog().close();
});

watch("value", () => {
  const title = element.querySelector("#title");
  document.documentElement.lang = title.dataset.language;
  if (!archiveQa.current()) document.title = title.textContent;
});
