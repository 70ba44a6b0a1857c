// The front end of Prediction: a form to commit with, then both sides next to each other.
//
// States: open (nothing committed), committed (the outcome is not shown yet), revealed. The
// form comes back when the learner changes their mind; what was said before stays.

/** How far along an axis of the picture a value is: 0 at its first limit, 1 at its last. */
export function along(value, [first, last], scale) {
  if (scale !== "log") return (value - first) / (last - first);
  return Math.log(Math.max(value, 1e-300) / first) / Math.log(last / first);
}

/** The value at a place along an axis: the inverse of `along`. */
export function valueAt(fraction, [first, last], scale) {
  return scale === "log" ? first * (last / first) ** fraction : first + (last - first) * fraction;
}

/** A number as it is put into a field: no more digits than the span deserves. */
export function rounded(value, [low, high]) {
  const decimals = Math.max(0, 3 - Math.floor(Math.log10(high - low)));
  return String(Number(value.toFixed(Math.min(decimals, 12))));
}

/** A step of the arrow keys in a field: a round number, about a fiftieth of the span. */
export function niceStep([low, high]) {
  return 10 ** Math.floor(Math.log10((high - low) / 20));
}

/** What is said to a wrong prediction of each kind. */
const MISSED = { choice: "Not what happened. ", number: "Not close enough. ", place: "Not close enough. " };

const clampShare = (share) => Math.min(Math.max(share, 0), 1);

/** Radio buttons, one for each option. */
function choiceForm({ labels, values }, id) {
  const radios = labels.map((_, i) => make("input", "", { type: "radio", name: id, value: i }));
  const node = make("div", "options", {}, ...labels.map((label, i) =>
    make("label", "option", {}, radios[i], make("span", "", {}, label))));
  return {
    node,
    read() {
      const chosen = radios.findIndex((radio) => radio.checked);
      return chosen < 0 ? { wrong: "Choose one of the options first." } : { given: values[chosen] };
    },
    // Of a group of radio buttons, the Tab key knows the chosen one only.
    focus: () => (radios.find((radio) => radio.checked) ?? radios[0]).focus(),
    close() {},
  };
}

/** A field for a number. */
function numberForm({ tolerance }, id, commit) {
  const field = make("input", "field", {
    type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", id,
    "aria-describedby": `${id}-note`,
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") commit();
  });
  const node = make("div", "number", {}, make("label", "", { for: id }, "Your number"), field,
    make("span", "note", { id: `${id}-note` }, tolerance));
  return {
    node,
    read() {
      const number = readNumber(field.value);
      if (Number.isFinite(number)) return { given: number };
      const given = field.value.trim();
      if (!given) return { wrong: "Type a number first." };
      return { wrong: `Type a number, such as 0.1 or 1e-3, not “${given}”.` };
    },
    focus: () => field.focus(),
    close() {},
  };
}

