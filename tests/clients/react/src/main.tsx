// A page that shows all 87 counties of Minnesota, twenty at a time: a connection with Apollo Client and React.
//
//   npm ci
//   VITE_HANDOVER=http://127.0.0.1:8000 npm run build     # the types and the documents are checked first
//   npx vite preview
//
// A cursor holds the revision of its page, so that the pages fit together also when new figures are published between
// two of them; who wants the new ones begins anew without a cursor.

import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { ApolloProvider } from "@apollo/client/react";
import { relayStylePagination } from "@apollo/client/utilities";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Counties } from "./counties";
import { patient } from "./patient";

const client = new ApolloClient({
  link: new HttpLink({ uri: new URL("graphql", import.meta.env.VITE_HANDOVER).href, fetch: patient }),
  cache: new InMemoryCache({
    typePolicies: {
      // Pages of one list are one list; any other argument makes another.
      Query: { fields: { jurisdictions: relayStylePagination(["kind", "within", "orderBy"]) } },
    },
  }),
});

createRoot(document.getElementById("page")!).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <Counties state="MN" />
    </ApolloProvider>
  </StrictMode>,
);
