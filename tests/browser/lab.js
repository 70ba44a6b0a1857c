// Loaded into every page before JupyterLab: counts what goes over the kernel's websocket, and
// answers the questions that tests/browser/lab.py asks about the open notebook.
(() => {
  const traffic = [];

  /** The type of a message in Jupyter's binary protocol (channel, header, parent, …). */
  const messageType = (data) => {
    if (typeof data === "string") return JSON.parse(data).header.msg_type;
    const view = new DataView(data);
    const at = (i) => Number(view.getBigUint64(8 * (i + 1), true));
    return JSON.parse(new TextDecoder().decode(new Uint8Array(data, at(1), at(2) - at(1)))).msg_type;
  };
  const record = (direction, data) =>
    traffic.push({
      at: performance.now(),
      direction,
      bytes: typeof data === "string" ? data.length : data.byteLength,
      type: messageType(data),
    });

  window.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols);
      this.counted = String(url).includes("/channels");
      if (this.counted) this.addEventListener("message", (event) => record("received", event.data));
    }
    send(data) {
      if (this.counted) record("sent", data);
      super.send(data);
    }
  };

  let calm = 0;
  window.gdlab = {
    traffic,
    panel(path) {
      const app = window.jupyterapp;
      if (!app) return null;
      return [...app.shell.widgets("main")].find((w) => w.context?.path === path && w.content?.widgets);
    },
    kernel: (path) => gdlab.panel(path)?.sessionContext.session?.kernel ?? null,
    ready(path) {
      const panel = gdlab.panel(path);
      return Boolean(panel?.context.isReady && panel.sessionContext.isReady && gdlab.kernel(path));
    },
    /** True once two looks in a row find an idle kernel and no cell waiting. */
    calm(path) {
      const waiting = gdlab.panel(path).content.widgets.some((cell) => cell.model.executionState === "running");
      calm = gdlab.kernel(path)?.status === "idle" && !waiting ? calm + 1 : 0;
      if (calm < 2) return false;
      calm = 0;
      return true;
    },
    execute: (command, options) => window.jupyterapp.commands.execute(command, options),
    /** Close every document and view, without a question. */
    closeAll() {
      for (const widget of [...window.jupyterapp.shell.widgets("main")]) widget.dispose();
      document.querySelectorAll(".jp-Dialog").forEach((dialog) => dialog.remove());
    },
    async run(path, index) {
      const panel = gdlab.panel(path);
      panel.content.activeCellIndex = index;
      panel.content.deselectAll();
      await gdlab.execute("notebook:run-cell");
    },
    outputs: (path) => gdlab.panel(path).content.widgets.map((cell) => cell.model.outputs?.toJSON() ?? []),
    async python(path, code) {
      const kernel = gdlab.kernel(path);
      if (!kernel || kernel.status === "dead") return { text: "", error: "no kernel" };
      const future = kernel.requestExecute({ code, store_history: false });
      let [text, error] = ["", null];
      future.onIOPub = ({ header, content }) => {
        if (header.msg_type === "stream") text += content.text;
        if (header.msg_type === "execute_result") text += content.data["text/plain"];
        if (header.msg_type === "error") error = content.traceback.join("\n");
      };
      await future.done;
      return { text, error };
    },
  };
})();
