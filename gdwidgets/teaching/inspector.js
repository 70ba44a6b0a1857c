// Why this step? A panel that opens, with the update's lines and the colours of its arrows.

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function render({ model, el }) {
  const details = element("details", "gdw-inspector");
  const content = element("div", "gdw-inspector-content");
  content.setAttribute("aria-live", "polite");
  const branch = element("button", "gdw-inspector-button", "Go on otherwise from here");
  const unbranch = element("button", "gdw-inspector-button", "Remove the second path");
  const alert = element("p", "gdw-inspector-error");
  alert.setAttribute("role", "alert");
  for (const button of [branch, unbranch]) button.type = "button";
  details.append(
    element("summary", "", "Why this step?"),
    content,
    element("div", "gdw-inspector-buttons", branch, unbranch),
    alert,
  );
  el.append(details);

  branch.addEventListener("click", () => model.send({ do: "branch" }));
  unbranch.addEventListener("click", () => model.send({ do: "unbranch" }));
  details.addEventListener("keydown", (event) => event.stopPropagation());
  details.addEventListener("toggle", () => {
    if (model.get("expanded") === details.open) return;
    model.set("expanded", details.open);
    model.save_changes();
  });

  // Apart from the rest: a click has opened the panel before its "toggle" event tells so.
  function expand() {
    details.open = model.get("expanded");
  }

  function draw() {
    branch.hidden = !model.get("can_branch");
    unbranch.hidden = !model.get("branched");
    alert.textContent = model.get("error");
    const { step, names, rows, lines, arrows } = model.get("explanation");
    content.replaceChildren();
    if (step === undefined) return;
    content.append(element("p", "", `The step away from step ${step}:`));
    const legend = element("ul", "gdw-inspector-arrows");
    for (const { label, color, numbers } of arrows) {
      const swatch = element("span", "gdw-inspector-swatch");
      swatch.style.background = color;
      swatch.setAttribute("aria-hidden", "true");
      legend.append(element("li", "", swatch, ` ${label} ${numbers}`));
    }
    content.append(legend);
    if (rows) content.append(element("p", "", rows));
    const columns = element("div", "gdw-inspector-columns");
    lines.forEach((texts, i) => {
      const column = element("div", "", element("h4", "", names[i]));
      for (const text of texts) column.append(element("code", "", text));
      columns.append(column);
    });
    content.append(columns);
  }

  const SHOWN = ["branched", "explanation", "error"];
  for (const name of SHOWN) model.on(`change:${name}`, draw);
  model.on("change:expanded", expand);
  expand();
  draw();
  return () => {
    model.off("change:expanded", expand);
    for (const name of SHOWN) model.off(`change:${name}`, draw);
    details.remove();
  };
}

export default { render };
