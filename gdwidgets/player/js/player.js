// @ts-check
// One model: what all its views share, one clock and one selected run.
//
// Playing, scrubbing and choosing a run happen in the browser alone; the kernel hears where the
// clock stopped and where the start was put.

import { changes, find, isDisabled, listen, save, send } from "../../web/kit.js";
import { createTalk } from "../../web/talk.js";
import { createClock } from "./clock.js";
import { missingShelves, nearestOption, placeOnShelf, positionOf } from "./family.js";
import { inflate, runOf, spread, unpackShelf } from "./unpacking.js";
import { createView } from "./view.js";

const WAITING = "This run has not been computed yet: it needs the kernel.";
const LATE = "The kernel has not answered yet. A busy one will when it is done; "
  + "without a kernel only the runs that are here already can be shown.";
const REST = 500; // ms of quiet before shelves are asked for that nobody needs yet
const BREATH = 50; // ms between one answer and asking for more of them
const AT_ONCE = 4; // so many of them, so that a new start never waits for long

/**
 * What the kernel sent for one revision, unpacked: never a mixture of two.
 * @typedef {{revision: number, picture: any, moving: any, family: any[], shelfOf: number[],
 *            shelves: Map<string, any>, asked: Set<number>}} Known
 */

/** What all views of one model share. */
function createPlayer() {
  const ending = new AbortController();
  const { signal } = ending;
  /** @type {any} */ let model = null;
  /** @type {any} */ let clock = null;
  /** @type {any} */ let talk = null;
  /** @type {any} */ let wishes = null;
  const views = new Set();
  /** @type {Map<string, any>} */ const controls = new Map();
  /** @type {any[]} */ let holders = [];
  /** @type {Known | null} */ let known = null;
  /** @type {any} */ let shown = null;
  /** @type {any[]} */ let overlays = [];
  let complaint = "";
  let waiting = false;
  let dragging = false;
  let receiving = 0;
  let rest = 0;

  /* what is shown */

  const positions = () => known.family.map((axis) => {
    const control = controls.get(axis.name);
    return control ? positionOf(control, axis) : Math.min(Math.max(model.get(`${axis.name}_index`), 0), axis.size - 1);
  });

  /** The run that the controls point at; the one before while it is still on its way. */
  function select() {
    const place = placeOnShelf(known.family, known.shelfOf, positions());
    const shelf = place && known.shelves.get(place.shelf);
    waiting = !shelf;
    if (shelf) shown = runOf(shelf, place.member, known.moving);
    else if (place) want([Number(place.shelf)]);
  }

  const end = () => (shown ? Math.max(model.get("min"), Math.min(shown.stop, model.get("max"))) : 0);
  const disabled = () => isDisabled(model) && (model.get("disabled") || holders.some((each) => !each.get("let_go")));

  function redraw() {
    tellGauge();
    views.forEach((view) => view.draw());
  }

  function refresh() {
    if (!known) return;
    select();
    redraw();
    askLater();
  }

  /** Tell, for the slider of the learning rate, how stable the step from here is. */
  function tellGauge() {
    const { column } = known?.moving.gauge ?? {};
    if (column === undefined || !shown || disabled()) return;
    const here = shown.data[Math.min(clock.step, end()) * shown.columns + column];
    const now = { here, ...shown.gauge };
    const before = model.get("now");
    if (Object.keys(now).some((key) => !Object.is(now[key], before[key]))) model.set("now", now);
  }

  /** What is drawn on top of the run: always, or at one step of one run only. */
  function readOverlays() {
    overlays = Object.values(spread(model.get("overlays"))).map(({ numbers, last, tracks, only }) => {
      const { buffer, byteOffset, byteLength } = numbers;
      const data = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
      return { tracks, only, run: { data, columns: data.length / (last + 1), last, images: [], ends: null } };
    });
    redraw();
  }

  function overlaysNow() {
    const now = [known.revision, clock.step, ...positions()];
    return overlays.filter(({ only }) => !only || only.every((each, i) => each === now[i]));
  }

  /* what the kernel sends */

  /** Take over what has come, all of it at once, when it has been unpacked. */
  async function receive() {
    const revision = model.get("revision");
    const fresh = known?.revision !== revision;
    const next = fresh || !known ? {
      revision,
      picture: model.get("picture"),
      moving: spread(model.get("moving")),
      family: model.get("family"),
      shelfOf: model.get("shelf_of"),
      shelves: new Map(),
      asked: new Set(),
    } : known;
    const packed = spread(model.get("shelves"));
    const names = Object.keys(packed).filter((name) => !next.shelves.has(name));
    receiving += 1;
    try {
      const [shelves, tracks] = await Promise.all([
        Promise.all(names.map((name) => unpackShelf(packed[name], next.moving))),
        fresh ? withImages(next.moving.tracks) : next.moving.tracks,
      ]);
      if (signal.aborted || (known && next.revision < known.revision)) return;
      names.forEach((name, i) => next.shelves.set(name, shelves[i]));
      next.moving = { ...next.moving, tracks };
      const repaint = known?.picture !== next.picture;
      known = next;
      if (repaint) views.forEach((view) => view.layOut());
      // Carries the acknowledgement for which the network would wait 40 ms, and the drag with it.
      if (dragging) send(model, { seen: revision });
    } finally {
      receiving -= 1;
    }
    settle();
    refresh();
    if (!fresh) askLater(BREATH);
  }

  const withImages = (tracks) => Promise.all(tracks.map(async (track) =>
    (track.images ? { ...track, images: await inflate(track.images) } : track)));

  /** Nothing is under way any more: what was put is now where the run begins. */
  function settle() {
    if (!talk.busy && !receiving) views.forEach((view) => view.settle());
  }

  function hear(content, buffers) {
    if (content.shelves && content.revision === model.get("revision")) {
      const parts = [...buffers];
      const { tree: shelves } = model.get("shelves"); // in place: set() would send them back to the kernel
      for (const { name, runs, images } of content.shelves) {
        const [numbers, facts, ...pictures] = parts.splice(0, 2 + images);
        shelves[name] = { runs, numbers, facts, images: pictures };
      }
      receive();
    }
    if ("heard" in content) {
      const more = wishes.heard(content.heard);
      if (!more && !talk.heard(content.heard)) return;
      complain("");
      settle();
      if (!receiving) askLater(more ? BREATH : REST);
    }
  }

  function complain(text) {
    if (complaint === text) return;
    complaint = text;
    redraw();
  }

  /* what the kernel is asked */

  function want(names) {
    const { asked, revision } = known;
    const at = names.filter((name) => !asked.has(name));
    if (!at.length) return;
    at.forEach((name) => asked.add(name));
    wishes.ask({ do: "want", revision, at });
  }

  /** Once there is time, ask for the shelves that nobody needs yet. */
  function askLater(quiet = REST) {
    clearTimeout(rest);
    rest = window.setTimeout(() => {
      if (dragging || talk.busy || wishes.busy || !views.size) return;
      const has = (name) => known.shelves.has(name) || known.asked.has(Number(name));
      want(missingShelves(known.family, known.shelfOf, has, positions()).slice(0, AT_ONCE));
    }, quiet);
  }

  /** Set a control as if the learner had. */
  function choose(name, value) {
    const control = controls.get(name);
    if (!control) return;
    control.set("value", value);
    save(control);
  }

  /** Do what a diagnosis advises: set a control, or put the start elsewhere. */
  function apply(remedy) {
    if (remedy.control) choose(remedy.control, remedy.value);
    else if (remedy.start.length) talk.ask({ do: "start", at: remedy.start });
  }

  /** A click in an axes whose coordinates are settings. */
  function pick({ axes, controls: names }, place) {
    const scales = [known.picture.axes[axes].x_scale, known.picture.axes[axes].y_scale];
    names.forEach((name, i) => {
      const options = name && known.family.find((axis) => axis.name === name)?.values;
      if (options) choose(name, options[nearestOption(options, place[i], scales[i])]);
    });
  }

  /* beginning and end */

  async function followControls() {
    const found = await Promise.all(Object.entries(model.get("controls")).map(
      async ([name, reference]) => [name, await find(model, reference)]));
    for (const [name, control] of found) {
      if (!control || controls.has(name)) continue;
      const tells = typeof control.get("value") === "number" ? "change:value" : "change:index";
      controls.set(name, control);
      listen(control, [tells], refresh, signal);
    }
  }

  async function followHolders() {
    const found = await Promise.all(model.get("held").map((each) => find(model, each)));
    const fresh = found.filter((each) => each && !holders.includes(each));
    holders = found.filter(Boolean);
    fresh.forEach((each) => listen(each, ["change:let_go"], redraw, signal));
    redraw();
  }

  async function initialize(context) {
    model = context.model;
    context.signal?.addEventListener("abort", remove);
    clock = createClock(model, end, redraw);
    talk = createTalk(model, () => complain(LATE));
    wishes = createTalk(model, () => waiting && complain(LATE));
    await Promise.all([followControls(), followHolders()]);
    if (signal.aborted) return;
    readOverlays();
    await receive();
    listen(model, ["change:revision", "change:shelves"], receive, signal);
    listen(model, ["msg:custom"], hear, signal);
    listen(model, ["change:overlays"], readOverlays, signal);
    listen(model, ["change:controls"], () => followControls().then(refresh), signal);
    listen(model, ["change:held"], followHolders, signal);
    listen(model, ["change:value"], () => clock.follow(), signal);
    listen(model, ["change:playing"], () => clock.playUnasked(), signal);
    listen(model, changes(model.get("family").map(({ name }) => `${name}_index`)), refresh, signal);
    listen(model, changes(["disabled", "description", "error", "repeat", "speed", "min", "max", "hidden"]), redraw, signal);
    clock.playUnasked();
  }

  function remove() {
    ending.abort();
    clearTimeout(rest);
    clock?.stop();
    talk?.end();
    wishes?.end();
    controls.clear();
    views.clear();
  }

  function render({ el }) {
    const view = createView(el, {
      get model() { return model; },
      get clock() { return clock; },
      get known() { return known; },
      get run() { return shown; },
      get disabled() { return disabled(); },
      get missing() { return new Set(known.shelfOf).size - known.shelves.size; },
      get caption() { return waiting ? WAITING : disabled() ? "" : shown.caption; },
      get error() { return complaint || model.get("error"); },
      get overlays() { return overlaysNow(); },
      get positions() { return Object.fromEntries(positions().map((k, i) => [known.family[i].name, k])); },
      get remedy() { return waiting || disabled() ? null : shown.remedy; },
      end, apply, pick,
      put: (content) => talk.ask(content),
      drag(begins) {
        dragging = begins;
        if (!begins) askLater();
      },
    });
    views.add(view);
    view.layOut();
    clock.playUnasked();
    askLater();
    return () => {
      views.delete(view);
      view.remove();
      dragging = false;
      if (!views.size) clock.stop();
    };
  }

  return {
    async initialize(context) {
      await initialize(context);
      return remove;
    },
    render,
  };
}

export default createPlayer;
