import { render } from "preact";

import { Page } from "./page";
import "./colours.css";
import "./page.css";
import "./panels.css";

render(<Page />, document.getElementById("page")!);
