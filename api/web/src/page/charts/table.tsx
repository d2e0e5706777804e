// A table that scrolls by itself on a narrow screen, also by keyboard.
import type { ComponentChildren } from "preact";

import { words } from "../words";

export function Table({
  caption,
  head,
  children,
  draw = true,
}: {
  caption: string;
  head: ComponentChildren;
  children: ComponentChildren;
  draw?: boolean;
}) {
  return (
    <div class="scroll" role="group" aria-label={caption} tabIndex={0}>
      <table data-draw={draw ? "" : undefined}>
        <caption class="unseen">{caption}</caption>
        <thead>{head}</thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

// The numbers of a drawing, for those who would rather read them; pictures leave them out.
export function Numbers({ caption, head, rows }: { caption: string; head: string[]; rows: string[][] }) {
  return (
    <details class="numbers">
      <summary>{words().asTable}</summary>
      <Table
        caption={caption}
        draw={false}
        head={
          <tr>
            {head.map((name, index) => (
              <th key={name} scope="col" class={index ? "number" : ""}>
                {name}
              </th>
            ))}
          </tr>
        }
      >
        {rows.map(([first, ...rest]) => (
          <tr key={first}>
            <th scope="row">{first}</th>
            {rest.map((cell, index) => (
              <td key={head[index + 1]} class="number">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </details>
  );
}
