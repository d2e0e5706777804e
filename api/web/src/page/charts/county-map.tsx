// The counties as us-atlas has them, already projected (Albers, Alaska and Hawaii moved), each in its colour.
import { geoPath } from "d3-geo";
import { memo } from "preact/compat";
import { useEffect, useRef, useState } from "preact/hooks";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import boundaries from "us-atlas/counties-albers-10m.json?url";

import type { PaintedCounty } from "../panels/map";
import { words } from "../words";
import { UNKNOWN } from "./chart";

interface Shapes {
  counties: { code: string; name: string; path: string }[];
  states: string;
}

type Atlas = Topology<{ counties: GeometryCollection<{ name: string }>; states: GeometryCollection }>;

let fetched: Promise<Shapes> | undefined;

export function CountyMap({ counties, label }: { counties: Map<string, PaintedCounty>; label: string }) {
  const [shapes, setShapes] = useState<Shapes | "failed">();
  const [over, setOver] = useState("");
  const ask = () => {
    fetched ??= fetchShapes();
    fetched.then(setShapes, () => {
      fetched = undefined;
      setShapes("failed");
    });
  };
  useEffect(ask, []);
  if (!shapes)
    return (
      <p class="waiting map-space" role="status">
        {words().map.loadingShapes}
      </p>
    );
  if (shapes === "failed")
    return (
      <div class="failure" role="alert">
        <p>{words().trouble.unreachable}</p>
        <button type="button" onClick={ask}>
          {words().retry}
        </button>
      </div>
    );
  const told = counties.get(over);
  return (
    <div class="map">
      <svg
        viewBox="0 0 975 610"
        role="img"
        aria-label={label}
        data-draw
        onPointerMove={(event) => setOver((event.target as Element).getAttribute("data-code") ?? "")}
        onPointerLeave={() => setOver("")}
      >
        <Outlines shapes={shapes} />
        <Fills counties={counties} shapes={shapes} />
        <path class="state-lines" d={shapes.states} />
      </svg>
      <p class="told" aria-hidden="true">
        {told ? (
          <>
            <strong>{told.name}</strong>: {told.text}
          </>
        ) : (
          " "
        )}
      </p>
    </div>
  );
}

// Shapes are made once; a step of the slider changes only the colours of those that differ.
function Fills({ counties, shapes }: { counties: Map<string, PaintedCounty>; shapes: Shapes }) {
  const previous = useRef(new Map<string, string>());
  useEffect(() => {
    for (const path of document.querySelectorAll<SVGPathElement>(".county")) {
      const code = path.dataset.code!;
      const fill = counties.get(code)?.fill ?? UNKNOWN;
      if (previous.current.get(code) === fill) continue;
      path.style.fill = fill;
      previous.current.set(code, fill);
    }
  }, [counties, shapes]);
  return null;
}

const Outlines = memo(({ shapes }: { shapes: Shapes }) => (
  <g>
    {shapes.counties.map(({ code, path }) => (
      <path key={code} class="county" data-code={code} d={path} />
    ))}
  </g>
));

async function fetchShapes(): Promise<Shapes> {
  const response = await fetch(boundaries);
  if (!response.ok) throw new Error(`the boundaries were not given: ${response.status}`);
  const atlas = (await response.json()) as Atlas;
  // A tenth of a unit is less than a pixel of any screen.
  const path = geoPath().digits(1);
  return {
    counties: feature(atlas, atlas.objects.counties).features.map((county) => ({
      code: String(county.id),
      name: county.properties.name,
      path: path(county) ?? "",
    })),
    states: path(mesh(atlas, atlas.objects.states)) ?? "",
  };
}
