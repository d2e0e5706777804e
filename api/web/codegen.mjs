// Types of the answers to src/queries/*.graphql, out of the schema: written before each build, and never kept.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

import { codegen } from "@graphql-codegen/core";
import * as operations from "@graphql-codegen/typescript-operations";
import * as typedDocuments from "@graphql-codegen/typed-document-node";
import { parse } from "graphql";

const QUERIES = "src/queries/";
const OUTPUT = "generated/queries.ts";

const documents = readdirSync(QUERIES)
  .filter((name) => name.endsWith(".graphql"))
  .map((name) => ({ location: name, document: parse(readFileSync(QUERIES + name, "utf8")) }));

const written = await codegen({
  filename: OUTPUT,
  schema: parse(readFileSync("../../schema/schema.graphql", "utf8")),
  documents,
  pluginMap: { operations, typedDocuments },
  plugins: [
    // A date is an ISO string on the wire.
    {
      operations: { scalars: { Date: "string", DateTime: "string" }, enumsAsTypes: true, skipTypename: true },
    },
    { typedDocuments: { documentMode: "string" } },
  ],
  config: { useTypeImports: true },
});

mkdirSync("generated", { recursive: true });
writeFileSync(OUTPUT, written);
