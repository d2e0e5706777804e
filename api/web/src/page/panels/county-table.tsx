// The map in words: the counties with the most, or those that the reader looks for.
import { useId, useState } from "preact/hooks";

import { Table } from "../charts/table";
import { words } from "../words";
import type { PaintedCounty } from "./map";
import { stateOf } from "./states";

const MOST = 25;

export function CountyTable({ counties, column }: { counties: Map<string, PaintedCounty>; column: string }) {
  const id = useId();
  const [sought, setSought] = useState("");
  const wanted = sought.trim().toLowerCase();
  const named = [...counties].map(([code, county]) => ({
    ...county,
    code,
    name: `${county.name}, ${stateOf(code)}`,
  }));
  const shown = wanted
    ? named.filter(({ name, code }) => name.toLowerCase().includes(wanted) || code === wanted)
    : named.filter(({ rank }) => rank > 0).sort((a, b) => b.rank - a.rank);
  const caption = wanted ? words().map.matching : words().map.most;
  return (
    <details class="numbers">
      <summary>{words().asTable}</summary>
      <p>
        <label for={id}>{words().map.find}</label>{" "}
        <input
          id={id}
          type="search"
          value={sought}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
      </p>
      <Table
        caption={caption}
        draw={false}
        head={
          <tr>
            <th scope="col">{words().county}</th>
            <th scope="col">{column}</th>
          </tr>
        }
      >
        {shown.slice(0, MOST).map(({ code, name, text }) => (
          <tr key={code}>
            <th scope="row">{name}</th>
            <td>{text}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}
