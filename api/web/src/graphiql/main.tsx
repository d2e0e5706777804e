/** @jsxImportSource react */
import { createRoot } from "react-dom/client";

import { Page } from "./page";
import "./workers";

createRoot(document.getElementById("page")!).render(<Page />);
