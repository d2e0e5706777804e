// What a panel is: the questions that it asks, what it draws of the answers, and where they come from.
import type { ComponentType } from "preact";

import type { TypedDocumentString } from "../../generated/queries";
import { ask } from "../api/ask";
import type { Place, State } from "./state";
import { periodInput } from "./period";

export const PANEL_IDS = [
  "sides",
  "counties",
  "outcomes",
  "definitions",
  "trend",
  "map",
  "claims",
  "policy",
] as const;
export type PanelId = (typeof PANEL_IDS)[number];

export interface SourceLine {
  title: string;
  publisher: string;
  url?: string | null;
  citation: string;
}

export interface Caveat {
  code: string;
  text: string;
}

export interface Question<A = unknown> {
  // What it is about, where a panel has several: a place's code.
  about: string;
  document: TypedDocumentString<A, any>;
  variables: Record<string, unknown>;
  // The same as a file: a table and its parameters.
  csv: string;
}

// `keep` false: the state goes into the address without a step in the browser's history.
export type Change = (change: Partial<State>, keep?: boolean) => void;

export interface Shown<A> {
  answer: A;
  state: State;
  change: Change;
}

export interface PanelKind<A> {
  id: PanelId;
  questions(state: State): Question[];
  load(state: State): Promise<A>;
  origin(answer: A, state: State): { sources: (SourceLine | null | undefined)[]; caveats: Caveat[] };
  revision(answer: A): { number: number; publishedAt: string } | undefined;
  Controls?: ComponentType<{ state: State; change: Change }>;
  Body: ComponentType<Shown<A>>;
}

// A panel that asks one document once for each of some places, and has the answers in their order.
export function perPlace<A extends { revision: { number: number; publishedAt: string } }>(
  document: TypedDocumentString<A, any>,
  places: (state: State) => Place[],
  variables: (place: Place, state: State) => Record<string, unknown>,
  csv: (place: Place, state: State) => string,
) {
  const questions = (state: State): Question<A>[] =>
    places(state).map((place) => ({
      about: place.code,
      document,
      variables: { ...variables(place, state), ...asOf(state) },
      csv: csv(place, state),
    }));
  return {
    questions,
    load: (state: State) =>
      Promise.all(questions(state).map(({ document, variables }) => ask(document, variables))),
    revision: ([first]: A[]) => first?.revision,
  };
}

// The revision that answers, in the words of the API, where it is not the newest.
export function asOf({ revision }: State) {
  return revision ? { asOf: { revision }, revision } : {};
}

// The period in the words of the data files' parameters.
export function periodParameters(period: string): string {
  const input = periodInput(period)!;
  const flat = "range" in input && input.range ? input.range : input;
  return new URLSearchParams(Object.entries(flat).map(([name, value]) => [name, String(value)])).toString();
}
