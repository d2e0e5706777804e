import * as Plot from "@observablehq/plot";

import { TrendDocument, type TrendQuery } from "../../../generated/queries";
import { Chart, STYLE, UNKNOWN } from "../charts/chart";
import { Numbers } from "../charts/table";
import { count, figure, month, period as inWords } from "../format";
import { periodParameters, perPlace, type PanelKind, type Shown } from "../panel";
import { days, lastOfMonth, periodInput } from "../period";
import { PeriodField } from "../period-field";
import { words } from "../words";
import { PlaceHeading } from "./place-heading";

type Place = NonNullable<TrendQuery["jurisdiction"]>;
type Point = Place["detainers"]["series"][number];

export const trend: PanelKind<TrendQuery[]> = {
  id: "trend",
  ...perPlace(
    TrendDocument,
    // The months are chosen once for all places.
    ({ places, months }) =>
      [...new Set(places.map(({ code }) => code))].map((code) => ({ code, period: months })),
    ({ code, period }) => ({ code, period: periodInput(period) }),
    ({ code, period }) => `detainers.csv?codes=${code}&${periodParameters(period)}&by=MONTH`,
  ),
  origin: (answers) => ({
    sources: answers.map(({ jurisdiction }) => jurisdiction?.detainers.source),
    caveats: answers.flatMap(({ jurisdiction }) => jurisdiction?.detainers.caveats ?? []),
  }),
  Controls: ({ state, change }) => (
    <div class="controls">
      <PeriodField label={words().period} period={state.months} choose={(months) => change({ months })} />
    </div>
  ),
  Body,
};

function Body({ answer, state }: Shown<TrendQuery[]>) {
  return (
    <>
      {answer.map(({ jurisdiction }) =>
        jurisdiction ? (
          <PlaceTrend key={jurisdiction.code} place={jurisdiction} asked={state.months} />
        ) : null,
      )}
    </>
  );
}

function PlaceTrend({ place: { name, detainers }, asked }: { place: Place; asked: string }) {
  const points = detainers.series;
  const known = points.some(({ total }) => total.value != null);
  if (!known) {
    const status = points[0]?.total.status ?? detainers.total.status;
    return (
      <>
        <PlaceHeading name={name} label={asked} />
        <p class="unknown block" data-draw>
          {words().trend.none(words().status[status])}
        </p>
      </>
    );
  }
  return (
    <>
      <PlaceHeading name={name} label={detainers.period.label} />
      <Chart
        label={`${words().panels.trend.title}: ${name}. ${points.map(({ period, total }) => `${inWords(period.label)}: ${figure(total)}`).join("; ")}`}
        draw={(width) => drawn(width, points, asked)}
      />
      {points.some(({ period }) => !isWhole(period)) && (
        <p class="note" data-draw>
          {words().trend.part}
        </p>
      )}
      <Numbers
        caption={`${words().panels.trend.title}: ${name}`}
        head={[words().month, words().detainers]}
        rows={points.map(({ period, total }) => [inWords(period.label), figure(total)])}
      />
    </>
  );
}

function drawn(width: number, points: Point[], asked: string) {
  const steps = points.map(({ period, total }) => ({
    x1: utc(`${period.from!.slice(0, 7)}-01`),
    x2: dayAfter(lastOfMonth(period.from!.slice(0, 7))),
    value: total.value ?? null,
    label: inWords(period.label),
    whole: isWhole(period),
  }));
  const known = steps.filter(({ value }) => value != null);
  const [first, last] = days(asked).map((day) => day.slice(0, 7)) as [string, string];
  const [begin, end] = [utc(`${first}-01`), dayAfter(lastOfMonth(last))];
  const gaps = [
    ...steps.filter(({ value }) => value == null),
    { x1: begin, x2: steps[0]!.x1 },
    { x1: steps.at(-1)!.x2, x2: end },
  ].filter(({ x1, x2 }) => x1 < x2);
  const tip = (step: (typeof steps)[number]) => `${step.label}: ${count(step.value!)}`;
  return Plot.plot({
    width,
    height: 220,
    marginLeft: 44,
    marginRight: 8,
    style: STYLE,
    x: { type: "utc", label: null, domain: [begin, end], ticks: width < 500 ? 4 : 8, tickFormat: tick },
    y: { label: null, grid: true, nice: true, zero: true, tickFormat: count },
    marks: [
      Plot.rectX(gaps, { x1: "x1", x2: "x2", fill: UNKNOWN }),
      Plot.rectY(known, {
        x1: "x1",
        x2: "x2",
        y: "value",
        insetLeft: 0.5,
        insetRight: 0.5,
        fill: "var(--picked-up)",
        // A month that the source has in part is drawn lighter.
        fillOpacity: (step) => (step.whole ? 1 : 0.5),
      }),
      Plot.ruleY([0], { stroke: "var(--ink)" }),
      Plot.tip(
        known,
        Plot.pointerX({
          x: (step) => (+step.x1 + +step.x2) / 2,
          y: "value",
          title: tip,
          fill: "var(--ground)",
          stroke: "var(--rule)",
        }),
      ),
    ],
  });
}

function isWhole({ from, to }: Point["period"]): boolean {
  return from!.endsWith("-01") && to === lastOfMonth(from!.slice(0, 7));
}

function utc(iso: string): Date {
  return new Date(`${iso}T00:00:00Z`);
}

function dayAfter(iso: string): Date {
  const after = utc(iso);
  after.setUTCDate(after.getUTCDate() + 1);
  return after;
}

function tick(date: Date): string {
  return month(date.toISOString());
}
