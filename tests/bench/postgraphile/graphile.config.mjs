// PostGraphile as its makers recommend it for production, over the schema that SCHEMA names: no pages, no watching,
// answers written as text without a tree in between, lists instead of connections, only what reads.
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

export default {
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: process.env.DATABASE_URL,
      schemas: [process.env.SCHEMA],
      poolConfig: { min: 8, max: 8 },
    }),
  ],
  schema: { defaultBehavior: "list -connection -insert -update -delete" },
  grafserv: { host: "127.0.0.1", port: 0, graphiql: false, outputDataAsString: true, watch: false },
  grafast: { explain: false },
};
