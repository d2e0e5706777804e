// Spans of time: what law and practice say, and the agreements of agencies.
import * as Plot from "@observablehq/plot";

import type { PoliciesQuery } from "../../../generated/queries";
import { count } from "../format";
import { words } from "../words";
import { MODELS } from "./colours";
import { STYLE, UNKNOWN } from "./chart";

export interface Bar {
  row: string;
  // Null: not known.
  from: string | null;
  to: string;
  fill: string;
  text: string;
}

type Agreement = PoliciesQuery["agreements"]["nodes"][number];

// California's first law on detainers; nothing here is older.
const BEGIN = "2014-01-01";
const ROW = 34;
const AGREEMENT_ROW = 28;

export function timeline(width: number, bars: Bar[], today: string) {
  const rows = [...new Set(bars.map(({ row }) => row))];
  const spans = bars.map((bar) => ({ ...bar, x1: utc(bar.from ?? BEGIN), x2: utc(bar.to) }));
  const fades = spans.filter(({ from }) => from === null);
  return Plot.plot({
    ...frame(width, rows.length * ROW),
    x: time(width, today),
    y: { axis: null, domain: rows, padding: 0 },
    color: { type: "identity" },
    marks: [
      Plot.gridX({ stroke: "var(--rule)", strokeOpacity: 1 }),
      Plot.barX(spans, {
        x1: "x1",
        x2: "x2",
        y: "row",
        insetTop: 18,
        insetBottom: 4,
        insetRight: 1,
        fill: "fill",
      }),
      // Where the start is not known, the bar says so over its first years.
      Plot.barX(fades, {
        x1: "x1",
        x2: "x2",
        y: "row",
        insetTop: 18,
        insetBottom: 4,
        fill: UNKNOWN,
        fillOpacity: 0.75,
      }),
      label(
        rows.map((row) => ({ row, text: rowText(row, bars) })),
        ROW,
      ),
    ],
  });
}

export function agreementLines(width: number, agreements: Agreement[], listedOn: string, most: number) {
  return agreements.length <= most
    ? lines(width, agreements, listedOn)
    : numbers(width, agreements, listedOn);
}

function lines(width: number, agreements: Agreement[], listedOn: string) {
  const spans = agreements
    .map((each) => ({
      row: `${each.agency.name}, ${words().model[each.model]}`,
      x1: utc(each.signedOn ?? each.firstListedOn),
      x2: utc(each.removedBetween?.to ?? listedOn),
      fill: MODELS[each.model],
    }))
    .sort((a, b) => +a.x1 - +b.x1);
  const rows = [...new Set(spans.map(({ row }) => row))];
  return Plot.plot({
    ...frame(width, rows.length * AGREEMENT_ROW),
    x: time(width, listedOn, `${spans[0]!.x1.getUTCFullYear()}-01-01`),
    y: { axis: null, domain: rows, padding: 0 },
    color: { type: "identity" },
    marks: [
      Plot.gridX({ stroke: "var(--rule)", strokeOpacity: 1 }),
      Plot.barX(spans, { x1: "x1", x2: "x2", y: "row", insetTop: 17, insetBottom: 3, fill: "fill" }),
      label(
        rows.map((row) => ({ row, text: row })),
        AGREEMENT_ROW,
      ),
    ],
  });
}

function numbers(width: number, agreements: Agreement[], listedOn: string) {
  const steps = agreements
    .flatMap((each) => [
      { on: each.firstListedOn, by: 1 },
      ...(each.removedBetween?.to ? [{ on: each.removedBetween.to, by: -1 }] : []),
    ])
    .sort((a, b) => a.on.localeCompare(b.on));
  // The number after each list: the first list is where counting begins, not a rise from none.
  const after = new Map<string, number>();
  let standing = 0;
  for (const { on, by } of steps) after.set(on, (standing += by));
  const points = [...after, [listedOn, standing] as const].map(([on, value]) => ({ on: utc(on), value }));
  return Plot.plot({
    width,
    height: 160,
    marginLeft: 44,
    marginRight: 8,
    style: STYLE,
    x: time(width, listedOn, steps[0]!.on),
    y: { label: null, grid: true, tickFormat: count },
    marks: [
      Plot.lineY(points, {
        x: "on",
        y: "value",
        curve: "step-after",
        stroke: "var(--warrant)",
        strokeWidth: 2,
      }),
      Plot.ruleY([0], { stroke: "var(--ink)" }),
    ],
  });
}

function frame(width: number, height: number) {
  return {
    width,
    height: height + 26,
    marginTop: 2,
    marginBottom: 24,
    marginLeft: 1,
    marginRight: 12,
    style: STYLE,
  };
}

function time(width: number, end: string, begin = BEGIN) {
  return { type: "utc" as const, domain: [utc(begin), utc(end)], label: null, ticks: width < 500 ? 4 : 8 };
}

function label(rows: { row: string; text: string }[], height: number) {
  return Plot.text(rows, {
    frameAnchor: "left",
    y: "row",
    text: "text",
    lineAnchor: "top",
    dy: 3 - height / 2,
    fill: "var(--ink)",
    stroke: "var(--ground)",
    strokeWidth: 5,
  });
}

function rowText(row: string, bars: Bar[]): string {
  const texts = [
    ...new Set(
      bars
        .filter((bar) => bar.row === row)
        .map(({ text, from }) =>
          from ? `${text} (${from.slice(0, 4)})` : `${text} (${words().policy.startUnknown})`,
        ),
    ),
  ];
  return `${row}: ${texts.join(", ")}`;
}

function utc(iso: string): Date {
  return new Date(`${iso}T00:00:00Z`);
}
