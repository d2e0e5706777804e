import { useQuery } from "@apollo/client/react";
import { initGraphQLTada, type ResultOf } from "gql.tada";
import { useState } from "react";

import type { introspection } from "../generated/schema";

const graphql = initGraphQLTada<{ introspection: introspection; scalars: { Date: string; DateTime: string } }>();

const PAGE = 20;

const COUNTIES = graphql(`
  query Counties($state: String!, $first: Int!, $after: String) {
    jurisdictions(
      kind: COUNTY
      within: $state
      orderBy: { field: NAME }
      first: $first
      after: $after
    ) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges {
        node {
          id
          name
          detainers(period: { range: { from: "2025-12-01", to: "2026-03-10" } }) {
            total { value }
            rate(definition: PICKUP_OF_ISSUED) { explanation numerator { value } denominator { value } }
          }
        }
      }
    }
  }
`);

type County = ResultOf<typeof COUNTIES>["jurisdictions"]["edges"][number]["node"];

/** The counties of a state by name, a page at a time. */
export function Counties({ state }: { state: string }) {
  const { data, error, loading, fetchMore } = useQuery(COUNTIES, {
    variables: { state, first: PAGE },
    notifyOnNetworkStatusChange: true,
  });
  // What useQuery tells is the trouble of the first page alone.
  const [trouble, setTrouble] = useState<Error>();
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <p role="status">Loading …</p>;
  const { edges, pageInfo, totalCount } = data.jurisdictions;
  const more = () => {
    setTrouble(undefined);
    fetchMore({ variables: { after: pageInfo.endCursor } }).catch(setTrouble);
  };
  return (
    <>
      <h1>ICE's detainers in Minnesota, by county of the jail</h1>
      <table>
        <caption>Issued 2025-12-01 to 2026-03-10</caption>
        <thead>
          <tr>
            <th scope="col">County</th>
            <th scope="col">Detainers</th>
            <th scope="col">Of these, booked by ICE</th>
          </tr>
        </thead>
        <tbody>{edges.map(({ node }) => <Row key={node.id} county={node} />)}</tbody>
      </table>
      {trouble && <p role="alert">{trouble.message}</p>}
      <p role="status">{edges.length} of {totalCount} counties</p>
      {pageInfo.hasNextPage && <button type="button" onClick={more} disabled={loading}>More</button>}
    </>
  );
}

function Row({ county }: { county: County }) {
  const { total, rate } = county.detainers;
  return (
    <tr>
      <th scope="row">{county.name}</th>
      <td>{total.value?.toLocaleString("en-US") ?? "not known"}</td>
      {/* Counts, no percentages: most of these counties have too few for a share to mean much. */}
      <td title={rate.explanation}>{rate.denominator.value ? rate.numerator.value : ""}</td>
    </tr>
  );
}
