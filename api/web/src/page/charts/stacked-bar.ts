// One bar of parts that make a whole; hatched over its whole length where the parts are not known.
import * as Plot from "@observablehq/plot";

import { count } from "../format";
import { STYLE, UNKNOWN } from "./chart";

interface Part {
  value: number;
  fill: string;
}

// A label needs this much of the bar, in pixels, for each of its letters.
const LETTER = 10;

export function stackedBar(width: number, parts: Part[], unknown: string) {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  let end = 0;
  const bars = parts
    .filter(({ value }) => value > 0)
    .map(({ value, fill }) => ({ x1: end, x2: (end += value), value, fill }));
  const frame = {
    width,
    height: 44,
    marginTop: 2,
    marginBottom: 2,
    marginLeft: 0,
    marginRight: 0,
    style: STYLE,
  };
  if (total === 0)
    return Plot.plot({
      ...frame,
      x: { axis: null, domain: [0, 1] },
      marks: [
        Plot.rect([0], { x1: 0, x2: 1, fill: UNKNOWN, stroke: "var(--rule)" }),
        Plot.text([unknown], {
          x: 0.5,
          text: (text) => text,
          fill: "var(--ink)",
          stroke: "var(--ground)",
          strokeWidth: 6,
          fontWeight: 600,
        }),
      ],
    });
  return Plot.plot({
    ...frame,
    x: { axis: null, domain: [0, total] },
    marks: [
      Plot.rect(bars, { x1: "x1", x2: "x2", fill: "fill", stroke: "var(--ground)" }),
      Plot.text(
        bars.filter(({ value }) => (value / total) * width > LETTER * (count(value).length + 1)),
        {
          x: (bar) => (bar.x1 + bar.x2) / 2,
          text: (bar) => count(bar.value),
          fill: (bar) => (bar.fill === UNKNOWN ? "var(--ink)" : "var(--on-fill)"),
          stroke: (bar) => (bar.fill === UNKNOWN ? "var(--ground)" : "none"),
          strokeWidth: 5,
          fontWeight: 600,
        },
      ),
    ],
    color: { type: "identity" },
  });
}
