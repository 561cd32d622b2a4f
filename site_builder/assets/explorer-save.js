// Figures and numbers as files, made in the page.
import { el } from "./explorer-words.js";

const KEPT = ["color", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-family", "font-weight", "text-anchor", "paint-order"];

// A figure as a file of its own: the page's colours are written into it.
export function standalone(node) {
  const copy = node.cloneNode(true);
  const from = [node, ...node.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((to, i) => {
    const style = getComputedStyle(from[i]);
    for (const name of KEPT) to.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "tabindex", "role"]) to.removeAttribute(name);
  });
  const [, , wide, high] = node.getAttribute("viewBox").split(" ");
  copy.setAttribute("width", wide);
  copy.setAttribute("height", high);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}

// The same as pixels, on the page's ground, sharp enough for print.
export async function pixels(node, scale = 3) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(node))}`;
  await image.decode();
  const canvas = el("canvas", { width: String(image.width * scale), height: String(image.height * scale) });
  const brush = canvas.getContext("2d");
  brush.fillStyle = getComputedStyle(document.body).backgroundColor;
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

export function download(content, type, name) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
