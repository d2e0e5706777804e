// What the theme makes as the page is read, made usable without a mouse or eyes: the button that copies code stands in a
// <nav> that is no landmark, and a table that is wider than the window must be reached to be scrolled.
const mend = () => {
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "presentation");
  for (const table of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) table.tabIndex = 0;
};
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
mend();
