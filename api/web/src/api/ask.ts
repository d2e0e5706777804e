// One question to the API, answered with the types of its document.
import type { TypedDocumentString } from "../../generated/queries";

// A county map takes the API about two seconds; ten times that is no answer.
const PATIENCE = 30_000; // milliseconds

export type Trouble = "unreachable" | "slow" | "broken" | "refused";

export class AskError extends Error {
  // `detail` is the API's own sentence, where it gave one.
  constructor(
    readonly trouble: Trouble,
    readonly detail = "",
  ) {
    super(`${trouble} ${detail}`);
  }
}

// The same page asks the same question from several panels; an answer is kept until the page is left.
const asked = new Map<string, Promise<unknown>>();

export function ask<A, V>(document: TypedDocumentString<A, V>, variables: V): Promise<A> {
  const address = `${ROOT}graphql?${new URLSearchParams({
    query: document.toString(),
    variables: JSON.stringify(variables),
  })}`;
  let answer = asked.get(address) as Promise<A> | undefined;
  if (!answer) {
    answer = request<A>(address);
    asked.set(address, answer);
    // What went wrong is asked again when somebody wants it again.
    answer.catch(() => asked.delete(address));
  }
  return answer;
}

// A reader who tries again does not want to wait for the same answer once more.
export function forget(): void {
  asked.clear();
}

// The page stands at the root of the API, an embedded panel one folder down; either may be under a prefix.
export const ROOT = new URL(document.documentElement.dataset.root ?? "./", location.href).pathname;

async function request<A>(address: string): Promise<A> {
  const enough = new AbortController();
  const timer = setTimeout(() => enough.abort(), PATIENCE);
  let response: Response;
  try {
    response = await fetch(address, {
      headers: { Accept: "application/graphql-response+json" },
      signal: enough.signal,
    });
  } catch {
    throw new AskError(enough.signal.aborted ? "slow" : "unreachable");
  } finally {
    clearTimeout(timer);
  }
  let body: { data?: A; errors?: { message: string; extensions?: { code?: string } }[] };
  try {
    body = await response.json();
  } catch {
    throw new AskError("broken");
  }
  const [first] = body.errors ?? [];
  if (first) throw new AskError(first.extensions?.code === "INTERNAL" ? "broken" : "refused", first.message);
  if (!body.data) throw new AskError("broken");
  return body.data;
}
