// The language that the page is in. It is set before anything is drawn, and everything is drawn anew when it changes.
import { en, type Words } from "./en";
import { es } from "./es";
import type { State } from "../state";

const DICTIONARIES: Record<State["language"], Words> = { en, es };

let spoken: State["language"] = "en";

export function speak(language: State["language"]): void {
  spoken = language;
}

export function words(): Words {
  return DICTIONARIES[spoken];
}

export function language(): string {
  return spoken === "en" ? "en-US" : "es-US";
}

// What a reader's browser asks for, of the two that the page has.
export function preferred(languages: readonly string[]): State["language"] {
  return languages.find((tag) => /^(en|es)\b/.test(tag))?.startsWith("es") ? "es" : "en";
}
