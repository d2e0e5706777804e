// The page at the root: what it is, the choices that hold for all panels, and the panels.
import { useEffect, useState } from "preact/hooks";

import { NamesDocument, type NamesQuery } from "../../generated/queries";
import { ask, ROOT } from "../api/ask";
import { Patterns } from "./charts/chart";
import { Frame } from "./frame";
import { PANEL_IDS } from "./panel";
import { PANELS } from "./panels";
import { Windows } from "./period-field";
import { Picker } from "./picker";
import { useStateInAddress } from "./use-state-in-address";
import { words } from "./words";

export function Page() {
  const [state, change] = useStateInAddress();
  const names = useNames(state.places.map(({ code }) => code));
  useEffect(() => {
    document.title = `${words().title}: ${words().panels.sides.title}`;
    // The panel that a link names is there only now.
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [state.language]);
  return (
    <Windows.Provider value={windowsOf(names)}>
      <Patterns />
      <a class="skip" href="#panels">
        {words().skip}
      </a>
      <header>
        <h1>{words().title}</h1>
        <nav>
          <a href={`${ROOT}graphql`}>{words().askYourself}</a>
          <a href={`${ROOT}data/`}>{words().allData}</a>
          <a href={`${ROOT}docs/`} hreflang="en">
            {words().documentation}
          </a>
          <button
            type="button"
            lang={state.language === "en" ? "es" : "en"}
            onClick={() => change({ language: state.language === "en" ? "es" : "en" })}
          >
            {words().otherLanguage}
          </button>
        </nav>
        <p>{words().about}</p>
      </header>
      <main id="panels" tabIndex={-1}>
        {state.revision && (
          <p class="as-of">
            {words().asOf(state.revision)}{" "}
            <button type="button" onClick={() => change({ revision: null })}>
              {words().newest}
            </button>
          </p>
        )}
        <Picker state={state} change={change} names={names} />
        {PANEL_IDS.map((id) => (
          <Frame key={id} kind={PANELS[id]} state={state} change={change} />
        ))}
      </main>
      <footer class="colophon">{words().colophon}</footer>
    </Windows.Provider>
  );
}

// Until the names are there, and where they cannot be had, codes stand for them.
function useNames(codes: string[]): NamesQuery | undefined {
  const [names, setNames] = useState<NamesQuery>();
  const key = codes.join();
  useEffect(() => {
    let current = true;
    ask(NamesDocument, { codes }).then(
      (answer) => current && setNames(answer),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [key]);
  return names;
}

// The longest window of a source first: it has the most to show.
function windowsOf(names: NamesQuery | undefined): string[] {
  const windows =
    names?.sources.flatMap(({ grain }) => grain.map(({ covers }) => `${covers.from}..${covers.to}`)) ?? [];
  return [...new Set(windows)].sort().reverse();
}
