import { OutcomesDocument, type Outcome, type OutcomesQuery } from "../../../generated/queries";
import { OUTCOMES } from "../charts/colours";
import { Chart } from "../charts/chart";
import { Legend } from "../charts/legend";
import { stackedBar } from "../charts/stacked-bar";
import { Numbers } from "../charts/table";
import { count, figure, share } from "../format";
import { periodParameters, perPlace, type PanelKind, type Shown } from "../panel";
import { periodInput } from "../period";
import { words } from "../words";
import { PlaceHeading } from "./place-heading";

type Counted = NonNullable<OutcomesQuery["jurisdiction"]>;

export const outcomes: PanelKind<OutcomesQuery[]> = {
  id: "outcomes",
  ...perPlace(
    OutcomesDocument,
    ({ places }) => places,
    ({ code, period }) => ({ code, period: periodInput(period) }),
    ({ code, period }) => `outcomes.csv?codes=${code}&${periodParameters(period)}`,
  ),
  origin: (answers) => ({
    sources: answers.map(({ jurisdiction }) => jurisdiction?.detainers.source),
    caveats: answers.flatMap(({ jurisdiction }) => jurisdiction?.detainers.caveats ?? []),
  }),
  Body,
};

function Body({ answer }: Shown<OutcomesQuery[]>) {
  const places = answer.flatMap(({ jurisdiction }) => jurisdiction ?? []);
  const present = (Object.keys(OUTCOMES) as Outcome[]).filter((outcome) =>
    places.some(({ detainers }) =>
      detainers.outcomes.some((each) => each.outcome === outcome && each.count.value),
    ),
  );
  return (
    <>
      {places.map((place, index) => (
        <PlaceOutcomes key={index} place={place} />
      ))}
      {present.length > 0 && (
        <Legend
          entries={present.map((outcome) => ({ fill: OUTCOMES[outcome], label: words().outcome[outcome] }))}
        />
      )}
    </>
  );
}

function PlaceOutcomes({ place: { name, detainers } }: { place: Counted }) {
  const { total, outcomes, period } = detainers;
  const known = outcomes.filter((each) => each.count.value != null);
  const why = total.value == null ? total.status : (outcomes[0]?.count.status ?? total.status);
  const sentence = known.length
    ? known
        .filter((each) => each.count.value)
        .map(({ outcome, count: { value } }) => `${words().outcome[outcome]}: ${count(value!)}`)
        .join("; ")
    : words().status[why];
  return (
    <>
      <PlaceHeading name={name} label={period.label} />
      {total.value != null && (
        <p data-draw>
          {words().byIce}: {figure(total)}
        </p>
      )}
      <Chart
        label={`${name}. ${sentence}`}
        draw={(width) =>
          stackedBar(
            width,
            (Object.keys(OUTCOMES) as Outcome[]).map((outcome) => ({
              value: known.find((each) => each.outcome === outcome)?.count.value ?? 0,
              fill: OUTCOMES[outcome],
            })),
            words().status[why],
          )
        }
      />
      {known.length > 0 && (
        <Numbers
          caption={`${words().panels.outcomes.title}: ${name}`}
          head={[words().outcomeHead, words().detainers, words().shareHead]}
          rows={outcomes.map((each) => [
            words().outcome[each.outcome],
            figure(each.count),
            each.share == null ? words().unknown : share(each.share),
          ])}
        />
      )}
    </>
  );
}
