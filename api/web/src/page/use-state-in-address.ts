// The state of the page and the address of the page, each following the other.
import { useEffect, useState } from "preact/hooks";

import type { Change } from "./panel";
import { read, write, type State } from "./state";
import { preferred, speak } from "./words";

export function useStateInAddress(): [State, Change] {
  const [state, setState] = useState(fromAddress);
  useEffect(() => {
    const follow = () => setState(fromAddress());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  speak(state.language);
  useEffect(() => {
    document.documentElement.lang = state.language;
  }, [state.language]);
  const change: Change = (changes, keep = true) => {
    const next = { ...state, ...changes };
    history[keep ? "pushState" : "replaceState"](null, "", write(next) + location.hash);
    setState(next);
  };
  return [state, change];
}

function fromAddress(): State {
  return read(location.search, preferred(navigator.languages));
}
