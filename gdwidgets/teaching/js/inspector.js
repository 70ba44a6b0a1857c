// @ts-check
// Why this step? A panel that opens, with the update's lines and the colours of its arrows.

import { button, changes, createPatience, element, keepKeys, listen, save, send, setText } from "../../web/kit.js";

const LATE = "The kernel has not answered yet: a busy one will when it is done; without one a step can't be explained.";

function render({ model, el }) {
  const ending = new AbortController();
  const details = element("details", "gdw-inspector");
  const content = element("div", "gdw-inspector-content", { "aria-live": "polite" });
  const branch = button("gdw-button", "Go on otherwise from here", () => ask({ do: "branch" }));
  const unbranch = button("gdw-button", "Remove the second path", () => ask({ do: "unbranch" }));
  const alert = element("p", "gdw-error", { role: "alert" });
  details.append(
    element("summary", "", {}, "Why this step?"),
    content,
    element("div", "gdw-inspector-buttons", {}, branch, unbranch),
    alert,
  );
  el.classList.add("gdw");
  el.append(details);
  keepKeys(details);

  let late = "";
  const patience = createPatience(() => {
    late = LATE;
    draw();
  });

  function ask(content_) {
    patience.asked();
    send(model, content_);
  }

  details.addEventListener("toggle", () => {
    if (model.get("expanded") === details.open) return;
    if (details.open) patience.asked();
    model.set("expanded", details.open);
    save(model);
  });

  // Apart from the rest: a click has opened the panel before its "toggle" event tells so.
  function expand() {
    details.open = model.get("expanded");
  }

  function answered() {
    patience.answered();
    late = "";
    draw();
  }

  function draw() {
    branch.hidden = !model.get("can_branch");
    unbranch.hidden = !model.get("branched");
    setText(alert, late || model.get("error"));
    const { step, names, rows, lines, arrows } = model.get("explanation");
    content.replaceChildren();
    if (step === undefined) return;
    content.append(element("p", "", {}, `The step away from step ${step}:`));
    const legend = element("ul", "gdw-inspector-arrows");
    for (const { label, color, numbers } of arrows) {
      const swatch = element("span", "gdw-inspector-swatch", { "aria-hidden": "true" });
      swatch.style.background = color;
      legend.append(element("li", "", {}, swatch, ` ${label} ${numbers}`));
    }
    content.append(legend);
    if (rows) content.append(element("p", "", {}, rows));
    const columns = element("div", "gdw-inspector-columns");
    lines.forEach((texts, i) => {
      const column = element("div", "", {}, element("h4", "", {}, names[i]));
      for (const text of texts) column.append(element("code", "", {}, text));
      columns.append(column);
    });
    content.append(columns);
  }

  listen(model, changes(["branched", "explanation", "error"]), draw, ending.signal);
  listen(model, ["msg:custom"], answered, ending.signal);
  listen(model, ["change:expanded"], expand, ending.signal);
  expand();
  draw();
  return () => {
    patience.answered();
    ending.abort();
    details.remove();
  };
}

export default { render };
