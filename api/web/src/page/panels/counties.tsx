import { useState } from "preact/hooks";

import { CountiesDocument, type CountiesQuery, type Outcome } from "../../../generated/queries";
import { OUTCOMES } from "../charts/colours";
import { Legend } from "../charts/legend";
import { Table } from "../charts/table";
import { count, figure, shareOf } from "../format";
import { periodParameters, perPlace, type PanelKind, type Shown } from "../panel";
import { periodInput } from "../period";
import type { State } from "../state";
import { words } from "../words";
import { PlaceHeading } from "./place-heading";

type StateOf = NonNullable<CountiesQuery["jurisdiction"]>;
type County = StateOf["counties"]["nodes"][number];

// So many counties are shown until the reader asks for all.
const FIRST = 15;
// The API calls a rate of fewer unstable.
const STABLE = 20;

// The outcomes with a column of their own; the bar has all.
const COLUMNS = ["PICKED_UP", "DECLINED_BY_AGENCY", "NOT_RECORDED"] as const satisfies Outcome[];

export const counties: PanelKind<CountiesQuery[]> = {
  id: "counties",
  ...perPlace(
    CountiesDocument,
    ({ places }) => places.filter(({ code }) => /^[A-Z]{2}$/.test(code) && code !== "US"),
    ({ code, period }, { definition, on }) => ({
      within: code,
      period: periodInput(period),
      definition,
      ...(on && { on }),
    }),
    ({ code, period }) => `detainers.csv?within=${code}&kind=COUNTY&${periodParameters(period)}`,
  ),
  origin: (answers) => ({
    sources: answers.map(({ jurisdiction }) => jurisdiction?.detainers.source),
    caveats: answers.flatMap(({ jurisdiction }) => jurisdiction?.detainers.caveats ?? []),
  }),
  Body,
};

function Body({ answer, state }: Shown<CountiesQuery[]>) {
  if (answer.length === 0) return <p class="note">{words().counties.none}</p>;
  return (
    <>
      {answer.map(
        ({ jurisdiction }, index) =>
          jurisdiction && <StateCounties key={index} place={jurisdiction} state={state} />,
      )}
    </>
  );
}

function StateCounties({ place, state }: { place: StateOf; state: State }) {
  const [all, setAll] = useState(false);
  const { nodes } = place.counties;
  const some = nodes
    .filter(({ detainers: { total } }) => total.value)
    .sort((a, b) => b.detainers.total.value! - a.detainers.total.value! || a.name.localeCompare(b.name));
  const none = nodes.filter(({ detainers: { total } }) => total.value === 0).length;
  const unknown = nodes.filter(({ detainers: { total } }) => total.value == null);
  const { unplaced } = place.detainers;
  const [why] = unknown;
  return (
    <>
      <PlaceHeading name={words().counties.of(place.name)} label={place.detainers.period.label} />
      {some.length > 0 && (
        <>
          <Legend entries={presentOutcomes(some)} />
          <Table caption={words().counties.of(place.name)} head={<Head state={state} />}>
            {some.slice(0, all ? undefined : FIRST).map((county) => (
              <Row
                key={county.code}
                county={county}
                most={some[0]!.detainers.total.value!}
                listsKnown={place.cooperation.agreementsKnownOn != null}
              />
            ))}
          </Table>
          {some.length > FIRST && (
            <button type="button" onClick={() => setAll(!all)}>
              {all ? words().counties.fewer : words().counties.all(some.length)}
            </button>
          )}
        </>
      )}
      {none > 0 && (
        <p class="note" data-draw>
          {words().counties.quiet(none)}.
        </p>
      )}
      {why && (
        <p class="note unknown" data-draw>
          {words().counties.unknown(unknown.length)}: {words().status[why.detainers.total.status]}.
        </p>
      )}
      {unplaced.value ? (
        <p class="note" data-draw>
          {words().counties.unplaced(count(unplaced.value))}
        </p>
      ) : null}
    </>
  );
}

function presentOutcomes(counties: County[]) {
  return (Object.keys(OUTCOMES) as Outcome[])
    .filter((outcome) => counties.some(({ detainers }) => partOf(detainers, outcome)?.value))
    .map((outcome) => ({ fill: OUTCOMES[outcome], label: words().outcome[outcome] }));
}

function Head({ state }: { state: State }) {
  return (
    <tr>
      <th scope="col">{words().county}</th>
      <th scope="col" class="number">
        {words().detainers}
      </th>
      <td class="bar" />
      {COLUMNS.map((outcome) => (
        <th key={outcome} scope="col" class="number">
          {words().outcome[outcome]}
        </th>
      ))}
      <th scope="col" class="number">
        {words().definition[state.definition]}
      </th>
      <th scope="col">{words().agreements287g}</th>
    </tr>
  );
}

function Row({
  county: { name, detainers, cooperation },
  most,
  listsKnown,
}: {
  county: County;
  most: number;
  listsKnown: boolean;
}) {
  const models = [...new Set(cooperation.agreements.map(({ model }) => words().model[model]))];
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{figure(detainers.total)}</td>
      <td class="bar">
        <Bar detainers={detainers} most={most} />
      </td>
      {COLUMNS.map((outcome) => {
        const part = partOf(detainers, outcome)!;
        return (
          <td key={outcome} class={`number ${part.value == null ? "unknown" : ""}`}>
            {figure(part)}
          </td>
        );
      })}
      <td class={`number ${(detainers.rate.denominator.value ?? 0) < STABLE ? "unstable" : ""}`}>
        {figure(detainers.rate, shareOf(detainers.rate))}
        {detainers.rate.denominator.value ? (
          <span class="of"> {words().ofTotal(count(detainers.rate.denominator.value))}</span>
        ) : null}
      </td>
      {/* Before the first of ICE's lists nobody knows, which is not none. */}
      <td class={listsKnown ? "" : "unknown"}>
        {listsKnown ? models.join(", ") || "–" : words().unknown}
      </td>
    </tr>
  );
}

// In proportion to the county with the most; the numbers stand beside it.
function Bar({ detainers, most }: { detainers: County["detainers"]; most: number }) {
  const WIDTH = 120;
  let x = 0;
  return (
    <svg width={WIDTH} height="12" aria-hidden="true">
      {(Object.keys(OUTCOMES) as Outcome[]).map((outcome) => {
        const width = ((partOf(detainers, outcome)?.value ?? 0) / most) * WIDTH;
        x += width;
        return (
          <rect key={outcome} x={x - width} width={width} height="12" style={{ fill: OUTCOMES[outcome] }} />
        );
      })}
    </svg>
  );
}

function partOf(detainers: County["detainers"], outcome: Outcome) {
  return detainers.outcomes.find((each) => each.outcome === outcome)?.count;
}
