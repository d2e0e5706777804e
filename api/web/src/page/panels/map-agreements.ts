// Where agencies had a 287(g) agreement on a day, as ICE's lists have it, and where state law forbids one.
import {
  AgreementsDocument,
  CooperationMapDocument,
  type AgreementsQuery,
  type CooperationMapQuery,
} from "../../../generated/queries";
import { ask } from "../../api/ask";
import { MODELS } from "../charts/colours";
import { UNKNOWN } from "../charts/chart";
import { count, day } from "../format";
import { asOf } from "../panel";
import { monthEnds } from "../period";
import type { State } from "../state";
import { words } from "../words";
import { stateOf } from "./states";
import type { Colouring, PaintedCounty } from "./map";

type Agreement = AgreementsQuery["agreements"]["nodes"][number];

export interface AgreementsAnswer {
  places: CooperationMapQuery;
  agreements: Agreement[];
}

export const agreementsMap: Colouring<AgreementsAnswer> = {
  questions: (state) => [
    {
      about: "US",
      document: AgreementsDocument,
      variables: revisionOf(state),
      csv: `agreements.csv${state.on && `?on=${state.on}`}`,
    },
  ],
  async load(state) {
    const [places, agreements] = await Promise.all([
      ask(CooperationMapDocument, asOf(state)),
      allAgreements(revisionOf(state)),
    ]);
    return { places, agreements };
  },
  revision: ({ places }) => places.revision,
  origin: ({ places }) => ({
    sources: [places.source],
    caveats: (places.source?.limits ?? []).map((text) => ({ code: "LIMIT", text })),
  }),
  painted({ places, agreements }, { on }) {
    const { from, to } = places.source!.covers;
    const days = monthEnds(from!, to!);
    const chosen = on && on >= days[0]! && on <= to! ? on : to!;
    const before = days[days.findIndex((each) => each >= chosen) - 1];
    const standing = agreements.filter((each) => stood(each, chosen));
    const models = modelsByCounty(standing);
    const forbidding = statesThatForbid(places, chosen);
    const counties = new Map(
      places.jurisdictions.nodes.map(({ code, name }): [string, PaintedCounty] => [
        code,
        painted(name, models.get(code), forbidding.has(stateOf(code))),
      ]),
    );
    return {
      counties,
      column: words().map.models,
      slider: days,
      notes: [
        words().map.agreementsOn(day(chosen), count(standing.length), count(models.size)),
        ...(before ? [movement(agreements, before, chosen)] : []),
        ofNoCounty(standing),
      ],
      legend: [
        ...(["JAIL_ENFORCEMENT", "WARRANT_SERVICE", "TASK_FORCE"] as const).map((model) => ({
          fill: MODELS[model],
          label: words().model[model],
        })),
        { fill: MODELS.several, label: words().map.several },
        { fill: "var(--none)", label: words().map.noAgreement },
        { fill: "var(--forbidden)", label: words().map.forbidden },
        { fill: UNKNOWN, label: words().unknown },
      ],
    };
  },
};

// The API gives 500 at most in one answer.
async function allAgreements(revision: ReturnType<typeof revisionOf>): Promise<Agreement[]> {
  const all: Agreement[] = [];
  for (let after: string | null | undefined; ;) {
    const { agreements } = await ask(AgreementsDocument, { ...revision, ...(after && { after }) });
    all.push(...agreements.nodes);
    if (!agreements.pageInfo.hasNextPage) return all;
    after = agreements.pageInfo.endCursor;
  }
}

function revisionOf({ revision }: State) {
  return revision ? { asOf: { revision } } : {};
}

// As the API reckons it: listed on or before the day, and not yet gone from a later list.
function stood({ firstListedOn, removedBetween }: Agreement, on: string): boolean {
  return firstListedOn <= on && !(removedBetween?.to && removedBetween.to <= on);
}

function movement(agreements: Agreement[], before: string, on: string): string {
  const came = agreements.filter((each) => stood(each, on) && !stood(each, before)).length;
  const went = agreements.filter((each) => stood(each, before) && !stood(each, on)).length;
  return words().map.movement(count(came), count(went));
}

function modelsByCounty(agreements: Agreement[]) {
  const models = new Map<string, Agreement["model"][]>();
  for (const each of agreements) {
    const code = countyOf(each);
    if (code) models.set(code, [...(models.get(code) ?? []), each.model]);
  }
  return models;
}

// Agencies of a whole state are its prison systems and what else ICE lists as a state's.
function ofNoCounty(agreements: Agreement[]): string {
  const without = agreements.filter((each) => !countyOf(each));
  const states = without.filter(({ agency }) => agency.statewide || agency.jurisdiction).length;
  return words().map.ofNoCounty(count(states), count(without.length - states));
}

function countyOf({ agency }: Agreement): string | null {
  return /^\d{5}$/.exec(agency.jurisdiction?.code ?? "")?.[0] ?? null;
}

function painted(name: string, models: Agreement["model"][] | undefined, forbidden: boolean): PaintedCounty {
  if (!models)
    return forbidden
      ? { name, fill: "var(--forbidden)", text: words().map.forbidden, rank: 0 }
      : { name, fill: "var(--none)", text: words().map.noAgreement, rank: 0 };
  const kinds = [...new Set(models)];
  return {
    name,
    fill: MODELS[kinds.length > 1 ? "several" : kinds[0]!],
    text: kinds.map((model) => words().model[model]).join(", "),
    rank: models.length,
  };
}

function statesThatForbid({ states }: CooperationMapQuery, on: string): Set<string> {
  return new Set(
    states.nodes
      .filter(({ cooperation }) =>
        cooperation.stances.some(
          ({ dimension, stance, effectiveFrom }) =>
            dimension === "AGREEMENT_287G" && stance === "PROHIBITED" && (effectiveFrom ?? "") <= on,
        ),
      )
      .map(({ code }) => code),
  );
}
