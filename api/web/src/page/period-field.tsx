// A choice of period: years, fiscal years, the windows of the sources, or any two days.
import { createContext } from "preact";
import { useContext, useId, useState } from "preact/hooks";

import { period as inWords } from "./format";
import { days, isPeriod } from "./period";
import { words } from "./words";

// The first and the last year of which there may be records.
const [FIRST, LAST] = [2008, 2026];
const YEARS = Array.from({ length: LAST - FIRST + 1 }, (_, index) => String(LAST - index));
const OTHER = "other";

// The windows over which a source counts detainers, as the address writes them.
export const Windows = createContext<string[]>([]);

export function PeriodField({
  label,
  period,
  choose,
  hidden = false,
}: {
  label: string;
  period: string;
  choose: (period: string) => void;
  hidden?: boolean;
}) {
  const id = useId();
  const [free, setFree] = useState(false);
  const windows = useContext(Windows);
  const groups: [string, string[]][] = [
    [words().windows, windows],
    [words().calendarYears, YEARS],
    [words().fiscalYears, YEARS.map((year) => `FY${year}`)],
  ];
  const listed = groups.some(([, periods]) => periods.includes(period));
  return (
    <span class="period-field">
      <label for={id} class={hidden ? "unseen" : ""}>
        {label}
      </label>
      <select
        id={id}
        value={free ? OTHER : period}
        onChange={({ currentTarget: { value } }) => {
          setFree(value === OTHER);
          if (value !== OTHER) choose(value);
        }}
      >
        {!listed && <option value={period}>{inWords(period)}</option>}
        {groups.map(([name, periods]) => (
          <optgroup key={name} label={name}>
            {periods.map((each) => (
              <option key={each} value={each}>
                {inWords(each)}
              </option>
            ))}
          </optgroup>
        ))}
        <option value={OTHER}>{words().otherDaysChoice}</option>
      </select>
      {free && <FreeDays period={period} choose={choose} />}
    </span>
  );
}

function FreeDays({ period, choose }: { period: string; choose: (period: string) => void }) {
  const [[from, to], setDays] = useState(days(period));
  const set = (range: [string, string]) => {
    setDays(range);
    const text = range.join("..");
    if (isPeriod(text) && range[0] <= range[1]) choose(text);
  };
  return (
    <span class="free-days">
      <label>
        {words().from}{" "}
        <input type="date" value={from} max={to} onChange={(event) => set([event.currentTarget.value, to])} />
      </label>
      <label>
        {words().to}{" "}
        <input
          type="date"
          value={to}
          min={from}
          onChange={(event) => set([from, event.currentTarget.value])}
        />
      </label>
    </span>
  );
}
