// A drawing of Observable Plot, as wide as its place, with a name for those who do not see it.
import { useEffect, useRef, useState } from "preact/hooks";

export function Chart({ draw, label }: { draw: (width: number) => Element; label: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder);
  useEffect(() => {
    if (!width) return;
    const drawn = draw(width);
    const svg = drawn instanceof SVGSVGElement ? drawn : drawn.querySelector("svg")!;
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    svg.dataset.draw = "";
    // Plot names its marks, which is nothing to somebody who hears the whole as one image.
    for (const part of svg.querySelectorAll("[aria-label], [aria-description]"))
      for (const name of ["aria-label", "aria-description"]) part.removeAttribute(name);
    holder.current!.replaceChildren(drawn);
  });
  return <div class="chart" ref={holder} />;
}

function useWidth(holder: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(holder.current!);
    return () => observer.disconnect();
  }, []);
  return width;
}

// What is common to all of them: the page's own face and colours.
export const STYLE = { fontFamily: "inherit", fontSize: "13px", background: "none", overflow: "visible" };
export const UNKNOWN = "url(#unknown)";

// The hatching for what is not known, once for the page; pictures take it along.
export function Patterns() {
  return (
    <svg id="patterns" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern
          id="unknown"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="hatch-ground" width="6" height="6" />
          <line class="hatch-line" x1="0" y1="0" x2="0" y2="6" />
        </pattern>
      </defs>
    </svg>
  );
}
