// What is pressed or sent in a part goes to the server as {act, …}; what was open stays open after an answer.
const seen = new Map();
let focused = null;
const named = (box) => box.id
  ? `#${CSS.escape(box.id)}`
  : box.dataset && box.dataset.act
    ? Object.entries(box.dataset).map(([key, value]) => `[data-${key}="${CSS.escape(value)}"]`).join("")
    : box.name ? `[name="${CSS.escape(box.name)}"]` : null;
element.addEventListener("toggle", (event) => {
  if (event.target.tagName === "DETAILS" && event.target.id) seen.set(event.target.id, event.target.open);
}, true);
element.addEventListener("focusin", (event) => { focused = named(event.target); });
element.addEventListener("focusout", (event) => { if (event.relatedTarget) focused = null; });
const LOOKS = new Set(["history", "share", "close", "memo", "standing", "deal", "open", "add", "reopen", "new", "tray",
  "search", "open_case", "house", "untry", "attached"]);
const send = (kind, what) => {
  if (desk.busy) return;
  const slip = desk.begin({ act: what }, !LOOKS.has(what.act));
  desk.under.acted.push(slip.key);
  trigger(kind, { ...what, slip });
};
element.addEventListener("click", (event) => {
  const pressed = event.target.closest("button[data-act]");
  if (!pressed) return;
  const { act } = pressed.dataset;
  if (act === "new") for (const name of ["desk-thread", "desk-as-of"]) sessionStorage.removeItem(name);
  send("click", act === "history" ? { act, threads: desk.threads() } : { ...pressed.dataset });
});
// A file goes over HTTP, under a key, and is told of here.
const attach = async (form) => {
  const file = form.querySelector("input[type=file]").files[0];
  if (!file || desk.busy) return;
  const { key } = desk.begin({}, false);
  const place = new URL(`${location.pathname.endsWith("/bench/") ? ".." : "."}/v1/cases/${encodeURIComponent(form.dataset.case)}/attach`, location.href);
  place.search = new URLSearchParams({ name: file.name });
  const sent = { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream", "Idempotency-Key": key } };
  let problem = "The file could not be sent; please try again.";
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      const answer = await fetch(place, sent);
      if (answer.status < 500) { problem = answer.ok ? "" : (await answer.json()).detail; break; }
    } catch { /* nobody there at the moment */ }
    await new Promise((again) => setTimeout(again, 2000));
  }
  desk.work("");
  send("submit", { act: "attached", name: file.name, problem });
};
element.addEventListener("change", (event) => {  // a filter applies at once
  if (event.target.closest(".picks")) event.target.form.requestSubmit();
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  if (event.target.dataset.act === "attach") { attach(event.target); return; }
  send("submit", { act: event.target.dataset.act, fields: Object.fromEntries(new FormData(event.target)) });
}, true);
const settle = () => {
  for (const [id, open] of seen) {
    const box = id && element.querySelector(`details[id="${CSS.escape(id)}"]`);
    if (box) box.open = open;
  }
  const here = element.querySelector("span[data-here]");
  if (here) desk.here({ ...here.dataset });
  const theme = element.querySelector("#desk-theme");
  if (theme) theme.value = desk.theme();
  const share = element.querySelector("#share-link");
  if (share) share.value = `${location.origin}${location.pathname}?share=${share.dataset.share}`;
  const refused = element.querySelector("[role=alert]");
  if (refused) refused.scrollIntoView({ block: "nearest" });
  const again = focused && document.activeElement === document.body && element.querySelector(focused);
  if (again) again.focus({ preventScroll: true });
};
settle();
watch("value", settle);
