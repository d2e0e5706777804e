// The colours are named in ../colours.css, once for light and once for dark.
import type { AgreementModel, Outcome, StanceValue } from "../../../generated/queries";
import { UNKNOWN } from "./chart";

export const OUTCOMES: Record<Outcome, string> = {
  PICKED_UP: "var(--picked-up)",
  DECLINED_BY_AGENCY: "var(--declined)",
  NOTICE_FAILURE: "var(--notice)",
  LEFT_CUSTODY: "var(--left)",
  ICE_DID_NOT_PURSUE: "var(--not-pursued)",
  ADMINISTRATIVE: "var(--administrative)",
  DIED: "var(--died)",
  OTHER: "var(--other)",
  NOT_RECORDED: UNKNOWN,
};

export const MODELS: Record<AgreementModel | "several", string> = {
  JAIL_ENFORCEMENT: "var(--jail)",
  WARRANT_SERVICE: "var(--warrant)",
  TASK_FORCE: "var(--task)",
  TRIBAL: "var(--other)",
  several: "var(--several)",
};

export const STANCES: Record<StanceValue, string> = {
  REQUIRED: "var(--required)",
  PERMITTED: "var(--permitted)",
  LIMITED: "var(--limited)",
  PROHIBITED: "var(--prohibited)",
  UNKNOWN,
};

// From few to many, or from none to all.
export const STEPS = ["var(--step-1)", "var(--step-2)", "var(--step-3)", "var(--step-4)", "var(--step-5)"];
