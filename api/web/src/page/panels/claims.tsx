import { ClaimsDocument, type ClaimsQuery } from "../../../generated/queries";
import { Table } from "../charts/table";
import { day, figure, period, share } from "../format";
import { perPlace, type PanelKind, type Shown } from "../panel";
import { words } from "../words";

type Claim = ClaimsQuery["claims"]["nodes"][number];
type Check = Claim["checks"][number];

const RATES = ["PICKUP_RATE", "NOT_PICKED_UP_RATE", "COMPLIANCE_RATE"];

export const claims: PanelKind<ClaimsQuery[]> = {
  id: "claims",
  ...perPlace(
    ClaimsDocument,
    // Claims are about a place as such, whatever the period.
    ({ places }) =>
      [...new Set(places.map(({ code }) => stateOf(code)))].map((code) => ({ code, period: "" })),
    ({ code }) => ({ about: code }),
    ({ code }) => `claims.csv?about=${code}`,
  ),
  origin: (answers) => {
    const figures = claimsIn(answers).map(({ figure }) => figure);
    // Of the nearest check alone: it is what the table shows.
    const records = claimsIn(answers).flatMap(({ checks }) =>
      checks.slice(0, 1).flatMap(({ records }) => records),
    );
    return {
      sources: [...figures, ...records.map((record) => record.figure)].map(({ source }) => source),
      caveats: figures.flatMap(({ caveats }) => caveats),
    };
  },
  Body,
};

// Officials speak of states: what was said of one touches its prisons and its counties too.
function stateOf(code: string): string {
  return /^[A-Z]{2}-/.test(code) ? code.slice(0, 2) : code;
}

function claimsIn(answers: ClaimsQuery[]): Claim[] {
  return [
    ...new Map(answers.flatMap(({ claims }) => claims.nodes.map((claim) => [claim.id, claim]))).values(),
  ];
}

function Body({ answer }: Shown<ClaimsQuery[]>) {
  const nodes = claimsIn(answer);
  if (nodes.length === 0) return <p class="note">{words().claims.none}</p>;
  return (
    <Table
      caption={words().panels.claims.title}
      head={
        <tr>
          <th scope="col">{words().claims.who}</th>
          <th scope="col">{words().claims.claim}</th>
          <th scope="col">{words().claims.verdict}</th>
          <th scope="col">{words().claims.records}</th>
        </tr>
      }
    >
      {nodes.map((claim) => (
        <Row key={claim.id} claim={claim} />
      ))}
    </Table>
  );
}

function Row({ claim }: { claim: Claim }) {
  const [nearest] = claim.checks;
  return (
    <tr>
      <th scope="row">
        {claim.speaker}
        <span class="days"> {claim.statedOn ? day(claim.statedOn) : words().claims.undated}</span>
      </th>
      <td>
        <Counted {...claim} />
        <span class="days">
          {" "}
          {claim.jurisdiction.name}, {period(claim.period.label)}
        </span>
      </td>
      <td>
        <Verdict verdict={claim.verdict} />
      </td>
      <td>{nearest ? <Nearest check={nearest} checks={claim.checks} /> : words().claims.noRecord}</td>
    </tr>
  );
}

function Nearest({ check, checks }: { check: Check; checks: Check[] }) {
  return (
    <>
      {check.records.map((record, index) => (
        <p key={index}>
          <Counted {...record} />
          <span class="days">
            {" "}
            {record.jurisdiction.name}, {period(record.period.label)}; {record.keptBy}
          </span>
        </p>
      ))}
      {check.differences.length > 0 && (
        <p>{words().claims.differs(check.differences.map(({ axis }) => words().axis[axis]).join(", "))}.</p>
      )}
      <details>
        <summary>{words().claims.inFull(checks.length)}</summary>
        <ul lang="en">
          {checks.map(({ explanation }) => (
            <li key={explanation}>{explanation}</li>
          ))}
        </ul>
      </details>
    </>
  );
}

// `33,179 active detainers, all custody`.
function Counted({
  figure: shown,
  measure,
  custody,
}: Pick<Claim, "figure" | "measure" | "custody"> | Check["records"][number]) {
  return (
    <>
      <strong>{figure(shown, RATES.includes(measure) ? share : undefined)}</strong> {words().measure[measure]}
      , {words().custody[custody]}
    </>
  );
}

function Verdict({ verdict }: Pick<Claim, "verdict">) {
  return <span class={`verdict ${verdict.toLowerCase()}`}>{words().verdict[verdict]}</span>;
}
