// The places that the panels speak of, each with its period, and a field to find more.
import { useId, useRef, useState } from "preact/hooks";

import { PlacesDocument, type NamesQuery, type PlacesQuery } from "../../generated/queries";
import { ask, AskError } from "../api/ask";
import type { Change } from "./panel";
import { PeriodField } from "./period-field";
import { DEFINITIONS, MOST_PLACES, type State } from "./state";
import { words } from "./words";

type Found = PlacesQuery["jurisdictions"]["nodes"][number];

// The API asks for words of a name; fewer letters would find everything.
const FEWEST_LETTERS = 2;
const PAUSE = 200; // milliseconds without a keystroke

export function Picker({
  state,
  change,
  names,
}: {
  state: State;
  change: Change;
  names: NamesQuery | undefined;
}) {
  const { places } = state;
  const name = (code: string) => names?.jurisdictions.nodes.find((each) => each.code === code)?.name ?? code;
  const replace = (index: number, period: string) =>
    change({ places: places.map((place, each) => (each === index ? { ...place, period } : place)) });
  return (
    <div class="picker">
      <h2 class="unseen">{words().places}</h2>
      <ul>
        {places.map(({ code, period }, index) => (
          <li key={`${code}${index}`}>
            <span class="name">{name(code)}</span>
            <PeriodField
              label={words().periodOf(name(code))}
              hidden
              period={period}
              choose={(chosen) => replace(index, chosen)}
            />
            {places.length > 1 && (
              <button
                type="button"
                aria-label={words().remove(name(code))}
                onClick={() => change({ places: places.filter((_, each) => each !== index) })}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {places.length < MOST_PLACES && (
        <Search add={(code) => change({ places: [...places, { code, period: places.at(-1)!.period }] })} />
      )}
      <DefinitionField state={state} change={change} />
    </div>
  );
}

function Search({ add }: { add: (code: string) => void }) {
  const id = useId();
  const [text, setText] = useState("");
  const [found, setFound] = useState<Found[]>([]);
  const [said, setSaid] = useState("");
  const latest = useRef("");
  const search = async (typed: string) => {
    latest.current = typed;
    setText(typed);
    setSaid("");
    if (typed.trim().length < FEWEST_LETTERS || found.some((place) => optionText(place) === typed)) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    // What was typed meanwhile asks for itself.
    if (latest.current !== typed) return;
    try {
      const places = await findPlaces(typed);
      if (latest.current === typed) setFound(places);
    } catch (error) {
      setSaid(words().trouble[error instanceof AskError ? error.trouble : "broken"]);
    }
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      const chosen = found.find((place) => optionText(place) === text) ?? (await findPlaces(text))[0];
      if (!chosen) return setSaid(words().noSuchPlace(text));
      latest.current = "";
      setText("");
      setFound([]);
      add(chosen.code);
    } catch (error) {
      setSaid(words().trouble[error instanceof AskError ? error.trouble : "broken"]);
    }
  };
  return (
    <form class="search" onSubmit={submit}>
      <label for={id}>{words().addPlace}</label>
      <input
        id={id}
        list={`${id}-found`}
        autocomplete="off"
        required
        value={text}
        placeholder={words().addPlaceHint}
        onInput={(event) => search(event.currentTarget.value)}
      />
      <datalist id={`${id}-found`}>
        {found.map((place) => (
          <option key={place.code} value={optionText(place)} />
        ))}
      </datalist>
      <button type="submit">{words().add}</button>
      <span role="status">{said}</span>
    </form>
  );
}

async function findPlaces(text: string): Promise<Found[]> {
  const name = text.replace(/ \([^)]*\)$/, "");
  return (await ask(PlacesDocument, { search: name })).jurisdictions.nodes;
}

// `Hennepin County (Minnesota)`, `Minnesota (state)`.
function optionText({ name, kind, parent }: Found): string {
  return `${name} (${kind === "COUNTY" && parent ? parent.name : words().kind[kind]})`;
}

function DefinitionField({ state, change }: { state: State; change: Change }) {
  const id = useId();
  return (
    <p class="definition-field">
      <label for={id}>{words().rate}</label>
      <select
        id={id}
        value={state.definition}
        onChange={({ currentTarget: { value } }) => change({ definition: value as State["definition"] })}
      >
        {DEFINITIONS.map((definition) => (
          <option key={definition} value={definition}>
            {words().definition[definition]}
          </option>
        ))}
      </select>
    </p>
  );
}
