// Loaded into the page by benchmarks/interaction.py: notes when inputs happen, and when the
// picture has changed on the screen. What they mean is worked out in Python.
window.gdbench = {
  /** A hash of what the elements show, or null while there is no whole picture. */
  fingerprint(selector) {
    const parts = [];
    for (const element of document.querySelectorAll(selector)) {
      if (element instanceof HTMLImageElement) {
        if (!element.complete || !element.naturalWidth) return null;
        parts.push(element.src);
      } else {
        if (!element.width || !element.height) return null;
        const { data } = element.getContext("2d").getImageData(0, 0, element.width, element.height);
        let hash = 0;
        for (const pixel of new Uint32Array(data.buffer)) hash = (Math.imul(hash, 31) + pixel) | 0;
        parts.push(hash);
      }
    }
    return parts.length ? parts.join() : null;
  },

  /** Whether every picture is there: images loaded, also in backgrounds, canvases not empty. */
  drawn(selector) {
    const elements = [...document.querySelectorAll(selector)];
    return elements.length > 0 && elements.every((element) => {
      if (element instanceof HTMLImageElement) return element.complete && element.naturalWidth > 0;
      if (!(element instanceof HTMLCanvasElement)) return this.backgroundLoaded(element);
      if (!element.width || !element.height) return false;
      const { data } = element.getContext("2d").getImageData(0, 0, element.width, element.height);
      return new Set(new Uint32Array(data.buffer)).size > 8;
    });
  },

  backgrounds: new Map(),
  backgroundLoaded(element) {
    const url = /url\("(.+)"\)/.exec(getComputedStyle(element).backgroundImage)?.[1];
    if (!url) return false;
    if (!this.backgrounds.has(url)) {
      const image = new Image();
      image.src = url;
      this.backgrounds.set(url, image);
    }
    return this.backgrounds.get(url).complete;
  },

  /** Call back just after every paint: in the first task after an animation frame. */
  afterPaints(callback) {
    const channel = new MessageChannel();
    let going = true;
    const frame = () => {
      if (!going) return;
      channel.port2.postMessage(null);
      requestAnimationFrame(frame);
    };
    channel.port1.onmessage = () => going && callback(performance.now());
    requestAnimationFrame(frame);
    return () => { going = false; channel.port1.close(); };
  },

  /** Run a cell; `pictured` becomes the milliseconds to its first whole picture. */
  runToPicture(path, index, selector) {
    gdlab.panel(path).content.widgets[index].outputArea.model.clear();
    this.pictured = null;
    const began = performance.now();
    const stop = this.afterPaints((now) => {
      if (!this.drawn(selector)) return;
      stop();
      this.pictured = now - began;
    });
    gdlab.run(path, index);
  },

  /** Count what is drawn on any canvas or shown by any image, which costs next to nothing. */
  drawings: 0,
  countDrawings() {
    const canvas = CanvasRenderingContext2D.prototype;
    for (const name of ["clearRect", "drawImage", "putImageData"]) {
      const drawn = canvas[name];
      canvas[name] = function (...args) {
        gdbench.drawings += 1;
        return drawn.apply(this, args);
      };
    }
    const images = { subtree: true, attributes: true, attributeFilter: ["src"], childList: true };
    new MutationObserver((seen) => {
      const isImage = ({ target, addedNodes }) =>
        target instanceof HTMLImageElement || [...addedNodes].some((node) => node.querySelector?.("img"));
      if (seen.some(isImage)) gdbench.drawings += 1;
    }).observe(document.body, images);
  },

  /**
   * Start noting inputs and changes of the picture: by its pixels, or, where it matters what the
   * noting itself costs, by whether something was drawn.
   */
  watch(selector, byPixels = true) {
    this.stop?.();
    this.inputs = [];
    this.changes = [];
    const look = () => (byPixels ? this.fingerprint(selector) : this.drawings);
    let last = look();
    const stop = this.afterPaints((now) => {
      const seen = look();
      if (seen !== null && seen !== last) this.changes.push(now);
      last = seen ?? last;
    });
    const note = (event) => {
      this.inputs.push(event.timeStamp);
      if (event.type === "pointerdown") this.pressed = event.timeStamp;
    };
    const kinds = ["keydown", "pointerdown", "pointermove", "pointerup"];
    for (const kind of kinds) window.addEventListener(kind, note, { capture: true });
    this.stop = () => {
      stop();
      for (const kind of kinds) window.removeEventListener(kind, note, { capture: true });
      this.stop = null;
    };
  },

  /** Whether the picture has stood still for some milliseconds. */
  still(milliseconds) {
    return performance.now() - Math.max(...this.changes.slice(-1), ...this.inputs.slice(-1)) > milliseconds;
  },
};
