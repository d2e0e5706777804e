// Colours and what they mean.

export interface Entry {
  fill: string;
  label: string;
}

export function Legend({ entries }: { entries: Entry[] }) {
  return (
    <ul class="legend" data-draw>
      {entries.map(({ fill, label }) => (
        <li key={label}>
          <svg width="14" height="14" aria-hidden="true">
            <rect width="14" height="14" style={{ fill }} />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}
