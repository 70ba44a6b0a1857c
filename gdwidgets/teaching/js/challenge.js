// @ts-check
// The front end of Challenge: check, see the verdict, and get help after an attempt.

import { plural } from "../../web/numbers.js";
import { button, setText } from "../../web/kit.js";
import { make, openCard, verdictIcon } from "./task.js";

function render({ model, el }) {
  const card = openCard({ model, el }, {
    title: "Challenge",
    watched: [
      "value", "attempts", "verdict", "passing", "hint", "answer", "has_answer", "can_check",
    ],
    late: () =>
      "The kernel has not answered yet. A busy one will judge this when it is done; " +
      "without a kernel it can't be judged: run the notebook to try it.",
    draw,
  });
  const check = button("gdw-button gdw-task-main", "Check", () => card.ask("check"));
  const showAnswer = button("gdw-button", "Show the answer", () => {
    card.ask("answer");
    answer.focus();
  });
  const count = make("span", "count");
  const how = make("p", "note", {}, "Hand in your answer with ", make("code", "", {}, "submit(…)"), ".");
  const verdict = make("div", "verdict", { role: "status" });
  const hint = make("div", "help", { role: "status" });
  const answer = make("div", "help", { role: "status", tabindex: -1 });
  card.body.append(how, make("div", "buttons", {}, check, showAnswer, count), verdict, hint, answer);

  let shown = "";

  function help(node, title, text) {
    node.hidden = !text;
    if (text && node.childElementCount === 0) {
      node.append(make("strong", "", {}, title), make("span", "pre"));
    }
    if (text) setText(node.lastChild, text);
  }

  function draw() {
    const [passed, attempts] = [model.get("value"), model.get("attempts")];
    check.hidden = !model.get("can_check");
    how.hidden = model.get("can_check");
    showAnswer.hidden = !model.get("has_answer") || Boolean(model.get("answer")) || !attempts;
    setText(count, passed ? `Passed at attempt ${attempts}` : attempts ? plural(attempts, "attempt") : "");
    // The same miss twice is said twice: the count is part of what is compared.
    const now = `${attempts} ${model.get("passing")} ${model.get("verdict")}`;
    if (model.get("verdict") && now !== shown) {
      shown = now;
      const right = model.get("passing");
      verdict.dataset.right = String(right);
      verdict.replaceChildren(
        verdictIcon(right),
        make("span", "", {}, make("strong", "", {}, right ? "Passed. " : passed ? "Not this time. " : "Not passed. "), model.get("verdict")),
      );
    }
    help(hint, "Hint", model.get("hint"));
    help(answer, "Worked answer", model.get("answer"));
  }

  card.redraw();
  return card.close;
}

export default { render };
