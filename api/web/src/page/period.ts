// Periods as the address of the page writes them: 2025, FY2015, 2026-02, 2025-12-01..2026-03-10.
import type { PeriodInput } from "../../generated/queries";

const FORMS: [RegExp, (parts: string[]) => PeriodInput][] = [
  [/^(\d{4})$/, ([year]) => ({ calendarYear: Number(year) })],
  [/^FY(\d{4})$/, ([year]) => ({ fiscalYear: Number(year) })],
  [/^(\d{4}-(?:0[1-9]|1[0-2]))$/, ([month]) => ({ month: month! })],
  [/^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/, ([from, to]) => ({ range: { from: from!, to: to! } })],
];

// As the API takes it; null for what is no period.
export function periodInput(text: string): PeriodInput | null {
  for (const [form, make] of FORMS) {
    const match = form.exec(text);
    if (match) return make(match.slice(1));
  }
  return null;
}

export function isPeriod(text: string): boolean {
  return periodInput(text) !== null;
}

// The first and last day of it.
export function days(text: string): [string, string] {
  const period = periodInput(text)!;
  if ("range" in period && period.range) return [period.range.from, period.range.to];
  if ("fiscalYear" in period && period.fiscalYear)
    return [`${period.fiscalYear - 1}-10-01`, `${period.fiscalYear}-09-30`];
  if ("month" in period && period.month) return [`${period.month}-01`, lastOfMonth(period.month)];
  return [`${text}-01-01`, `${text}-12-31`];
}

// 2026-02 to 2026-02-28.
export function lastOfMonth(month: string): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

// The last day of each month from the month of one day on, and at the end the other day itself.
export function monthEnds(from: string, to: string): string[] {
  const ends: string[] = [];
  let [year, month] = from.split("-").map(Number) as [number, number];
  for (;;) {
    const end = lastOfMonth(`${year}-${String(month).padStart(2, "0")}`);
    if (end >= to) return [...ends, to];
    ends.push(end);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
}
