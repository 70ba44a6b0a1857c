// @ts-check
// What the front ends of Prediction and Challenge share: the card around a task.

import { changes, createPatience, element, icon, keepKeys, listen, save, setText } from "../../web/kit.js";

const MARKS = { right: "M4 10.5l4 4 8-9", wrong: "M5 5l10 10M15 5L5 15" };

/** A new element of a task. */
export const make = (tag, name, attributes = {}, ...children) =>
  element(tag, name && `gdw-task-${name}`, attributes, ...children);

/** A tick or a cross; the word beside it says the same. */
export const verdictIcon = (right) => icon(MARKS[right ? "right" : "wrong"], "gdw-task-icon");

/**
 * The card around a task: its question, a body, and what went wrong.
 * `ask(word, given)` sends a request to the kernel; `draw` is called at every change.
 */
export function openCard({ model, el }, { title, watched, late, draw }) {
  const ending = new AbortController();
  const question = make("span", "question");
  const legend = make("legend", "legend", {}, make("span", "title", {}, title), question);
  const body = make("div", "body");
  const alert = make("p", "alert", { role: "alert" });
  const root = make("fieldset", "card", {}, legend, body, alert);
  el.classList.add("gdw", "gdw-task");
  el.append(root);
  keepKeys(root);

  let asked = { word: "", given: null };
  let wrong = "";
  const patience = createPatience(() => {
    if (model.get("answered") < model.get("said")[0]) complain(late(asked.word, asked.given));
  });

  function ask(word, given = null) {
    wrong = "";
    asked = { word, given };
    model.set("said", [model.get("said")[0] + 1, word, given]);
    patience.asked();
    save(model);
    redraw();
  }

  function complain(text) {
    wrong = text;
    redraw();
  }

  function answered() {
    if (model.get("answered") < model.get("said")[0]) return;
    patience.answered();
    complain("");
  }

  function redraw() {
    setText(question, model.get("question"));
    el.title = model.get("tooltip") ?? "";
    draw();
    setText(alert, wrong || model.get("error"));
  }

  listen(model, changes(["question", "error", "tooltip", ...watched]), redraw, ending.signal);
  listen(model, ["change:answered"], answered, ending.signal);
  return {
    body, ask, complain, redraw,
    signal: ending.signal,
    close() {
      patience.answered();
      ending.abort();
    },
  };
}
