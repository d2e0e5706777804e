// A day of a row of days, drawn by hand, by keyboard, or by itself.
import { useEffect, useId, useState } from "preact/hooks";

import { day } from "../format";
import { words } from "../words";

const PACE = 250; // milliseconds for each month

export function DaySlider({
  days,
  on,
  choose,
}: {
  days: string[];
  on: string;
  choose: (on: string) => void;
}) {
  const id = useId();
  const [playing, setPlaying] = useState(false);
  const last = days.length - 1;
  const found = on ? days.findIndex((each) => each >= on) : last;
  const index = found === -1 ? last : found;
  useEffect(() => {
    if (!playing) return;
    if (index === last) return setPlaying(false);
    const timer = setTimeout(() => choose(days[index + 1]!), PACE);
    return () => clearTimeout(timer);
  }, [playing, index]);
  const play = () => {
    if (!playing && index === last) choose(days[0]!);
    setPlaying(!playing);
  };
  return (
    <div class="slider">
      <button type="button" onClick={play}>
        {playing ? words().map.pause : words().map.play}
      </button>
      <label for={id}>{words().map.day}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        value={index}
        aria-valuetext={day(days[index]!)}
        onInput={(event) => choose(days[Number(event.currentTarget.value)]!)}
      />
      <output for={id}>{day(days[index]!)}</output>
    </div>
  );
}
