// Numbers, days and periods in the reader's language; what is not known in words, never as zero.
import type { FigureStatus, Qualifier } from "../../generated/queries";
import { language, words } from "./words";

interface Bounded {
  value?: number | null;
  lower?: number | null;
  upper?: number | null;
  qualifier?: Qualifier;
  status: FigureStatus;
}

export function count(value: number): string {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: 0 }).format(value);
}

export function share(value: number): string {
  return new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: 1 }).format(value);
}

// A share that was divided here has its decimal, one that its keeper states is as exact as it was stated.
export function shareOf({ status }: { status: FigureStatus }): (value: number) => string {
  return status === "DERIVED" ? exactShare : share;
}

function exactShare(value: number): string {
  return new Intl.NumberFormat(language(), {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value);
}

// `more than 26,000`, `1,445 to 1,641`, `not broken down`.
export function figure(shown: Bounded, form: (value: number) => string = count): string {
  const { value, lower, upper, qualifier = "EXACT", status } = shown;
  if (value != null) return words().qualifier[qualifier](form(value));
  if (lower != null && upper != null) return words().between(form(lower), form(upper));
  if (lower != null) return words().qualifier.AT_LEAST(form(lower));
  if (upper != null) return words().qualifier.AT_MOST(form(upper));
  return words().status[status];
}

export function isKnown({ value, lower, upper }: Omit<Bounded, "status">): boolean {
  return value != null || lower != null || upper != null;
}

// A day of the calendar, which has no time zone.
export function day(iso: string): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${iso.slice(0, 10)}T00:00:00Z`),
  );
}

export function month(iso: string): string {
  return new Intl.DateTimeFormat(language(), { month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${iso.slice(0, 7)}-01T00:00:00Z`),
  );
}

// As the address writes it, or as the API labels it.
export function period(text: string): string {
  const [from, to] = text.split(/\.\.| to /);
  if (from && to) return `${isDay(from) ? day(from) : from} – ${isDay(to) ? day(to) : to}`;
  if (isDay(text)) return day(text);
  if (/^\d{4}-\d\d$/.test(text)) return month(text);
  return text.replace(/^FY/, words().fiscalYear);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}
