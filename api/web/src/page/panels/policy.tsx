import { PoliciesDocument, type PoliciesQuery } from "../../../generated/queries";
import { Chart } from "../charts/chart";
import { STANCES } from "../charts/colours";
import { Legend } from "../charts/legend";
import { Table } from "../charts/table";
import { agreementLines, timeline, type Bar } from "../charts/timeline";
import { day } from "../format";
import { perPlace, type PanelKind, type Shown } from "../panel";
import { words } from "../words";
import { PlaceHeading } from "./place-heading";

type Place = NonNullable<PoliciesQuery["jurisdiction"]>;
type Stance = Place["now"]["stances"][number];

// More lines than this cannot be read; then the number of agreements is drawn.
const MOST_LINES = 30;

export const policy: PanelKind<PoliciesQuery[]> = {
  id: "policy",
  ...perPlace(
    PoliciesDocument,
    // What is in force does not hang on the period that the place is counted over.
    ({ places }) => [...new Set(places.map(({ code }) => code))].map((code) => ({ code, period: "" })),
    ({ code }, { on }) => ({ code, ...(on && { on }) }),
    ({ code }, { on }) => `policies.csv?within=${code}${on && `&on=${on}`}`,
  ),
  origin: (answers) => ({
    sources: answers.flatMap(({ jurisdiction, agreements, lists }) => [
      ...(jurisdiction ? stancesOf(jurisdiction).map(({ source }) => source) : []),
      agreements.totalCount ? lists : null,
    ]),
    caveats: [],
  }),
  Body,
};

// The API says what was in force on a day; the union over the ends of the years is what there has been.
function stancesOf(place: Place): Stance[] {
  const days = [
    place.y2014,
    place.y2015,
    place.y2016,
    place.y2017,
    place.y2018,
    place.y2019,
    place.y2020,
    place.y2021,
    place.y2022,
    place.y2023,
    place.y2024,
    place.y2025,
    place.now,
  ];
  const all = days.flatMap(({ stances }) => stances);
  const known = new Map(
    all.map((stance) => [
      JSON.stringify([stance.dimension, stance.authority, stance.effectiveFrom, stance.custody]),
      stance,
    ]),
  );
  return [...known.values()].sort(
    (a, b) =>
      a.dimension.localeCompare(b.dimension) || (a.effectiveFrom ?? "").localeCompare(b.effectiveFrom ?? ""),
  );
}

function Body({ answer }: Shown<PoliciesQuery[]>) {
  const present = new Set(
    answer
      .flatMap(({ jurisdiction }) => (jurisdiction ? stancesOf(jurisdiction) : []))
      .map(({ stance }) => stance),
  );
  return (
    <>
      <Legend
        entries={[...present].map((stance) => ({ fill: STANCES[stance], label: words().stance[stance] }))}
      />
      {answer.map((each) =>
        each.jurisdiction ? (
          <PlacePolicy key={each.jurisdiction.code} place={each.jurisdiction} agreements={each.agreements} />
        ) : null,
      )}
    </>
  );
}

function PlacePolicy({ place, agreements }: { place: Place; agreements: PoliciesQuery["agreements"] }) {
  const stances = stancesOf(place);
  const today = place.now.on;
  const bars: Bar[] = stances.map((stance) => ({
    row: words().dimension[stance.dimension],
    from: stance.effectiveFrom ?? null,
    to: stance.effectiveTo ?? today,
    fill: STANCES[stance.stance],
    text: words().stance[stance.stance],
  }));
  const listedOn = place.now.agreementsKnownOn;
  const standing = agreements.nodes.filter(({ status }) => status === "LISTED").length;
  return (
    <>
      <PlaceHeading name={place.name} />
      {bars.length === 0 ? (
        <p class="note" data-draw>
          {words().policy.none}
        </p>
      ) : (
        <>
          <Chart
            label={`${words().policy.timeline(place.name)}. ${stances.map((stance) => `${words().dimension[stance.dimension]}: ${words().stance[stance.stance]}`).join("; ")}`}
            draw={(width) => timeline(width, bars, today)}
          />
          <StanceTable place={place} stances={stances} />
        </>
      )}
      {listedOn && agreements.totalCount > 0 && (
        <>
          <p data-draw>{words().policy.agreementsListed(standing, day(listedOn))}</p>
          <Chart
            label={words().policy.agreementsListed(standing, day(listedOn))}
            draw={(width) => agreementLines(width, agreements.nodes, listedOn, MOST_LINES)}
          />
        </>
      )}
    </>
  );
}

function StanceTable({ place, stances }: { place: Place; stances: Stance[] }) {
  return (
    <Table
      caption={`${words().panels.policy.title}: ${place.name}`}
      draw={false}
      head={
        <tr>
          <th scope="col">{words().policy.dimensionHead}</th>
          <th scope="col">{words().policy.stanceHead}</th>
          <th scope="col">{words().policy.since}</th>
          <th scope="col">{words().policy.authority}</th>
        </tr>
      }
    >
      {stances.map((stance) => (
        <tr key={JSON.stringify(stance)}>
          <th scope="row">{words().dimension[stance.dimension]}</th>
          <td>
            {words().stance[stance.stance]}
            <span class="days">
              {" "}
              {words().basis[stance.basis]}, {words().custody[stance.custody]}
            </span>
          </td>
          <td>
            {stance.effectiveFrom ? (
              day(stance.effectiveFrom)
            ) : (
              <span class="unknown">{words().policy.startUnknown}</span>
            )}
            {" – "}
            {stance.effectiveTo ? day(stance.effectiveTo) : words().policy.open}
          </td>
          <td lang="en">
            {stance.url ? <a href={stance.url}>{stance.authority}</a> : stance.authority}: {stance.summary}
            {stance.inheritedFrom && (
              <span class="days"> ({words().policy.inherited(stance.inheritedFrom.name)})</span>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
