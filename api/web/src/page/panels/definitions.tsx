import * as Plot from "@observablehq/plot";

import { DefinitionsDocument, type DefinitionsQuery } from "../../../generated/queries";
import { Chart, STYLE, UNKNOWN } from "../charts/chart";
import { Numbers } from "../charts/table";
import { figure, isKnown, share, shareOf } from "../format";
import { periodParameters, perPlace, type PanelKind, type Shown } from "../panel";
import { periodInput } from "../period";
import { words } from "../words";
import { PlaceHeading } from "./place-heading";

type Place = NonNullable<DefinitionsQuery["jurisdiction"]>;

export const definitions: PanelKind<DefinitionsQuery[]> = {
  id: "definitions",
  ...perPlace(
    DefinitionsDocument,
    ({ places }) => places,
    ({ code, period }) => ({ code, period: periodInput(period) }),
    ({ code, period }) => `rates.csv?codes=${code}&${periodParameters(period)}`,
  ),
  origin: (answers) => {
    const known = answers
      .flatMap(({ jurisdiction }) => (jurisdiction ? ratesOf(jurisdiction) : []))
      .filter(isKnown);
    return { sources: known.map(({ source }) => source), caveats: known.flatMap(({ caveats }) => caveats) };
  },
  Body,
};

function ratesOf(place: Place) {
  return [
    place.issued,
    place.resolved,
    place.taken,
    place.released,
    place.declinedIssued,
    place.declinedResolved,
  ];
}

function Body({ answer, state }: Shown<DefinitionsQuery[]>) {
  return (
    <>
      {answer.map(({ jurisdiction }, index) =>
        jurisdiction ? (
          <PlaceRates key={index} place={jurisdiction} label={state.places[index]?.period} />
        ) : null,
      )}
    </>
  );
}

function PlaceRates({ place, label }: { place: Place; label: string | undefined }) {
  const rates = ratesOf(place).map((rate) => ({
    ...rate,
    name: words().definition[rate.definition],
    text: figure(rate, shareOf(rate)),
    known: isKnown(rate),
    at: rate.value ?? rate.lower ?? 0,
    least: rate.lower ?? rate.value ?? 0,
    most: rate.upper ?? rate.value ?? 1,
  }));
  return (
    <>
      <PlaceHeading name={place.name} label={label} />
      <Chart
        label={`${place.name}. ${rates.map(({ name, text }) => `${name}: ${text}`).join("; ")}`}
        draw={(width) => drawn(width, rates)}
      />
      <Numbers
        caption={`${words().panels.definitions.title}: ${place.name}`}
        head={[words().rate, words().shareHead, words().numerator, words().denominator]}
        rows={rates.map((rate) => [rate.name, rate.text, figure(rate.numerator), figure(rate.denominator)])}
      />
    </>
  );
}

// Readable over hatching and grid lines.
const TEXT = { fill: "var(--ink)", stroke: "var(--ground)", strokeWidth: 5, fontWeight: 600 };

interface Drawn {
  definition: string;
  name: string;
  text: string;
  known: boolean;
  at: number;
  least: number;
  most: number;
}

function drawn(width: number, rates: Drawn[]) {
  const known = rates.filter((rate) => rate.known);
  const unknown = rates.filter((rate) => !rate.known);
  const y = "definition";
  return Plot.plot({
    width,
    height: 46 * rates.length + 30,
    marginLeft: 1,
    marginRight: 16,
    marginTop: 4,
    marginBottom: 26,
    style: STYLE,
    x: { domain: [0, 1], tickFormat: share, label: null, ticks: width < 500 ? 4 : 10 },
    y: { axis: null, domain: rates.map(({ definition }) => definition), padding: 0.2 },
    marks: [
      Plot.gridX({ stroke: "var(--rule)", strokeOpacity: 1 }),
      Plot.barX(unknown, { x1: 0, x2: 1, y, fill: UNKNOWN, insetTop: 18 }),
      Plot.text(unknown, { ...TEXT, x: 0.5, y, dy: 9, text: "text" }),
      Plot.ruleY(known, {
        x1: "least",
        x2: "most",
        y,
        dy: 9,
        stroke: "var(--picked-up)",
        strokeWidth: 5,
        strokeOpacity: 0.35,
      }),
      Plot.dot(known, {
        x: "at",
        y,
        dy: 9,
        r: 6,
        fill: (rate: Drawn) => colour(rate),
        stroke: "var(--ground)",
      }),
      Plot.text(
        known.filter(({ at }) => at <= 0.5),
        { ...TEXT, x: "at", y, dx: 11, dy: 9, text: "text", textAnchor: "start" },
      ),
      Plot.text(
        known.filter(({ at }) => at > 0.5),
        { ...TEXT, x: "at", y, dx: -11, dy: 9, text: "text", textAnchor: "end" },
      ),
      Plot.text(rates, { ...TEXT, x: 0, y, dy: -10, text: "name", textAnchor: "start", fontWeight: 400 }),
    ],
    color: { type: "identity" },
  });
}

function colour({ definition }: Drawn): string {
  return definition.startsWith("DECLINED") ? "var(--declined)" : "var(--picked-up)";
}
