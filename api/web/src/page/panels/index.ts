// The panels in the order of the page.
import type { PanelId, PanelKind } from "../panel";
import { claims } from "./claims";
import { counties } from "./counties";
import { definitions } from "./definitions";
import { map } from "./map";
import { outcomes } from "./outcomes";
import { policy } from "./policy";
import { sides } from "./sides";
import { trend } from "./trend";

// Each draws its own answers alone, so that what these are need not be known outside it.
export const PANELS: Record<PanelId, PanelKind<any>> = {
  sides,
  counties,
  outcomes,
  definitions,
  trend,
  map,
  claims,
  policy,
};
