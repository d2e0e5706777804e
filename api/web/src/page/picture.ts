// A panel as one SVG or PNG file that stands alone: title, drawings, legends, tables, sources.
import { tableLines } from "./picture-table";

const WIDTH = 960;
const MARGIN = 24;
const SVG = "http://www.w3.org/2000/svg";

// What a style sheet gives to shapes in the page, and must stand on them in a file.
const STYLES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "fill-opacity",
  "opacity",
  "font-size",
  "font-weight",
  "font-family",
  "font-variant-numeric",
  "text-anchor",
];

export async function picture(section: HTMLElement, format: "svg" | "png"): Promise<void> {
  const svg = compose(section);
  const text = new XMLSerializer().serializeToString(svg);
  const blob =
    format === "svg"
      ? new Blob([text], { type: "image/svg+xml" })
      : await rasterise(text, WIDTH, Number(svg.getAttribute("height")));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `handover-${section.id}.${format}`;
  link.click();
  // The download has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function compose(section: HTMLElement): SVGSVGElement {
  const page = getComputedStyle(document.body);
  const svg = make("svg", { xmlns: SVG, width: WIDTH, "font-family": page.fontFamily, fill: page.color });
  const ground = svg.appendChild(make("rect", { width: "100%", height: "100%", fill: page.backgroundColor }));
  const patterns = document.getElementById("patterns")!;
  svg.append(styledCopy(patterns.querySelector("defs")!));
  let y = MARGIN;
  const write = (text: string, size: number, weight: number) => {
    for (const line of wrapped(text, size)) {
      y += size * 1.35;
      svg.append(make("text", { x: MARGIN, y, "font-size": size, "font-weight": weight }, line));
    }
  };
  write(section.querySelector("h1, h2")!.textContent!, 22, 600);
  for (const part of section.querySelectorAll<HTMLElement | SVGSVGElement>("[data-draw]")) {
    y += 14;
    if (part instanceof SVGSVGElement) y = drawSvg(svg, part, y);
    else if (part instanceof HTMLTableElement) y = drawTable(svg, part, y);
    else if (part instanceof HTMLUListElement) y = drawLegend(svg, part, y);
    else write(part.textContent!, 14, part.tagName === "H3" ? 600 : 400);
  }
  y += 14;
  write(section.querySelector(".source")?.textContent ?? "", 12, 400);
  write(location.origin + location.pathname, 12, 400);
  svg.setAttribute("height", String(Math.ceil(y + MARGIN)));
  ground.setAttribute("height", String(Math.ceil(y + MARGIN)));
  return svg;
}

function drawSvg(into: SVGSVGElement, drawn: SVGSVGElement, y: number): number {
  const { width, height } = drawn.getBoundingClientRect();
  const scale = Math.min(1, (WIDTH - 2 * MARGIN) / width);
  const copy = styledCopy(drawn);
  copy.querySelectorAll("style, title").forEach((element) => element.remove());
  copy.setAttribute("overflow", "visible");
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  for (const [name, value] of Object.entries({ x: MARGIN, y, width: width * scale, height: height * scale }))
    copy.setAttribute(name, String(value));
  into.append(copy);
  return y + height * scale;
}

function styledCopy<E extends SVGElement>(drawn: E): E {
  const copy = drawn.cloneNode(true) as E;
  const originals = drawn.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, index) => inline(element, originals[index]!));
  inline(copy, drawn);
  return copy;
}

function inline(copy: Element, original: Element): void {
  const style = getComputedStyle(original);
  for (const name of STYLES) {
    const value = style.getPropertyValue(name);
    if (value) copy.setAttribute(name, value);
  }
  copy.removeAttribute("style");
  copy.removeAttribute("class");
}

function drawTable(into: SVGSVGElement, table: HTMLTableElement, y: number): number {
  const { lines, drawings, height } = tableLines(table, MARGIN, y, WIDTH - 2 * MARGIN);
  for (const { x, y, text, bold, end } of lines)
    into.append(
      make(
        "text",
        { x, y, "font-size": 13, "font-weight": bold ? 600 : 400, "text-anchor": end ? "end" : "start" },
        text,
      ),
    );
  for (const { svg, x, y } of drawings) drawAt(into, svg, x, y);
  return y + height;
}

function drawLegend(into: SVGSVGElement, list: HTMLUListElement, top: number): number {
  let [x, y] = [MARGIN, top + 14];
  for (const item of list.querySelectorAll("li")) {
    const label = item.textContent!;
    const width = 32 + label.length * 7;
    if (x + width > WIDTH - MARGIN) [x, y] = [MARGIN, y + 20];
    const swatch = item.querySelector("svg");
    if (swatch) drawAt(into, swatch, x, y - 11);
    into.append(make("text", { x: x + 20, y, "font-size": 13 }, label));
    x += width;
  }
  return y + 8;
}

function drawAt(into: SVGSVGElement, swatch: SVGSVGElement, x: number, y: number): void {
  const copy = styledCopy(swatch);
  copy.setAttribute("x", String(x));
  copy.setAttribute("y", String(y));
  into.append(copy);
}

async function rasterise(text: string, width: number, height: number): Promise<Blob> {
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  // Twice the size, for print and for dense screens.
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be drawn")))),
  );
}

function make<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number>,
  text = "",
) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes))
    if (key !== "xmlns") element.setAttribute(key, String(value));
  element.textContent = text;
  return element;
}

// Letters are somewhat more than half as wide as they are high.
function wrapped(text: string, size: number): string[] {
  const most = Math.floor((WIDTH - 2 * MARGIN) / (size * 0.56));
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
