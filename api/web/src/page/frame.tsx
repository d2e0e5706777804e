// A panel as the reader meets it: heading, what is drawn, sources, caveats, and what may be done with it.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { AskError, forget } from "../api/ask";
import { Actions } from "./actions";
import { day } from "./format";
import type { Caveat, Change, PanelKind, SourceLine } from "./panel";
import type { State } from "./state";
import { words } from "./words";

// After this long the reader is told that it is not the page that is slow.
const NOTICE_AFTER = 5_000; // milliseconds

const REST = 300; // milliseconds

interface Loaded<A> {
  answer: A;
  state: State;
  key: string;
}

export function Frame<A>({
  kind,
  state,
  change,
  heading: Heading = "h2",
}: {
  kind: PanelKind<A>;
  state: State;
  change: Change;
  heading?: "h1" | "h2";
}) {
  const section = useRef<HTMLElement>(null);
  const questions = kind.questions(state);
  const { loaded, failure, busy, again } = useLoaded(kind, state, JSON.stringify(questions));
  const text = words().panels[kind.id];
  const origin = loaded && kind.origin(loaded.answer, loaded.state);
  const { Controls, Body } = kind;
  return (
    <section class="panel" id={kind.id} aria-labelledby={`${kind.id}-title`} aria-busy={busy} ref={section}>
      <Heading id={`${kind.id}-title`}>{text.title}</Heading>
      {text.about && <p class="about">{text.about}</p>}
      {Controls && <Controls state={state} change={change} />}
      {failure ? (
        <Failure failure={failure} again={again} />
      ) : loaded ? (
        <Body
          answer={loaded.answer}
          state={{ ...loaded.state, on: state.on, language: state.language }}
          change={change}
        />
      ) : (
        <Waiting again={again} />
      )}
      {loaded && origin && !failure && (
        <Origin {...origin} revision={kind.revision(loaded.answer)}>
          <Actions
            id={kind.id}
            state={state}
            questions={questions}
            section={section}
            sources={unique(origin.sources)}
            revision={kind.revision(loaded.answer)?.number}
          />
        </Origin>
      )}
    </section>
  );
}

// The answer stays until the next is there, so that nothing flickers while the reader chooses.
function useLoaded<A>(kind: PanelKind<A>, state: State, key: string) {
  const [loaded, setLoaded] = useState<Loaded<A>>();
  const [failure, setFailure] = useState<AskError>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let current = true;
    const load = () =>
      kind.load(state).then(
        (answer) => current && setLoaded({ answer, state, key }),
        (error) => current && setFailure(error instanceof AskError ? error : new AskError("broken")),
      );
    setFailure(undefined);
    // A slider that is drawn passes many states; only one at which it rests is asked for.
    const settled = setTimeout(load, loaded ? REST : 0);
    return () => {
      current = false;
      clearTimeout(settled);
    };
  }, [key, tries]);
  return {
    loaded,
    failure,
    busy: loaded?.key !== key && !failure,
    again() {
      forget();
      setLoaded(undefined);
      setTries(tries + 1);
    },
  };
}

function Waiting({ again }: { again: () => void }) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), NOTICE_AFTER);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="waiting" role="status">
      <p>{long ? words().stillWaiting : words().waiting}</p>
      {long && (
        <button type="button" onClick={again}>
          {words().retry}
        </button>
      )}
    </div>
  );
}

function Failure({ failure, again }: { failure: AskError; again: () => void }) {
  return (
    <div class="failure" role="alert">
      <p>
        {words().trouble[failure.trouble]} {failure.detail && <span lang="en">{failure.detail}</span>}
      </p>
      <button type="button" onClick={again}>
        {words().retry}
      </button>
    </div>
  );
}

// The database's sentences and titles are in English whatever the page speaks.
function Origin({
  sources,
  caveats,
  revision,
  children,
}: {
  sources: (SourceLine | null | undefined)[];
  caveats: Caveat[];
  revision?: { number: number; publishedAt: string } | undefined;
  children: ComponentChildren;
}) {
  const named = unique(sources);
  const known = [...new Set(caveats.map(({ text }) => text))];
  return (
    <footer>
      {known.length > 0 && (
        <details class="caveats" open={known.length <= 4}>
          <summary>
            {words().knowBefore} ({known.length})
          </summary>
          <ul lang="en">
            {known.map((caveat) => (
              <li key={caveat}>{caveat}</li>
            ))}
          </ul>
        </details>
      )}
      <p class="source">
        {named.length > 1 ? words().sources : words().source}: {named.length === 0 && words().noSource}
        {named.map((source, index) => (
          <span lang="en" key={source.title}>
            {index > 0 && "; "}
            {source.url?.startsWith("http") ? <a href={source.url}>{source.title}</a> : source.title}
            {source.publisher && !source.title.includes(source.publisher) ? `, ${source.publisher}` : ""}
          </span>
        ))}
        {named.length > 0 && ". "}
        {revision && (
          <span class="revision">{words().revision(revision.number, day(revision.publishedAt))}</span>
        )}
      </p>
      {children}
    </footer>
  );
}

function unique(sources: (SourceLine | null | undefined)[]): SourceLine[] {
  return [
    ...new Map(sources.flatMap((source) => (source ? [[source.citation, source] as const] : []))).values(),
  ];
}
