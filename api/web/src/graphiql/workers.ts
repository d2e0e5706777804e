// Monaco asks here for its workers. GraphiQL has a module of its own for this, but it writes a line to the
// console for each worker.
import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JsonWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";

const WORKERS: Record<string, new () => Worker> = { graphql: GraphQLWorker, json: JsonWorker };

self.MonacoEnvironment = {
  getWorker: (_id, language) => new (WORKERS[language] ?? EditorWorker)(),
};
