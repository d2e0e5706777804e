/** @jsxImportSource react */
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";

import { ShareButton, sharedQuestion } from "./share";
import { TABS } from "./tabs";

// One by one, because GraphiQL's whole style sheet brings Monaco's a second time, and fonts.
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "./page.css";

// The API answers where the page stands, and answers whole: there is no incremental delivery to ask for.
const fetcher = createGraphiQLFetcher({ url: location.pathname, enableIncrementalDelivery: false });
const plugins = [HISTORY_PLUGIN, explorerPlugin()];
const shared = sharedQuestion();
const hasRoomForVariables = matchMedia("(min-width: 641px)").matches;

export function Page() {
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      // A first visit has nothing stored and opens with all of these; later ones have the reader's own tabs.
      defaultTabs={shared ? [shared, ...TABS] : TABS}
      initialQuery={shared?.query}
      initialVariables={shared?.variables}
      defaultEditorToolsVisibility={hasRoomForVariables}
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <a href="./" className="graphiql-logo-link">
          Handover
        </a>
        <a href="docs/" className="graphiql-logo-link">
          Documentation
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <ShareButton />
          </>
        )}
      </GraphiQL.Toolbar>
    </GraphiQL>
  );
}
