// Runs every audit of GraphQL over HTTP that the reference implementation has against a server, and writes a line of JSON
// for each: its ID, its name, and `ok`, `warn` (a SHOULD that is not met) or `error` (a MUST). Run where graphql-http is.
import { createRequire } from "node:module";

const { serverAudits } = createRequire(`${process.cwd()}/`)("graphql-http");

for (const audit of serverAudits({ url: process.argv[2] })) {
  const { id, name, status, reason } = await audit.fn();
  console.log(JSON.stringify({ id, name, status, reason }));
}