/** The landscape of the player, to click on, with a field for each coordinate. */
function placeForm({ names, spans, tolerance }, id, commit, model) {
  const fields = names.map((_, i) => make("input", "field", {
    type: "number", step: niceStep(spans[i]), id: `${id}-${i}`, autocomplete: "off",
  }));
  const picture = make("div", "picture", { role: "img" });
  const start = make("span", "mark gdw-task-start");
  const mine = make("span", "mark gdw-task-mine");
  const theirs = make("span", "mark gdw-task-theirs");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "gdw-task-gap");
  svg.setAttribute("aria-hidden", "true");
  const gap = document.createElementNS("http://www.w3.org/2000/svg", "line");
  svg.append(gap);
  picture.append(make("div", "data"), make("div", "ink"), svg, start, mine, theirs);
  const legend = make("span", "note", {}, "The white dot is where it starts.");
  const coordinates = make("div", "number", {}, ...names.flatMap((name, i) =>
    [make("label", "", { for: `${id}-${i}` }, name), fields[i]]),
  legend, make("span", "note", {}, tolerance));
  const node = make("div", "place", {}, picture, coordinates);
  let player = null;
  let urls = [];
  let open = true;

  const axes = () => {
    const all = player?.get("picture");
    return all?.axes?.[all.start_axes];
  };
  const panel = () => player.get("picture").panels.find(([left, right]) =>
    axes().left >= left && axes().left < right);
  const numbers = () => fields.map((field) => field.valueAsNumber);

  function layOut() {
    if (!axes()) return;
    const { data, ink, width, height } = player.get("picture");
    urls.forEach((url) => URL.revokeObjectURL(url));
    urls = [data, ink].map((bytes) => URL.createObjectURL(new Blob([bytes], { type: "image/png" })));
    const [left, right] = panel();
    const part = right - left;
    const { style } = picture;
    style.setProperty("--gdw-width", `${width * part}px`);
    style.aspectRatio = `${width * part} / ${height}`;
    style.setProperty("--gdw-size", `${100 / part}% 100%`);
    style.setProperty("--gdw-position", `${part < 1 ? (100 * left) / (1 - part) : 0}% 0`);
    style.setProperty("--gdw-data", `url("${urls[0]}")`);
    style.setProperty("--gdw-mask", `url("${urls[1]}")`);
    draw();
  }

  /** Where in the panel a place is, as shares of its width and height. */
  function shares(place) {
    const { left, top, width, height, x_limits, y_limits, x_scale, y_scale } = axes();
    const [from, to] = panel();
    const x = left + width * clampShare(along(place[0], x_limits, x_scale));
    const up = place.length > 1 ? clampShare(along(place[1], y_limits, y_scale)) : 0.5;
    return [(x - from) / (to - from), top + height * (1 - up)];
  }

  function put(mark, place) {
    const known = place.length > 0 && place.every(Number.isFinite) && axes();
    mark.hidden = !known;
    if (!known) return null;
    const [u, v] = shares(place);
    mark.classList.toggle("gdw-task-upright", place.length === 1);
    mark.style.left = `${100 * u}%`;
    mark.style.top = `${100 * v}%`;
    return [u, v];
  }

  function draw() {
    const entries = model.get("entries");
    const said = open || !entries.length ? numbers() : [].concat(entries[0].answer);
    const begun = (player?.get("start") ?? []).slice(0, names.length);
    const ended = model.get("revealed") ? model.get("outcome_place") : [];
    legend.hidden = !put(start, begun);
    const from = put(mine, said);
    const to = put(theirs, ended);
    svg.toggleAttribute("hidden", !from || !to);
    if (from && to) {
      [["x1", from[0]], ["y1", from[1]], ["x2", to[0]], ["y2", to[1]]]
        .forEach(([name, share]) => gap.setAttribute(name, `${100 * share}%`));
    }
    const words = [begun, said, ended]
      .map((place, i) => place.every(Number.isFinite) && place.length
        ? `${["The start", "Your place", "Where it ended"][i]}: ${place.map((x, k) => `${names[k]} ${rounded(x, spans[k])}`).join(", ")}.` : "");
    picture.setAttribute("aria-label", ["The landscape.", ...words].filter(Boolean).join(" "));
    picture.classList.toggle("gdw-task-open", open);
    coordinates.hidden = !open;
  }

  function point(event) {
    if (!open || !axes()) return;
    const box = picture.getBoundingClientRect();
    const [from, to] = panel();
    const u = from + ((event.clientX - box.left) / box.width) * (to - from);
    const v = (event.clientY - box.top) / box.height;
    const { left, top, width, height, x_limits, y_limits, x_scale, y_scale } = axes();
    const place = [
      valueAt(clampShare((u - left) / width), x_limits, x_scale),
      valueAt(clampShare(1 - (v - top) / height), y_limits, y_scale),
    ];
    fields.forEach((field, i) => { field.value = rounded(place[i], spans[i]); });
    draw();
  }
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !open) return;
    picture.setPointerCapture(event.pointerId);
    point(event);
  });
  picture.addEventListener("pointermove", (event) => {
    if (picture.hasPointerCapture(event.pointerId)) point(event);
  });
  fields.forEach((field) => {
    field.addEventListener("input", draw);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") commit();
    });
  });

  return {
    node,
    read() {
      if (fields.some((field) => field.validity.badInput)) {
        return { wrong: "Type a number for each coordinate, such as 0.5 or -2." };
      }
      if (!numbers().every(Number.isFinite)) {
        return { wrong: "Click on the landscape first, or type the coordinates." };
      }
      return { given: numbers() };
    },
    focus: () => fields[0].focus(),
    show(editing) {
      open = editing;
      draw();
    },
    follow(found) {
      player = found;
      player.on("change:picture", layOut);
      player.on("change:start", draw);
      layOut();
    },
    close() {
      player?.off("change:picture", layOut);
      player?.off("change:start", draw);
      urls.forEach((url) => URL.revokeObjectURL(url));
    },
  };
}

const FORMS = { choice: choiceForm, number: numberForm, place: placeForm };

function render({ model, el }) {
  const id = `gdw-${Math.random().toString(36).slice(2)}`;
  let again = false; // the learner has asked to change what was committed
  let said = null; // sent, and not yet answered
  let mine = false; // this view sent it, so the focus follows here
  let player = null;
  let open = true; // the view is still there

  const card = openCard({ model, el }, {
    title: "Prediction",
    watched: ["entries", "revealed", "outcome", "why"],
    late(word) {
      // Without a kernel nobody would ever unlock the player.
      if (word === "commit") player?.set("disabled", false);
      const first = "The kernel has not answered yet. A busy one will judge this when it is done";
      return `${first}; without a kernel, ${player ? "play the run and " : ""}compare for yourself.`;
    },
    draw,
  });

  const form = FORMS[model.get("form").kind](model.get("form"), id, () => commit(), model);
  const commitButton = button("Commit", () => commit(), "button gdw-task-main");
  const cancel = button("Cancel", () => {
    again = false;
    card.complain("");
    result.focus();
  });
  const note = make("span", "note");
  const entry = make("div", "buttons", {}, commitButton, cancel, note);
  const result = make("div", "result", { role: "status", tabindex: -1 });
  const show = button("Show the outcome", () => {
    mine = true;
    card.ask("reveal");
  });
  const change = button("Change my mind", () => {
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

  async function findPlayer() {
    const reference = model.get("player");
    if (typeof reference !== "string") return;
    const found = await model.widget_manager.get_model(reference.replace(/^IPY_MODEL_/, ""));
    if (!open) return;
    player = found;
    form.follow?.(player);
  }

  card.redraw();
  findPlayer();
  return () => {
    open = false;
    card.close();
    form.close();
  };
}

export default { render };
