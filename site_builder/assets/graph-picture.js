// The picture on the canvas: marks at places computed when the site was built, zoom, pan, hover.
const LEFT = 12, TOP = 26, PAD = 16;

export class Picture {
  constructor(canvas, tip, graph, level, names) {
    Object.assign(this, { canvas, tip, graph, level, names, scale: 1, dx: 0, dy: 0, pointed: -1, chosen: -1, shown: null, way: [], fingers: new Map() });
    this.pen = canvas.getContext("2d");
  }

  begin() {
    const { canvas } = this;
    new ResizeObserver(() => this.fit()).observe(canvas.parentElement);
    matchMedia("print").addEventListener("change", () => this.draw());
    new MutationObserver(() => this.draw()).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !this.entered) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.15 : 0.87, event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      this.entered = true;
      this.fingers.set(event.pointerId, event);
      this.grip = this.fingers.size === 1 ? [event.clientX, event.clientY, false] : null;
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => {
      if (this.grip && !this.grip[2]) this.onchoose(this.at(event.offsetX, event.offsetY));
      this.release(event);
    });
    canvas.addEventListener("pointercancel", (event) => this.release(event));
    canvas.addEventListener("pointerleave", () => { this.entered = false; this.point(-1); });
  }

  release(event) {
    this.fingers.delete(event.pointerId);
    this.grip = null;
  }

  move(event) {
    if (this.fingers.size === 2) return this.pinch(event);
    if (!this.grip) return this.point(this.at(event.offsetX, event.offsetY));
    const [x, y, moved] = this.grip;
    const [stepX, stepY] = [event.clientX - x, event.clientY - y];
    if (!moved && Math.hypot(stepX, stepY) < 4) return;
    this.dx += stepX;
    this.dy += stepY;
    this.grip = [event.clientX, event.clientY, true];
    this.draw();
  }

  // What lies between two fingers stays there, and grows as they part.
  pinch(event) {
    const before = this.fingers.get(event.pointerId);
    const [other] = [...this.fingers.values()].filter((finger) => finger.pointerId !== event.pointerId);
    const apart = (finger) => Math.max(Math.hypot(finger.offsetX - other.offsetX, finger.offsetY - other.offsetY), 1);
    this.fingers.set(event.pointerId, event);
    this.dx += (event.offsetX - before.offsetX) / 2;
    this.dy += (event.offsetY - before.offsetY) / 2;
    this.zoom(apart(event) / apart(before), (event.offsetX + other.offsetX) / 2, (event.offsetY + other.offsetY) / 2);
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    if (!factor) Object.assign(this, { scale: 1, dx: 0, dy: 0 });
    else {
      const scale = Math.min(Math.max(this.scale * factor, 1), 12);
      const share = scale / this.scale;
      this.dx = x - LEFT - (x - LEFT - this.dx) * share;
      this.dy = y - TOP - (y - TOP - this.dy) * share;
      this.scale = scale;
      if (scale === 1) this.dx = this.dy = 0;
    }
    this.draw();
  }

  fit() {
    const box = this.canvas.parentElement.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    this.width = box.width;
    this.height = Math.min(Math.max(box.width * 0.8, 340), 720);
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.canvas.style.height = this.height + "px";
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.draw();
  }

  x(share) { return LEFT + share * (this.width - LEFT - PAD) * this.scale + this.dx; }
  y(share) { return TOP + share * (this.height - TOP - PAD) * this.scale + this.dy; }
  size(node) { return (2.4 + Math.sqrt(node.cited_by) * 0.75) * Math.min(Math.sqrt(this.scale), 2); }

  at(x, y) {
    let best = -1, least = 14;
    this.graph.nodes.forEach((node, number) => {
      const away = Math.hypot(this.x(node.x) - x, this.y(node.y) - y);
      if (away < least) [best, least] = [number, away];
    });
    return best;
  }

  point(number) {
    if (number === this.pointed) return;
    this.pointed = number;
    const node = this.graph.nodes[number];
    this.tip.hidden = !node;
    this.canvas.style.cursor = node ? "pointer" : "grab";
    if (node) {
      this.tip.textContent = `${node.title} (${node.year}, cited by ${node.cited_by} here)`;
      const right = this.x(node.x) > this.width / 2;
      this.tip.style.left = right ? "" : Math.max(this.x(node.x) + 12, 0) + "px";
      this.tip.style.right = right ? Math.max(this.width - this.x(node.x) + 12, 0) + "px" : "";
      this.tip.style.top = Math.max(this.y(node.y) - 10, 0) + "px";
    }
    this.draw();
  }

  choose(number) { this.chosen = number; this.draw(); }
  show(found) { this.shown = found; this.draw(); }
  follow(way) { this.way = way; this.draw(); }

  draw() {
    if (!this.width || this.asked) return;
    this.asked = requestAnimationFrame(() => { this.asked = 0; this.paint(); });
  }

  paint() {
    const { pen, graph } = this;
    const style = getComputedStyle(this.canvas);
    const colour = (name) => style.getPropertyValue(name).trim();
    this.ink = style.color;
    this.levels = [1, 2, 3, 4].map((level) => colour("--at-level-" + level));
    pen.clearRect(0, 0, this.width, this.height);
    pen.font = "11px " + style.fontFamily;
    this.paintFrame(colour("--at-line"));
    const focus = this.pointed >= 0 ? this.pointed : this.chosen;
    const near = new Set(focus < 0 ? this.way : [focus, ...graph.cites[focus], ...graph.citedBy[focus]]);
    this.paintEdges(focus, colour("--at-neutral"));
    graph.nodes.forEach((node, number) => {
      const dim = (near.size && !near.has(number)) || (this.shown && !this.shown.has(number));
      pen.globalAlpha = dim ? 0.16 : 1;
      this.paintMark(node, number === focus);
    });
    pen.globalAlpha = 1;
    this.paintNames(near);
  }

  paintFrame(line) {
    const { pen } = this;
    for (const [area, top, bottom] of this.graph.bands) {
      pen.strokeStyle = line;
      pen.beginPath();
      pen.moveTo(0, this.y(bottom));
      pen.lineTo(this.width, this.y(bottom));
      pen.stroke();
      pen.fillStyle = this.ink;
      pen.globalAlpha = 0.75;
      const baseline = Math.max(this.y(top) + 10, TOP - 2);
      if (this.y(bottom) > baseline - 1) pen.fillText(this.names.get(area) || area, 4, baseline);
      pen.globalAlpha = 1;
    }
    let last = -99;
    for (const [year, x] of this.graph.years.slice(0, -1)) {
      if (this.x(x) - last < 34) continue;
      last = this.x(x);
      pen.fillStyle = this.ink;
      pen.fillText(year, last, 12);
    }
  }

  paintEdges(focus, neutral) {
    const { pen, graph, way } = this;
    const along = new Set(way.slice(1).map((node, place) => [way[place], node].sort().join()));
    for (const [source, target] of graph.edges) {
      const lit = source === focus || target === focus || along.has([source, target].sort().join());
      if (!lit && (focus >= 0 || this.shown || way.length)) continue;
      const [a, b] = [graph.nodes[source], graph.nodes[target]];
      pen.globalAlpha = lit ? 0.8 : 0.05;
      pen.strokeStyle = lit ? this.ink : neutral;
      pen.lineWidth = lit ? 1.2 : 0.7;
      pen.beginPath();
      pen.moveTo(this.x(a.x), this.y(a.y));
      pen.lineTo(this.x(b.x), this.y(b.y));
      pen.stroke();
    }
    pen.lineWidth = 1;
  }

  // Shape repeats what colour says: circle, square, triangle, diamond.
  paintMark(node, isFocus) {
    const { pen } = this;
    const [x, y, r, level] = [this.x(node.x), this.y(node.y), this.size(node), Math.max(this.level.get(node.area) ?? 0, 0)];
    pen.fillStyle = this.levels[level];
    pen.beginPath();
    if (level === 0) pen.arc(x, y, r, 0, 7);
    else if (level === 1) pen.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
    else {
      const corners = level === 2 ? [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]] : [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]];
      corners.forEach(([dx, dy], place) => pen[place ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
      pen.closePath();
    }
    pen.fill();
    if (isFocus) {
      pen.strokeStyle = this.ink;
      pen.lineWidth = 2;
      pen.stroke();
      pen.lineWidth = 1;
    }
  }

  paintNames(near) {
    const { pen, graph } = this;
    const numbers = near.size ? [...near].slice(0, 14) : this.scale < 3 ? [] : [...graph.nodes.keys()].filter((number) => graph.nodes[number].cited_by > 60 / this.scale);
    pen.fillStyle = this.ink;
    const taken = [];
    for (const number of numbers) {
      const node = graph.nodes[number];
      const name = node.title.split(":")[0];
      const short = name.length > 28 ? name.slice(0, 27) + "…" : name;
      const [x, y] = [this.x(node.x) + this.size(node) + 3, this.y(node.y) + 4];
      const end = x + pen.measureText(short).width;
      if (taken.some(([left, right, line]) => x < right && end > left && Math.abs(line - y) < 12)) continue;
      taken.push([x, end, y]);
      pen.fillText(short, x, y);
    }
  }
}
