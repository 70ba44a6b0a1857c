// How each kind of track is drawn on a canvas.

const FAR = 1e5; // pixels: beyond this a canvas loses its aim

/** One panel's canvas, ready to draw in pixels. */
class Brush {
  constructor(context, panel, width, height) {
    this.context = context;
    this.panel = panel;
    this.width = width / (panel[1] - panel[0]);
    this.height = height;
  }

  place([u, v]) {
    return [
      clamp((u - this.panel[0]) * this.width, -FAR, FAR),
      clamp(v * this.height, -FAR, FAR),
    ];
  }

  clipTo(axes) {
    const [x, y] = this.place([axes.left, axes.top]);
    this.context.beginPath();
    this.context.rect(x, y, axes.width * this.width, axes.height * this.height);
    this.context.clip();
  }

  /** A line with a light edge, so that it stands out on any ground. */
  polyline(places, color, width, halo = true) {
    if (places.length < 2) return;
    const { context } = this;
    context.beginPath();
    places.forEach((place, i) => (i ? context.lineTo(...place) : context.moveTo(...place)));
    context.lineJoin = context.lineCap = "round";
    if (halo) {
      context.strokeStyle = "rgba(255, 255, 255, 0.75)";
      context.lineWidth = width + 2;
      context.stroke();
    }
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }

  dot([x, y], radius, fill, edge = "white") {
    const { context } = this;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = fill;
    context.fill();
    if (!edge) return;
    context.strokeStyle = edge;
    context.lineWidth = 1.5;
    context.stroke();
  }

  arrowhead([fromX, fromY], [x, y], color, size) {
    const angle = Math.atan2(y - fromY, x - fromX);
    const { context } = this;
    context.beginPath();
    context.moveTo(x, y);
    for (const turn of [-0.45, 0.45]) {
      context.lineTo(x - size * Math.cos(angle + turn), y - size * Math.sin(angle + turn));
    }
    context.closePath();
    context.fillStyle = color;
    context.fill();
  }
}

const board = document.createElement("canvas");

/** The image of a field at a point in time, laid over its part of the axes. */
function paintField(brush, track, axes, run, clock) {
  const { shape: [rows, columns], extent, limits: [low, high], shades } = track;
  const before = Math.floor(clock);
  const part = clock - before;
  const from = before * run.columns + track.column;
  const to = part ? from + run.columns : from;
  [board.width, board.height] = [columns, rows];
  const context = /** @type {CanvasRenderingContext2D} */ (board.getContext("2d"));
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < rows * columns; i += 1) {
    const value = run.data[from + i] + part * (run.data[to + i] - run.data[from + i]);
    const shade = shades[clamp(Math.floor(((value - low) / (high - low)) * shades.length), 0, shades.length - 1)];
    const row = rows - 1 - Math.floor(i / columns); // a canvas counts from the top
    const pixel = 4 * (row * columns + (i % columns));
    for (let k = 0; k < 3; k += 1) image.data[pixel + k] = shade[k];
    image.data[pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  const [left, top] = brush.place(toFigure(axes, extent[0], extent[3]));
  const [right, bottom] = brush.place(toFigure(axes, extent[1], extent[2]));
  brush.context.globalAlpha = track.opacity;
  brush.context.translate(left, top);
  brush.context.scale(right - left, bottom - top); // below zero where an axis is turned round
  brush.context.drawImage(board, 0, 0, 1, 1);
}

/** How each kind of track is drawn: (brush, track, points at the clock, the path so far). */
const PAINTERS = {
  trail(brush, track, now, path) {
    brush.polyline(path, track.color, track.width);
    let last = null;
    for (const place of path) {
      if (last && Math.hypot(place[0] - last[0], place[1] - last[1]) < 6) continue;
      brush.dot(place, track.width * 1.1, "white", track.color);
      last = place;
    }
    if (path.length) brush.dot(path[0], 4, "white", track.color);
    brush.dot(now[0], 6, track.color);
  },
  curve(brush, track, now, path) {
    brush.polyline(path, track.color, track.width, false);
    brush.dot(now[0], 5, track.color);
  },
  cloud(brush, track, now) {
    for (const place of now) brush.dot(place, track.width / 2, track.color);
  },
  line(brush, track, now) {
    brush.polyline(now, track.color, track.width);
  },
  segments(brush, track, now) {
    for (let i = 0; i + 1 < now.length; i += 2) {
      brush.polyline([now[i], now[i + 1]], track.color, track.width, false);
    }
  },
  arrow(brush, track, now) {
    const [tail, tip] = now;
    if (Math.hypot(tip[0] - tail[0], tip[1] - tail[1]) < 1) return;
    brush.polyline([tail, tip], track.color, track.width + 1);
    brush.arrowhead(tail, tip, track.color, 5 + 3 * track.width);
  },
};

/** Draw every track of a run in one panel, as it is at `clock`. */
export function paint(brush, picture, tracks, run, clock, hovered = -1) {
  tracks.forEach((track) => {
    const axes = picture.axes[track.axes];
    const centre = axes.left + axes.width / 2;
    if (centre < brush.panel[0] || centre > brush.panel[1]) return;
    brush.context.save();
    brush.clipTo(axes);
    if (track.kind === "field") {
      paintField(brush, track, axes, run, clock);
      brush.context.restore();
      return;
    }
    const place = (step, point) => brush.place(pointAt(run, track, axes, step, point));
    const now = Array.from({ length: track.count }, (_, point) => place(clock, point));
    const path = [];
    if (track.kind === "trail" || track.kind === "curve") {
      for (let step = 0; step <= clock; step += 1) path.push(place(step, 0));
      path.push(now[0]);
    }
    PAINTERS[track.kind](brush, track, now, path);
    if (hovered >= 0 && path.length) brush.dot(place(hovered, 0), 5, "white", "black");
    brush.context.restore();
  });
}
