// What may be done with a panel: its query, its files, its picture, its citation, its address, its frame.
import type { RefObject } from "preact";
import { useState } from "preact/hooks";

import { ROOT } from "../api/ask";
import { picture } from "./picture";
import type { PanelId, Question, SourceLine } from "./panel";
import { write, type State } from "./state";
import { words } from "./words";

interface Props {
  id: PanelId;
  state: State;
  questions: Question[];
  section: RefObject<HTMLElement | null>;
  sources: SourceLine[];
  revision: number | undefined;
}

type Open = "cite" | "link" | "embed";

export function Actions({ id, state, questions, section, sources, revision }: Props) {
  // A link and a citation are of the numbers that the reader sees, whatever is loaded later.
  const seen = { ...state, revision: revision ?? state.revision };
  const [open, setOpen] = useState<Open>();
  const toggle = (name: Open) => () => setOpen(open === name ? undefined : name);
  const given: Record<Open, () => { hint: string; text: string }> = {
    cite: () => ({
      hint: words().citeAs,
      text: [...sources.map(({ citation }) => citation), address(id, seen)].join("\n\n"),
    }),
    link: () => ({ hint: words().linkHint, text: address(id, seen) }),
    embed: () => ({ hint: words().embedHint, text: embedCode(id, state) }),
  };
  return (
    <div class="actions">
      <ul>
        {questions.map((question) => (
          <li key={question.about}>
            <a href={queryAddress(question)}>{named(words().query, question, questions)}</a>
          </li>
        ))}
        {questions.map((question) => (
          <li key={question.about}>
            <a href={`${ROOT}data/${question.csv}${asOfParameter(question, state)}`}>
              {named(words().csv, question, questions)}
            </a>
          </li>
        ))}
        <li>
          <button type="button" onClick={() => picture(section.current!, "svg")}>
            {words().svg}
          </button>
        </li>
        <li>
          <button type="button" onClick={() => picture(section.current!, "png")}>
            {words().png}
          </button>
        </li>
        {(["cite", "link", "embed"] as const).map((name) => (
          <li key={name}>
            <button
              type="button"
              aria-expanded={open === name}
              aria-controls={`${id}-given`}
              onClick={toggle(name)}
            >
              {words()[name]}
            </button>
          </li>
        ))}
      </ul>
      <div id={`${id}-given`}>{open && <Given {...given[open]()} key={open} />}</div>
    </div>
  );
}

function Given({ hint, text }: { hint: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <div class="given">
      <label>
        {hint}
        <textarea
          readOnly
          rows={Math.min(8, 1 + Math.ceil(text.length / 70))}
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
      </label>
      <button type="button" onClick={copy}>
        {words().copy}
      </button>
      <span role="status">{copied && words().copied}</span>
    </div>
  );
}

// With several places each link says of which it is; a place's code is short and in every table.
function named(action: string, question: Question, questions: Question[]): string {
  return questions.length > 1 ? words().forPlace(action, question.about) : action;
}

function asOfParameter({ csv }: Question, { revision }: State): string {
  return revision ? `${csv.includes("?") ? "&" : "?"}asOf=${revision}` : "";
}

// GraphiQL reads the question behind the #, which no server and no log ever sees.
function queryAddress({ document, variables }: Question): string {
  const question = new URLSearchParams({
    query: document.toString().replace(/^ {4}/gm, "").trim(),
    variables: JSON.stringify(variables, null, 2),
  });
  return `${ROOT}graphql#${question}`;
}

function address(id: PanelId, state: State): string {
  // The server, which never sees what is behind the #, draws the card of the link by the same name.
  return `${location.origin}${ROOT}${write(state)}&panel=${id}#${id}`;
}

function embedCode(id: PanelId, state: State): string {
  const source = `${location.origin}${ROOT}embed/${id}${write(state)}`.replaceAll("&", "&amp;");
  return (
    `<iframe src="${source}" title="${words().panels[id].title}" width="100%" height="600" style="border:0" loading="lazy"></iframe>\n` +
    `<script>addEventListener("message",e=>{if(e.data?.type==="handover:size")for(const f of document.querySelectorAll("iframe"))if(f.contentWindow===e.source)f.height=e.data.height})</script>`
  );
}
