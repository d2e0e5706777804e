// One panel for the frame of another page, which is told how high it is.
import { render } from "preact";
import { useEffect } from "preact/hooks";

import { Patterns } from "./charts/chart";
import { Frame } from "./frame";
import { PANEL_IDS } from "./panel";
import { PANELS } from "./panels";
import { useStateInAddress } from "./use-state-in-address";
import { words } from "./words";
import "./colours.css";
import "./page.css";
import "./panels.css";

function Embed() {
  const [state, change] = useStateInAddress();
  const id = PANEL_IDS.find((each) => location.pathname.endsWith(`/${each}`)) ?? "sides";
  useEffect(() => {
    document.title = `${words().title}: ${words().panels[id].title}`;
    const told = new ResizeObserver(() => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      // Any page may hold the frame, so any may know.
      parent.postMessage({ type: "handover:size", height }, "*");
    });
    told.observe(document.body);
    return () => told.disconnect();
  }, [id]);
  return (
    <main class="embed">
      <Patterns />
      <Frame kind={PANELS[id]} state={state} change={change} heading="h1" />
    </main>
  );
}

render(<Embed />, document.getElementById("page")!);
