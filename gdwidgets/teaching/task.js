// What the front ends of Prediction and Challenge share; it is put before each of them.

/** How long the kernel may take, in ms, before the learner is told that it has not answered. */
const PATIENCE = 3000;
const ICONS = {
  right: "M4 10.5l4 4 8-9",
  wrong: "M5 5l10 10M15 5L5 15",
};

/** A new element with a class, attributes and children, which may be texts. */
function make(tag, name, attributes = {}, ...children) {
  const node = document.createElement(tag);
  if (name) node.className = `gdw-task-${name}`;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function button(text, onClick, name = "button") {
  const node = make("button", name, { type: "button" }, text);
  node.addEventListener("click", onClick);
  return node;
}

/** A tick or a cross; the word beside it says the same. */
function verdictIcon(right) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "gdw-task-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", right ? ICONS.right : ICONS.wrong);
  svg.append(path);
  return svg;
}

/** Set a text only if it differs, so that nothing is announced twice. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Whatever can be written as a number: 0.1, 1e-3, a minus sign of either kind; else NaN. */
export function readNumber(text) {
  const plain = text.trim().replace("−", "-");
  return plain === "" ? NaN : Number(plain);
}

/**
 * The card around a task: its question, a body, and what went wrong.
 * @returns `ask(word, given)` sends a request to the kernel; `draw` is called at every change.
 */
function openCard({ model, el }, { title, watched, late, draw }) {
  const question = make("span", "question");
  const legend = make("legend", "legend", {}, make("span", "title", {}, title), question);
  const body = make("div", "body");
  const alert = make("p", "alert", { role: "alert" });
  const root = make("fieldset", "card", {}, legend, body, alert);
  el.classList.add("gdw-task");
  el.append(root);

  let waiting = 0;
  let wrong = "";

  function ask(word, given = null) {
    wrong = "";
    model.set("said", [model.get("said")[0] + 1, word, given]);
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (model.get("answered") >= model.get("said")[0]) return;
      wrong = late(word, given);
      redraw();
    }, PATIENCE);
    try {
      model.save_changes();
    } catch {
      // No kernel: the timer will say so.
    }
    redraw();
  }

  function complain(text) {
    wrong = text;
    redraw();
  }

  function answered() {
    if (model.get("answered") < model.get("said")[0]) return;
    clearTimeout(waiting);
    wrong = "";
    redraw();
  }

  function redraw() {
    setText(question, model.get("question"));
    el.title = model.get("tooltip") ?? "";
    draw();
    setText(alert, wrong || model.get("error"));
  }

  // JupyterLab takes plain keys for its own commands, and would cancel those of radio buttons.
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.altKey && !event.metaKey) event.stopPropagation();
  });
  const names = ["question", "error", "tooltip", ...watched];
  for (const name of names) model.on(`change:${name}`, redraw);
  model.on("change:answered", answered);
  return {
    body, ask, complain, redraw,
    close() {
      clearTimeout(waiting);
      for (const name of names) model.off(`change:${name}`, redraw);
      model.off("change:answered", answered);
    },
  };
}
