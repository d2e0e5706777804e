// @ts-check
// A rate as a bar, for pasting into any page: what is known of it filled, what it may be besides hatched, and with it
// its sentence, its caveats, its source and the revision of the data. No build, no dependency, one file:
//
//   <script type="module" src="handover-rate.js"></script>
//   <handover-rate server="https://handover.example" place="CA-CDCR" year="2025"
//     definition="PICKUP_OF_RELEASED_WITH_DETAINER"></handover-rate>
//
// `from` and `to` (days) stand in for `year`. With `revision` (a number) it stays as it was then, and is fetched once;
// without it shows the newest. Font and colours are the page's own; --handover-colour paints the bar.

const RATE = `query Rate($place: String!, $period: PeriodInput!, $definition: RateDefinition!, $asOf: AsOf, $revision: Int) {
  revision(number: $revision) { number publishedAt }
  jurisdiction(code: $place, asOf: $asOf) { name pickupRate(period: $period, definition: $definition) {
    value lower upper qualifier explanation caveats { text } source { title url } } } }`;

const ATTEMPTS = 4;

const WORDS = {
  EXACT: "",
  APPROXIMATE: "about ",
  AT_LEAST: "at least ",
  MORE_THAN: "more than ",
  AT_MOST: "at most ",
  LESS_THAN: "less than ",
};

/**
 * @typedef {{ title: string, url: string | null }} Source
 * @typedef {{ value: number | null, lower: number | null, upper: number | null, qualifier: keyof typeof WORDS,
 *   explanation: string, caveats: { text: string }[], source: Source | null }} Rate
 * @typedef {{ revision: { number: number, publishedAt: string },
 *   jurisdiction: { name: string, pickupRate: Rate } }} Answer
 */

/** What the server says in a sentence of its own. */
class Refusal extends Error {}

const STYLE = new CSSStyleSheet();
STYLE.replaceSync(`
  :host { display: block; --colour: var(--handover-colour, light-dark(#1b6ca8, #7fb8e6)) }
  :host([hidden]) { display: none }
  figure { margin: 0 }
  strong { display: block; font-size: 1.6em; line-height: 1.3 }
  .bar { border: 1px solid; block-size: 1.2em; display: flex; forced-color-adjust: none }
  .known { background: var(--colour) }
  .possible { background: repeating-linear-gradient(45deg, var(--colour) 0 2px, transparent 2px 7px) }
  p, details { margin: 0.5em 0 }
  small { font-size: 0.85em }
  a { color: inherit }
`);

/** @param {number} share */
const percent = (share) => share.toLocaleString("en-US", { style: "percent", maximumFractionDigits: 1 });

/** @param {Rate} rate */
function inWords({ value, lower, upper, qualifier }) {
  if (value !== null) return WORDS[qualifier] + percent(value);
  return lower === null || upper === null ? "Not known" : `${percent(lower)} to ${percent(upper)}`;
}

/**
 * An element with attributes and children; text never becomes markup.
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** @param {Rate} rate */
function bar({ lower, upper }) {
  if (lower === null || upper === null) return "";
  const parts = [element("div", { class: "known" }), element("div", { class: "possible" })];
  // Not as an attribute: a page's policy may forbid styles in markup.
  parts.forEach((part, index) => (part.style.inlineSize = `${100 * (index ? upper - lower : lower)}%`));
  // The words beside it say all that it shows.
  return element("div", { class: "bar", "aria-hidden": "true" }, ...parts);
}

/** @param {Rate} rate */
function sourceOf({ source, lower }) {
  if (source === null) return [lower === null ? "" : "Derived from several publications. "];
  const { title, url } = source;
  // Some have a name alone, which no browser opens.
  return ["Source: ", url && /^https?:/.test(url) ? element("a", { href: url }, title) : title, ". "];
}

/** @param {Answer} answer */
function figure({ revision, jurisdiction: { name, pickupRate: rate } }) {
  const caveats = rate.caveats.map(({ text }) => element("li", {}, text));
  return element(
    "figure",
    {},
    element("figcaption", {}, name, element("strong", {}, inWords(rate))),
    bar(rate),
    element("p", {}, rate.explanation),
    caveats.length ? element("details", {}, element("summary", {}, "What to know"), element("ul", {}, ...caveats)) : "",
    element("small", {}, ...sourceOf(rate), `Revision ${revision.number} of ${revision.publishedAt.slice(0, 10)}.`),
  );
}

/**
 * Ask by GET: it needs no preflight, and caches keep the answer. Where the server is busy, wait as long as it says.
 * @param {string} server
 * @param {object} variables
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
async function ask(server, variables, signal) {
  const address = new URL("graphql", server);
  address.search = new URLSearchParams({ query: RATE, variables: JSON.stringify(variables) }).toString();
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(address, { signal, headers: { Accept: "application/graphql-response+json" } });
    if ((response.status === 429 || response.status === 503) && attempt < ATTEMPTS) {
      const seconds = Number(response.headers.get("Retry-After") ?? attempt);
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
      continue;
    }
    const { data, errors } = await response.json();
    if (errors) throw new Refusal(errors.map((/** @type {Error} */ error) => error.message).join(" "));
    return data;
  }
}

class HandoverRate extends HTMLElement {
  static observedAttributes = ["server", "place", "definition", "year", "from", "to", "revision"];

  #shadow = this.attachShadow({ mode: "open" });
  #asked = new AbortController();

  connectedCallback() {
    this.#shadow.adoptedStyleSheets = [STYLE];
    void this.#show();
  }

  disconnectedCallback() {
    this.#asked.abort();
  }

  attributeChangedCallback() {
    if (this.isConnected) void this.#show();
  }

  /** The figure as the attributes ask for it, or why there is none. */
  async #show() {
    this.#asked.abort();
    const { signal } = (this.#asked = new AbortController());
    // Attributes that change together make one question.
    await Promise.resolve();
    if (signal.aborted) return;
    this.#shadow.replaceChildren(element("p", { role: "status" }, "Loading …"));
    try {
      const answer = await ask(this.getAttribute("server") ?? document.baseURI, this.#variables(), signal);
      if (!signal.aborted) this.#shadow.replaceChildren(figure(answer));
    } catch (error) {
      if (signal.aborted) return;
      const told = error instanceof Refusal ? error.message : "The figure cannot be loaded now.";
      this.#shadow.replaceChildren(element("p", { role: "status" }, told));
    }
  }

  #variables() {
    const [year, from, to, revision] = ["year", "from", "to", "revision"].map((name) => this.getAttribute(name));
    return {
      place: this.getAttribute("place"),
      definition: this.getAttribute("definition"),
      period: year ? { calendarYear: Number(year) } : { range: { from, to } },
      revision: revision ? Number(revision) : null,
      asOf: revision ? { revision: Number(revision) } : null,
    };
  }
}

customElements.define("handover-rate", HandoverRate);
