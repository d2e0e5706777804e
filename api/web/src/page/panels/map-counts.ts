// Detainers of each county over a period, and one rate of them.
import {
  CountyDetainersDocument,
  CountyRatesDocument,
  type CountyDetainersQuery,
  type CountyRatesQuery,
} from "../../../generated/queries";
import { ask } from "../../api/ask";
import { UNKNOWN } from "../charts/chart";
import { STEPS } from "../charts/colours";
import { count, figure, share } from "../format";
import { asOf, periodParameters } from "../panel";
import { periodInput } from "../period";
import type { State } from "../state";
import { words } from "../words";
import type { Colouring, PaintedCounty } from "./map";

export type DetainersAnswer = { counts: CountyDetainersQuery };
export type RatesAnswer = { rates: CountyRatesQuery };

// Each step begins here; they widen as counts do, which run from 1 to some thousands.
const COUNT_STEPS = [1, 5, 20, 100, 500];
const RATE_STEPS = [0, 0.2, 0.4, 0.6, 0.8];
// The API calls a rate of fewer unstable.
const STABLE = 20;

export const detainersMap: Colouring<DetainersAnswer> = {
  questions: (state) => [
    {
      about: "US",
      document: CountyDetainersDocument,
      variables: countVariables(state),
      csv: `detainers.csv?kind=COUNTY&${periodParameters(state.mapPeriod)}`,
    },
  ],
  load: async (state) => ({ counts: await ask(CountyDetainersDocument, countVariables(state)) }),
  revision: ({ counts }) => counts.revision,
  origin: ({ counts }) => originOf(counts.states.nodes),
  painted: ({ counts }) => ({
    column: words().detainers,
    counties: new Map(
      counts.jurisdictions.nodes.map(({ code, name, detainers: { total } }): [string, PaintedCounty] => [
        code,
        { name, fill: stepOf(total.value, COUNT_STEPS), text: figure(total), rank: total.value ?? 0 },
      ]),
    ),
    notes: nationNotes(counts),
    legend: [
      { fill: "var(--none)", label: words().map.zero },
      ...COUNT_STEPS.map((from, index) => ({
        fill: STEPS[index]!,
        label: COUNT_STEPS[index + 1]
          ? `${count(from)}–${count(COUNT_STEPS[index + 1]! - 1)}`
          : `${count(from)}+`,
      })),
      { fill: UNKNOWN, label: words().unknown },
    ],
  }),
};

export const ratesMap: Colouring<RatesAnswer> = {
  questions: (state) => [
    {
      about: "US",
      document: CountyRatesDocument,
      variables: rateVariables(state),
      csv: `rates.csv?kind=COUNTY&${periodParameters(state.mapPeriod)}&definition=${state.definition}`,
    },
  ],
  load: async (state) => ({ rates: await ask(CountyRatesDocument, rateVariables(state)) }),
  revision: ({ rates }) => rates.revision,
  origin: ({ rates }) => originOf(rates.states.nodes),
  painted: ({ rates }) => ({
    column: words().rate,
    counties: new Map(
      rates.jurisdictions.nodes.map(({ code, name, detainers: { rate } }): [string, PaintedCounty] => {
        const of = rate.denominator.value ?? 0;
        const stable = of >= STABLE;
        const text = rate.value == null ? figure(rate) : `${share(rate.value)} ${words().ofTotal(count(of))}`;
        const fill =
          rate.value == null
            ? unknownOr(rate.status)
            : stable
              ? stepOf(rate.value, RATE_STEPS)
              : "var(--unstable)";
        return [code, { name, fill, text, rank: stable ? (rate.value ?? 0) : 0 }];
      }),
    ),
    notes: [],
    legend: [
      ...RATE_STEPS.map((from, index) => ({
        fill: STEPS[index]!,
        label: `${share(from)}–${share(RATE_STEPS[index + 1] ?? 1)}`,
      })),
      { fill: "var(--unstable)", label: words().map.unstable },
      { fill: "var(--none)", label: words().map.nobody },
      { fill: UNKNOWN, label: words().unknown },
    ],
  }),
};

function countVariables(state: State) {
  return { period: periodInput(state.mapPeriod)!, ...asOf(state) };
}

function rateVariables(state: State) {
  return { ...countVariables(state), definition: state.definition };
}

// A share of nobody is not unknown: there were no detainers.
function unknownOr(
  status: CountyRatesQuery["jurisdictions"]["nodes"][number]["detainers"]["rate"]["status"],
): string {
  return status === "NOT_APPLICABLE" ? "var(--none)" : UNKNOWN;
}

function stepOf(value: number | null | undefined, steps: number[]): string {
  if (value == null) return UNKNOWN;
  return STEPS[steps.findLastIndex((from) => value >= from)] ?? "var(--none)";
}

type Counted = CountyRatesQuery["states"]["nodes"];

function originOf(states: Counted) {
  return {
    sources: states.map(({ detainers }) => detainers.source),
    caveats: sharedCaveats(states),
  };
}

// A share or a count in a caveat is one state's own, and there may be fifty of them: those of most states are given.
function sharedCaveats(states: Counted) {
  const covered = states.filter(({ detainers }) => detainers.source);
  const all = covered.flatMap(({ detainers }) => detainers.caveats);
  const seen = Map.groupBy(all, ({ text }) => text);
  return [...seen.values()].filter((same) => same.length > covered.length / 2).map(([caveat]) => caveat!);
}

// The counties do not add up to the nation: prisons and federal keepers are in no county, and some are not placed.
function nationNotes({ nation, jurisdictions }: CountyDetainersQuery): string[] {
  const { total, unplaced } = nation!.detainers;
  if (total.value == null || unplaced.value == null) return [];
  const shown = jurisdictions.nodes.reduce((sum, { detainers }) => sum + (detainers.total.value ?? 0), 0);
  const elsewhere = total.value - shown - unplaced.value;
  return [words().map.nation(count(total.value), count(shown), count(elsewhere), count(unplaced.value))];
}
