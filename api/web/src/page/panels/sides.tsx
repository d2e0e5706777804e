import {
  CompareDocument,
  SidesDocument,
  type CompareQuery,
  type SidesQuery,
} from "../../../generated/queries";
import { ask } from "../../api/ask";
import { Table } from "../charts/table";
import { figure, isKnown, period, shareOf } from "../format";
import { periodParameters, perPlace, type PanelKind, type Shown } from "../panel";
import { periodInput } from "../period";
import type { State } from "../state";
import { words } from "../words";

type Side = NonNullable<SidesQuery["jurisdiction"]>;
interface Answer {
  sides: SidesQuery[];
  comparison: CompareQuery["compare"] | null;
}

// What it is called, how it reads, whether it is known, and the days that are counted, where it says which.
type Row = [string, (side: Side) => string, (side: Side) => boolean, ((side: Side) => string | undefined)?];

const MEASURES = ["detainerCount", "releaseCount", "pickupCount"] as const;

const asked = perPlace(
  SidesDocument,
  ({ places }) => places,
  ({ code, period }, { definition }) => ({ code, period: periodInput(period), definition }),
  ({ code, period }, { definition }) =>
    `rates.csv?codes=${code}&${periodParameters(period)}&definition=${definition}`,
);

export const sides: PanelKind<Answer> = {
  id: "sides",
  questions: asked.questions,
  async load(state) {
    const [answers, comparison] = await Promise.all([asked.load(state), compared(state)]);
    return { sides: answers, comparison };
  },
  revision: ({ sides }) => asked.revision(sides),
  origin({ sides }) {
    const figures = sides.flatMap(({ jurisdiction }) =>
      jurisdiction ? [...MEASURES.map((measure) => jurisdiction[measure]), ...ratesOf(jurisdiction)] : [],
    );
    return {
      sources: figures.filter(isKnown).map(({ source }) => source),
      caveats: figures.filter(isKnown).flatMap(({ caveats }) => caveats),
    };
  },
  Body,
};

// The API compares over one period; over several there is nothing to ask.
async function compared(state: State): Promise<Answer["comparison"]> {
  const { places, definition } = state;
  const codes = [...new Set(places.map(({ code }) => code))];
  const periods = new Set(places.map(({ period }) => period));
  if (codes.length < 2 || periods.size > 1) return null;
  const variables = {
    codes,
    period: periodInput(places[0]!.period)!,
    definition,
    ...(state.revision && { asOf: { revision: state.revision } }),
  };
  return (await ask(CompareDocument, variables)).compare;
}

// The rate that was chosen, and beside it what prison systems report, if that is another.
function ratesOf(side: Side | undefined) {
  if (!side) return [];
  return side.pickupRate.definition === side.ofReleased.definition
    ? [side.pickupRate]
    : [side.pickupRate, side.ofReleased];
}

function Body({ answer: { sides, comparison }, state }: Shown<Answer>) {
  const shown = sides.flatMap(({ jurisdiction }, index) =>
    jurisdiction && state.places[index] ? [{ side: jurisdiction, period: state.places[index].period }] : [],
  );
  const rows: Row[] = [
    [words().detainers, (side) => figure(side.detainerCount), (side) => isKnown(side.detainerCount)],
    [words().releases, (side) => figure(side.releaseCount), (side) => isKnown(side.releaseCount)],
    [words().pickups, (side) => figure(side.pickupCount), (side) => isKnown(side.pickupCount)],
    ...ratesOf(shown[0]?.side).map(({ definition }, index): Row => [
      words().definition[definition],
      (side) => figure(ratesOf(side)[index]!, shareOf(ratesOf(side)[index]!)),
      (side) => isKnown(ratesOf(side)[index]!),
      (side) => ratesOf(side)[index]!.period?.label,
    ]),
  ];
  return (
    <>
      <Table
        caption={words().panels.sides.title}
        head={
          <tr>
            <td />
            {shown.map(({ side, period: days }, index) => (
              <th key={index} scope="col">
                {side.name}
                <span class="days"> {period(days)}</span>
              </th>
            ))}
          </tr>
        }
      >
        {rows.map(([name, text, known, counted]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {shown.map(({ side, period: days }, index) => (
              <td key={index} class={known(side) ? "large" : "unknown"}>
                {text(side)}
                {known(side) && <Fewer counted={counted?.(side)} asked={days} />}
              </td>
            ))}
          </tr>
        ))}
      </Table>
      {shown.flatMap(({ side }, index) =>
        ratesOf(side)
          .filter(isKnown)
          .map(({ definition, explanation }) => (
            <p key={index + definition} class="sentence" lang="en">
              <strong>{side.name}.</strong> {explanation}
            </p>
          )),
      )}
      <Comparability comparison={comparison} several={shown.length > 1} />
    </>
  );
}

// The days that are counted, where they are not those above the column.
function Fewer({ counted, asked }: { counted: string | undefined; asked: string }) {
  return counted && period(counted) !== period(asked) ? <span class="days"> {period(counted)}</span> : null;
}

function Comparability({ comparison, several }: { comparison: Answer["comparison"]; several: boolean }) {
  if (!several) return <p class="note">{words().comparable.choose}</p>;
  if (!comparison) return <p class="note">{words().comparable.periods}</p>;
  return (
    <p class="note" lang="en">
      {comparison.explanation} {comparison.nearest}
    </p>
  );
}
