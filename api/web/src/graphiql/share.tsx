/** @jsxImportSource react */
// A question in the address, behind the #: no server and no log sees it there.
import { ToolbarButton, useGraphiQL } from "@graphiql/react";
import { useState } from "react";

import type { Tab } from "./tabs";

// The question that the page was opened with. It is then taken out of the address, so that what the reader
// makes of it is not undone by loading the page again.
export function sharedQuestion(): Tab | undefined {
  const { query, variables } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (!query) return undefined;
  history.replaceState(null, "", location.pathname);
  return { query, ...(variables && { variables }) };
}

export function ShareButton() {
  const query = useGraphiQL((state) => state.queryEditor);
  const variables = useGraphiQL((state) => state.variableEditor);
  const [copied, setCopied] = useState(false);
  const share = async () => {
    const question = new URLSearchParams({ query: query?.getValue() ?? "" });
    const given = variables?.getValue().trim();
    if (given) question.set("variables", given);
    await navigator.clipboard.writeText(`${location.origin}${location.pathname}#${question}`);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <ToolbarButton label={copied ? "Link copied" : "Copy a link to this query"} onClick={share}>
      <svg
        className="graphiql-toolbar-icon"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        <path
          d="M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7m2 3a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17"
          strokeLinecap="round"
        />
      </svg>
    </ToolbarButton>
  );
}
