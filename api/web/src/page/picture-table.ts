// A table of the page as lines of text with places: columns as wide, in proportion, as the page shows them.

interface Line {
  x: number;
  y: number;
  text: string;
  bold: boolean;
  end: boolean;
}

const LINE = 18;
// Letters of 13 pixels are about 7 wide, the bold ones more.
const LETTER = 7.2;

export function tableLines(table: HTMLTableElement, left: number, top: number, width: number) {
  const first = [...table.rows[0]!.cells].map((cell) => cell.getBoundingClientRect().width);
  const scale = width / first.reduce((sum, each) => sum + each, 0);
  const lines: Line[] = [];
  const drawings: { svg: SVGSVGElement; x: number; y: number }[] = [];
  let y = top;
  for (const row of table.rows) {
    let x = left;
    let tallest = 1;
    for (const cell of row.cells) {
      const wide = cell.getBoundingClientRect().width * scale;
      const svg = cell.querySelector("svg");
      if (svg) drawings.push({ svg, x, y: y + LINE - 11 });
      const end = getComputedStyle(cell).textAlign === "right";
      const broken = breakWords(cell.innerText, Math.max(6, Math.floor((wide - 12) / LETTER)));
      broken.forEach((text, index) =>
        lines.push({
          x: end ? x + wide - 8 : x,
          y: y + (index + 1) * LINE,
          text,
          bold: cell.tagName === "TH",
          end,
        }),
      );
      tallest = Math.max(tallest, broken.length);
      x += wide;
    }
    y += tallest * LINE + 6;
  }
  return { lines, drawings, height: y - top };
}

function breakWords(text: string, most: number): string[] {
  const lines = [""];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1)!;
    if (last && last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}
