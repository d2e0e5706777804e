// The questions that newsrooms ask, each with its variables filled in. The editor of variables allows comments.
import california from "../queries/california-beside-minnesota.graphql?raw";
import claims from "../queries/claims-against-records.graphql?raw";
import counties from "../queries/counties.graphql?raw";
import definitions from "../queries/definitions.graphql?raw";
import facilities from "../queries/facilities.graphql?raw";
import agreements from "../queries/agreements.graphql?raw";
import map from "../queries/county-map.graphql?raw";
import policies from "../queries/policies.graphql?raw";
import revisions from "../queries/revisions.graphql?raw";
import sources from "../queries/sources.graphql?raw";
import trend from "../queries/trend.graphql?raw";

export interface Tab {
  query: string;
  variables?: string;
}

const WINDOW = '{ "range": { "from": "2025-12-01", "to": "2026-03-10" } }';

export const TABS: Tab[] = [
  { query: california },
  { query: claims, variables: '{\n  "about": "CA" // or "MN"\n}' },
  { query: map, variables: '{\n  "year": 2015 // fiscal year\n}' },
  {
    query: counties,
    variables: `{\n  "within": "MN",\n  "period": ${WINDOW},\n  "definition": "PICKUP_OF_RESOLVED",\n  "on": "2026-05-18" // of the 287(g) agreements\n}`,
  },
  {
    query: definitions,
    variables: `{\n  "code": "MN", // a state, a county's FIPS code or a prison system\n  "period": ${WINDOW}\n}`,
  },
  { query: trend, variables: '{\n  "code": "MN",\n  "period": { "calendarYear": 2025 }\n}' },
  { query: facilities, variables: `{\n  "within": "27053", // Hennepin County\n  "period": ${WINDOW}\n}` },
  { query: agreements, variables: '{\n  "within": "MN" // leave it out for the nation\n}' },
  { query: policies, variables: '{\n  "code": "CA",\n  "on": "2025-12-31"\n}' },
  { query: revisions, variables: '{\n  "jurisdiction": "MN"\n}' },
  { query: sources },
];
