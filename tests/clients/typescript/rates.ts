// Prints how many of the people released with a detainer ICE took, for several places, each rate with its bounds and
// its source, and says whether the rates may be put side by side.
//
//   npm ci
//   npm run check                                    # types from ../../../schema/schema.graphql; documents; program
//   npm run rates http://127.0.0.1:8000 2025 CA-CDCR MN-DOC MN
//
// A field that the schema does not have, or that the document does not ask for, does not compile: gql.tada reads the
// documents as types. Against another server, `npx gql.tada generate-schema <server>/schema.graphql` fetches its schema.

import { setTimeout as sleep } from "node:timers/promises";

import { initGraphQLTada, type ResultOf, type TadaDocumentNode } from "gql.tada";
import { print } from "graphql";

import type { introspection } from "./generated/schema.js";

const graphql = initGraphQLTada<{ introspection: introspection; scalars: { Date: string; DateTime: string } }>();

const COMPARISON = graphql(`
  query Comparison($codes: [String!]!, $year: Int!) {
    compare(
      codes: $codes
      period: { calendarYear: $year }
      definition: PICKUP_OF_RELEASED_WITH_DETAINER
    ) {
      explanation
      rows {
        jurisdiction { name }
        rate { value lower upper qualifier explanation source { title url } }
      }
    }
  }
`);

type Rate = ResultOf<typeof COMPARISON>["compare"]["rows"][number]["rate"];

// Every qualifier of the schema must be here: one that is added to it fails to compile.
const WORDS: Record<Rate["qualifier"], string> = {
  EXACT: "",
  APPROXIMATE: "about ",
  AT_LEAST: "at least ",
  MORE_THAN: "more than ",
  AT_MOST: "at most ",
  LESS_THAN: "less than ",
};

const ATTEMPTS = 4;

/** Ask the server; where it is busy, wait as long as it says. Throws on any error, with the server's own sentences. */
async function ask<Result, Variables>(
  server: string,
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(new URL("graphql", server), {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
      body: JSON.stringify({ query: print(document), variables }),
    });
    if ((response.status === 429 || response.status === 503) && attempt < ATTEMPTS) {
      await sleep(1000 * Number(response.headers.get("Retry-After") ?? attempt));
      continue;
    }
    if (!response.headers.get("Content-Type")?.includes("json")) {
      throw new Error(`${server} answered ${response.status} ${response.statusText}`);
    }
    const answer = (await response.json()) as { data?: Result; errors?: { message: string }[] };
    if (answer.errors || !answer.data) {
      throw new Error(answer.errors?.map((error) => error.message).join("\n") ?? "an answer without data");
    }
    return answer.data;
  }
}

const percent = (share: number | null) =>
  share === null ? "?" : share.toLocaleString("en-US", { style: "percent", maximumFractionDigits: 1 });

function line(name: string, rate: Rate): string {
  if (rate.value === null) return `${name}: not known. ${rate.explanation}`;
  const source = rate.source ? `${rate.source.title}, ${rate.source.url}` : "derived from several sources";
  const bounds = `${percent(rate.lower)} to ${percent(rate.upper)}`;
  return `${name}: ${WORDS[rate.qualifier]}${percent(rate.value)} (${bounds}; ${source})`;
}

const [server, year, ...codes] = process.argv.slice(2);
if (!server || !/^\d{4}$/.test(year ?? "") || codes.length < 2) {
  console.error("usage: npm run rates <server> <year> <code> <code>...");
  process.exit(2);
}
try {
  const { compare } = await ask(server, COMPARISON, { codes, year: Number(year) });
  for (const { jurisdiction, rate } of compare.rows) console.log(line(jurisdiction.name, rate));
  console.log(compare.explanation);
} catch (error) {
  // Of a server that cannot be reached, fetch says why in the cause alone.
  console.error(error instanceof Error ? [error.message, error.cause].filter(Boolean).join(": ") : error);
  process.exitCode = 1;
}
