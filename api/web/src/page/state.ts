// What the reader has chosen, and how the address of the page says it.
import type { RateDefinition } from "../../generated/queries";
import { isPeriod } from "./period";

export interface Place {
  code: string;
  period: string;
}

export const LANGUAGES = ["en", "es"] as const;
export const COLOURINGS = ["agreements", "detainers", "rate"] as const;
export const DEFINITIONS = [
  "PICKUP_OF_ISSUED",
  "PICKUP_OF_RESOLVED",
  "PICKUP_OF_PICKED_UP_OR_DECLINED",
  "PICKUP_OF_RELEASED_WITH_DETAINER",
  "DECLINED_OF_ISSUED",
  "DECLINED_OF_RESOLVED",
] as const satisfies readonly RateDefinition[];
export const MOST_PLACES = 6;

export interface State {
  places: Place[];
  // Of the rates that are shown under one definition alone.
  definition: RateDefinition;
  colouring: (typeof COLOURINGS)[number];
  mapPeriod: string;
  // The day of the 287(g) agreements; empty: that of ICE's newest list.
  on: string;
  months: string;
  // The revision of the database that answers; null: the newest.
  revision: number | null;
  language: (typeof LANGUAGES)[number];
}

// California's state prisons beside Minnesota's counties, each over the days for which there are records.
export const OPENING: State = {
  places: [
    { code: "CA-CDCR", period: "2025" },
    { code: "MN", period: "2025-12-01..2026-03-10" },
  ],
  definition: "PICKUP_OF_RESOLVED",
  colouring: "agreements",
  mapPeriod: "FY2015",
  on: "",
  months: "2022-10-01..2026-03-10",
  revision: null,
  language: "en",
};

// A part of an address that says nothing sensible is as if it were not there.
export function read(search: string, language: State["language"]): State {
  const query = new URLSearchParams(search);
  const places = query.getAll("place").flatMap(readPlace).slice(0, MOST_PLACES);
  return {
    places: places.length ? places : OPENING.places,
    definition: oneOf(DEFINITIONS, query.get("rate")) ?? OPENING.definition,
    colouring: oneOf(COLOURINGS, query.get("map")) ?? OPENING.colouring,
    mapPeriod: readPeriod(query.get("mapPeriod")) ?? OPENING.mapPeriod,
    on: /^\d{4}-\d\d-\d\d$/.exec(query.get("on") ?? "")?.[0] ?? OPENING.on,
    months: readPeriod(query.get("months")) ?? OPENING.months,
    revision: Number(/^[1-9]\d{0,8}$/.exec(query.get("asOf") ?? "")?.[0]) || OPENING.revision,
    language: oneOf(LANGUAGES, query.get("lang")) ?? language,
  };
}

// Everything is written, so that a link means the same when the page opens with something else.
export function write(state: State): string {
  const query = new URLSearchParams(state.places.map(({ code, period }) => ["place", `${code}:${period}`]));
  query.set("rate", state.definition);
  query.set("map", state.colouring);
  query.set("mapPeriod", state.mapPeriod);
  if (state.on) query.set("on", state.on);
  query.set("months", state.months);
  if (state.revision) query.set("asOf", String(state.revision));
  query.set("lang", state.language);
  // Colons and dots are allowed there, and are easier to read.
  return `?${query.toString().replaceAll("%3A", ":")}`;
}

function readPlace(text: string): Place[] {
  const [code = "", period = ""] = text.split(":");
  return /^[A-Z0-9-]{2,12}$/.test(code) && isPeriod(period) ? [{ code, period }] : [];
}

function readPeriod(text: string | null): string | null {
  return text !== null && isPeriod(text) ? text : null;
}

function oneOf<T extends string>(words: readonly T[], text: string | null): T | undefined {
  return words.find((word) => word === text);
}
