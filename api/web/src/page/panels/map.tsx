// The counties of the nation by one of three measures; what differs between these is in map-*.ts.
import { COLOURINGS, DEFINITIONS, type State } from "../state";
import type { Change, PanelKind, Question, Shown } from "../panel";
import { PeriodField } from "../period-field";
import { words } from "../words";
import { CountyMap } from "../charts/county-map";
import { Legend } from "../charts/legend";
import { CountyTable } from "./county-table";
import { DaySlider } from "./day-slider";
import { agreementsMap, type AgreementsAnswer } from "./map-agreements";
import { detainersMap, ratesMap, type DetainersAnswer, type RatesAnswer } from "./map-counts";

// One colouring of the map: what it asks, and what it says of each county.
export interface Colouring<A> {
  questions(state: State): Question[];
  load(state: State): Promise<A>;
  origin: PanelKind<A>["origin"];
  revision: PanelKind<A>["revision"];
  painted(answer: A, state: State): Painted;
}

export interface Painted {
  // By FIPS code; a county that is not here is not known.
  counties: Map<string, PaintedCounty>;
  legend: { fill: string; label: string }[];
  notes: string[];
  slider?: string[];
  column: string;
}

export interface PaintedCounty {
  name: string;
  fill: string;
  text: string;
  // The order in the table: the highest first; 0 only on being looked for.
  rank: number;
}

type Answer = { colouring: State["colouring"] } & (AgreementsAnswer | DetainersAnswer | RatesAnswer);

const KINDS: Record<State["colouring"], Colouring<any>> = {
  agreements: agreementsMap,
  detainers: detainersMap,
  rate: ratesMap,
};

export const map: PanelKind<Answer> = {
  id: "map",
  questions: (state) => KINDS[state.colouring].questions(state),
  load: async (state) => ({ ...(await KINDS[state.colouring].load(state)), colouring: state.colouring }),
  origin: (answer, state) => KINDS[answer.colouring].origin(answer, state),
  revision: (answer) => KINDS[answer.colouring].revision(answer),
  Controls,
  Body,
};

function Controls({ state, change }: { state: State; change: Change }) {
  return (
    <div class="controls">
      <Choice
        label={words().map.colourBy}
        chosen={state.colouring}
        options={COLOURINGS.map((each) => [each, words().map.colouring[each]])}
        choose={(colouring) => change({ colouring })}
      />
      {state.colouring === "rate" && (
        <Choice
          label={words().rate}
          chosen={state.definition}
          options={DEFINITIONS.map((each) => [each, words().definition[each]])}
          choose={(definition) => change({ definition })}
        />
      )}
      {state.colouring !== "agreements" && (
        <PeriodField
          label={words().period}
          period={state.mapPeriod}
          choose={(mapPeriod) => change({ mapPeriod })}
        />
      )}
    </div>
  );
}

function Choice<T extends string>({
  label,
  chosen,
  options,
  choose,
}: {
  label: string;
  chosen: T;
  options: [T, string][];
  choose: (chosen: T) => void;
}) {
  return (
    <label>
      {label}{" "}
      <select value={chosen} onChange={({ currentTarget: { value } }) => choose(value as T)}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Body({ answer, state, change }: Shown<Answer>) {
  const { counties, legend, notes, slider, column } = KINDS[answer.colouring].painted(answer, state);
  return (
    <>
      {slider && <DaySlider days={slider} on={state.on} choose={(on) => change({ on }, false)} />}
      <div class="notes">
        {notes.map((note) => (
          <p key={note} data-draw>
            {note}
          </p>
        ))}
      </div>
      <CountyMap counties={counties} label={words().map.label(words().map.colouring[answer.colouring])} />
      <Legend entries={legend} />
      <p class="note">{words().map.notOnMap}</p>
      <CountyTable counties={counties} column={column} />
    </>
  );
}
