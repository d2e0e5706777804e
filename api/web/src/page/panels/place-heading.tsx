// Whose numbers follow, and over which days.
import { period } from "../format";

export function PlaceHeading({ name, label }: { name: string; label?: string }) {
  return (
    <h3 data-draw>
      {name}
      {label && <span class="days">, {period(label)}</span>}
    </h3>
  );
}
