// @ts-check
// The front end of Prediction: a form to commit with, then both sides next to each other.
//
// States: open (nothing committed), committed (the outcome is not shown yet), revealed. The
// form comes back when the learner changes their mind; what was said before stays.

import { button, find, save, setText, uniqueId } from "../../web/kit.js";
import { choiceForm, numberForm } from "./forms.js";
import { placeForm } from "./place.js";
import { make, openCard, verdictIcon } from "./task.js";

/** What is said to a wrong prediction of each kind. */
const MISSED = { choice: "Not what happened. ", number: "Not close enough. ", place: "Not close enough. " };

const FORMS = { choice: choiceForm, number: numberForm, place: placeForm };

function render({ model, el }) {
  const id = uniqueId();
  let again = false; // the learner has asked to change what was committed
  let said = null; // sent, and not yet answered
  let mine = false; // this view sent it, so the focus follows here
  /** @type {any} */ let player = null;

  const card = openCard({ model, el }, {
    title: "Prediction",
    watched: ["entries", "revealed", "outcome", "why"],
    late(word) {
      if (word === "commit") {
        model.set("let_go", true); // without a kernel nobody would ever let the player go
        save(model);
      }
      const first = "The kernel has not answered yet. A busy one will judge this when it is done";
      return `${first}; without a kernel, ${player ? "play the run and " : ""}compare for yourself.`;
    },
    draw,
  });

  const form = FORMS[model.get("form").kind](model.get("form"), id, () => commit(), model);
  const commitButton = button("gdw-button gdw-task-main", "Commit", () => commit());
  const cancel = button("gdw-button", "Cancel", () => {
    again = false;
    card.complain("");
    result.focus();
  });
  const note = make("span", "note");
  const entry = make("div", "buttons", {}, commitButton, cancel, note);
  const result = make("div", "result", { role: "status", tabindex: -1 });
  const show = button("gdw-button", "Show the outcome", () => {
    mine = true;
    card.ask("reveal");
  });
  const change = button("gdw-button", "Change my mind", () => {
    again = true;
    card.redraw();
    form.focus();
  });
  const later = make("div", "buttons", {}, show, change);
  card.body.append(form.node, entry, result, later);

  function commit() {
    const { given, wrong } = form.read();
    if (wrong) {
      card.complain(wrong);
      form.focus();
      return;
    }
    said = model.get("entries").length;
    mine = true;
    again = false;
    card.ask("commit", given);
  }

  function side(title, text, distance = "") {
    return make("div", "side", {}, make("span", "title", {}, title), make("span", "answer", {}, text),
      ...(distance ? [make("span", "note", {}, distance)] : []));
  }

  let shown = "";

  function drawResult(entries) {
    const [revealed, why] = [model.get("revealed"), model.get("why")];
    const now = JSON.stringify([entries, revealed, model.get("outcome"), why]);
    if (now === shown) return;
    shown = now;
    if (!entries.length) {
      result.replaceChildren();
      return;
    }
    const [first, ...others] = entries;
    const waiting = model.get("player") ? "Play the run to see." : "Not shown yet.";
    const parts = [make("div", "sides", {},
      side("You predicted", first.text, revealed ? first.distance : ""),
      side("What happened", revealed ? model.get("outcome") : waiting))];
    if (revealed) {
      const verdict = make("div", "verdict", { "data-right": String(first.right) },
        verdictIcon(first.right),
        make("span", "", {}, make("strong", "", {}, first.right ? "Right. " : MISSED[model.get("form").kind]), why));
      parts.push(verdict);
    }
    if (others.length) {
      parts.push(make("ul", "later", {}, ...others.map(({ text, when, right }) =>
        make("li", "", {}, make("span", "note", {}, `${when}: `), text,
          right === null ? "" : right ? " (right)" : " (wrong)"))));
    }
    result.replaceChildren(...parts);
    if (mine) result.focus({ preventScroll: true });
    mine = false;
  }

  function draw() {
    const entries = model.get("entries");
    if (said !== null && (entries.length > said || model.get("error"))) said = null;
    const editing = again || !entries.length;
    const sent = said !== null;
    const isPlace = model.get("form").kind === "place";
    form.node.hidden = !editing && !isPlace;
    form.show?.(editing && !sent);
    for (const input of form.node.querySelectorAll("input")) input.disabled = sent;
    entry.hidden = !editing;
    commitButton.disabled = sent;
    cancel.hidden = !entries.length;
    show.hidden = editing || !entries.length || model.get("revealed");
    change.hidden = later.hidden = editing;
    setText(note, sent ? "Sent …" : entries.length ? "Your first prediction stays."
      : model.get("player") ? "Commit first; then you can play the run." : "");
    drawResult(entries);
  }

  async function followPlayer() {
    const found = await find(model, model.get("player"));
    if (!found || card.signal.aborted) return;
    player = found;
    form.follow?.(player, card.signal);
  }

  card.redraw();
  followPlayer();
  return () => {
    card.close();
    form.close();
  };
}

export default { render };
