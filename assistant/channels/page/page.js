// What the browser remembers: colors, the conversations begun here, the one of this tab, and the slip of the turn that
// is not answered yet: it stays until the answer is there, so that a lost server is asked again under the same key.
const desk = {
  read(kept, name, other) { try { return JSON.parse(kept.getItem(name)) ?? other; } catch { return other; } },
  write(kept, name, value) { try { kept.setItem(name, JSON.stringify(value)); } catch { /* nothing is remembered then */ } },
  threads() { return desk.read(localStorage, "desk-threads", []); },
  remember(thread) {
    desk.write(sessionStorage, "desk-thread", thread);
    desk.write(localStorage, "desk-threads", [thread, ...desk.threads().filter((one) => one !== thread)].slice(0, 50));
  },
  theme() { return desk.read(localStorage, "desk-theme", "system"); },
  now: {},
  busy: "",
  // The keys of what is under way at the server, by what ends it: an end that comes late is never taken for the next one's.
  under: { arrived: [], asked: [], acted: [] },
  ended(kind) { return desk.under[kind].shift() || ""; },
  slip() {
    const slip = desk.read(sessionStorage, SLIP, null);
    return slip && Date.now() - slip.at < 20 * 3600e3 ? slip : null;  // a key is known for a day
  },
  // Begins something that the server is to do: {question} or {act}. What `keeps` is asked for until it is done.
  begin(what, keeps) {
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
    const { who, thread, asOf, table, case: id, tray } = desk.now;
    const slip = { key, ...what, who, thread, as_of: asOf, table, case: id, tray, at: Date.now(), tries: 0 };
    if (keeps) { desk.write(sessionStorage, SLIP, slip); watch(key); }
    desk.work(key);
    return slip;
  },
  // Where the server says that the page stands, and which slip is done.
  here(now) {
    desk.now = now;
    if (now.thread && Number(now.turn)) desk.remember(now.thread);
    if (now.thread) desk.write(sessionStorage, "desk-as-of", now.asOf || null);
    if (now.tray) desk.write(sessionStorage, "desk-seat", { case: now.case, tray: now.tray });
    if (!now.done) return;
    if (desk.slip()?.key === now.done) sessionStorage.removeItem(SLIP);
    if (desk.busy === now.done) desk.work("");
  },
  // While something is being done nothing else can be pressed; a question sent meanwhile is asked right after.
  work(key) {
    desk.busy = key;
    document.body.toggleAttribute("data-busy", Boolean(key));
    for (const one of document.querySelectorAll(PRESSED)) {
      if (key) one.setAttribute("aria-disabled", "true"); else one.removeAttribute("aria-disabled");
    }
    if (!key) setTimeout(desk.askNext, 100);
  },
  keepNext() {
    const question = document.querySelector("#question textarea").value.trim();
    if (question) desk.write(sessionStorage, "desk-next", { question, who: desk.now.who });
  },
  // Asks what was sent while something else was being done; it outlives a page that is loaded anew.
  askNext() {
    const box = document.querySelector("#question textarea"), next = desk.read(sessionStorage, "desk-next", null);
    if (desk.busy || !box || !next) return;
    if (box.disabled) { setTimeout(desk.askNext, 100); return; }
    sessionStorage.removeItem("desk-next");
    document.body.removeAttribute("data-next");
    if (next.who && next.who !== desk.now.who) return;  // somebody else has signed in since
    box.value = box.value.trim() ? box.value : next.question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => document.querySelector("#question button").click(), 100);
  },
};
window.desk = desk;
const SLIP = `desk-slip ${location.pathname}`;  // each page its own
const PRESSED = "#chat button[aria-label=Clear], button[data-act], form[data-act] button, #examples button";
const hold = (event) => {
  const asks = event.target.closest("#question button")
    || (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.closest("#question textarea"));
  if (!desk.busy) {
    // A page that has lost its server, or is not there yet, drops what is sent: it is asked once the page stands again.
    if (asks && !desk.read(sessionStorage, "desk-next", null)) desk.keepNext();
    return;
  }
  const pressed = event.key ? event.key === "Enter" && event.target.closest("form[data-act] input") : event.target.closest(PRESSED);
  if (!asks && !pressed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!asks) return;
  desk.keepNext();
  document.body.setAttribute("data-next", "");
};
document.addEventListener("click", hold, true);
document.addEventListener("keydown", hold, true);

// The answer has not come though nothing is under way any more: its server was lost. Come back once one is there.
const lost = (key) => setTimeout(async () => {
  if (!key || desk.busy !== key) return;
  if (desk.slip()?.key !== key) { desk.work(""); return; }
  for (;;) {
    try { if ((await fetch(location.href, { cache: "no-store" })).ok) break; } catch { /* not there yet */ }
    await new Promise((again) => setTimeout(again, 1000));
  }
  if (desk.busy === key) location.reload();
}, 1500);

// A stream that broke just before a question was sent says nothing any more, neither an answer nor an end: after this
// long the page comes back and asks for the answer under the same key.
const PATIENCE = 40_000, TRIES = 4;
const watch = (key) => setTimeout(async () => {
  const slip = desk.slip();
  if (desk.busy !== key || slip?.key !== key || slip.tries >= TRIES) return;
  try { if ((await fetch(location.href, { cache: "no-store" })).ok && desk.busy === key) { location.reload(); return; } } catch { /* not there yet */ }
  watch(key);
}, PATIENCE);

window.deskDone = () => lost(desk.ended("acted"));

// Colors follow the system until somebody chooses.
const system = matchMedia("(prefers-color-scheme: dark)");
const paint = () => {
  const dark = desk.theme() === "dark" || (desk.theme() === "system" && system.matches);
  if (document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
};
const watchColors = () => {
  paint();
  new MutationObserver(paint).observe(document.body, { attributes: true, attributeFilter: ["class"] });
};
if (document.body) watchColors(); else document.addEventListener("DOMContentLoaded", watchColors);
system.addEventListener("change", paint);
document.addEventListener("change", (event) => {
  if (event.target.id !== "desk-theme") return;
  desk.write(localStorage, "desk-theme", event.target.value);
  paint();
});

window.deskArrived = () => JSON.stringify({
  share: new URLSearchParams(location.search).get("share"),
  thread: desk.read(sessionStorage, "desk-thread", null),
  as_of: desk.read(sessionStorage, "desk-as-of", null),
  seat: desk.read(sessionStorage, "desk-seat", null),
  slip: takenUp(),
});
window.deskCame = () => { lost(desk.ended("arrived")); setTimeout(firstLine, 150); setTimeout(desk.askNext, 300); };
const takenUp = () => {
  const slip = new URLSearchParams(location.search).has("share") ? null : desk.slip();
  if (!slip) return null;
  slip.tries += 1;
  desk.write(sessionStorage, SLIP, slip);
  desk.work(slip.key);
  watch(slip.key);
  desk.under.arrived.push(slip.key);
  return slip;
};

// One listener for every link to a passage or a step: opens it, and what holds it, and brings it into view.
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
const reveal = (place, focus) => {
  for (let box = place; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
  place.scrollIntoView({ block: "center", behavior: calm() });
  if (focus) place.querySelector("summary").focus({ preventScroll: true });
  place.classList.add("found");
  setTimeout(() => place.classList.remove("found"), 2500);
};
const mark = (passages, steps) => {
  document.querySelectorAll("#panel .linked").forEach((one) => one.classList.remove("linked"));
  for (const one of [...passages, ...steps]) one.classList.add("linked");
};
const stepsOn = (id) => [...document.querySelectorAll(`#panel [data-stands~="${CSS.escape(id)}"] > .step`)];
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href*="#cite-"], a[href*="#step-"]');
  if (!link) return;
  const place = document.getElementById(link.getAttribute("href").split("#")[1]);
  event.preventDefault();
  event.stopPropagation();
  if (!place) return;
  if (place.id.startsWith("cite-")) mark([place], stepsOn(place.id));
  reveal(place, true);
}, true);

// A step opens its paragraphs beside it, at the top of their pane; a paragraph marks the steps that stand on it.
document.addEventListener("toggle", (event) => {
  const box = event.target;
  if (!box.open || !box.closest || !box.closest("#panel")) return;
  if (box.classList.contains("passage")) mark([box], stepsOn(box.id));
  if (!box.classList.contains("step")) return;
  const ids = (box.parentElement.dataset.stands || "").split(" ").filter(Boolean);
  const places = ids.map((id) => document.getElementById(id)).filter(Boolean);
  const pane = document.querySelector("#panel .pane");
  if (!places.length || !pane || getComputedStyle(pane).overflowY !== "auto") return;
  for (const place of places) for (let up = place; up && up !== pane; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
  setTimeout(() => {
    mark(places, [box]);
    pane.scrollTo({ top: places[0].getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop - 8, behavior: calm() });
  }, 60);
}, true);

// The strip of periods says of each, under it, what hover or focus points at.
const point = (event) => {
  const period = event.target.closest && event.target.closest("#time .period");
  if (!period) return;
  document.querySelectorAll("#time .told p").forEach((one) => { one.hidden = one.id !== period.getAttribute("aria-describedby"); });
};
document.addEventListener("mouseover", point);
document.addEventListener("focusin", point);

document.addEventListener("click", async (event) => {
  if (event.target.id !== "share-copy") return;
  const field = document.getElementById("share-link");
  field.select();
  try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
  event.target.textContent = "Copied";
});

window.deskAsked = (question) => {
  sessionStorage.removeItem("desk-next");
  document.getElementById("table").setAttribute("aria-busy", "true");
  const slip = question.trim() ? desk.begin({ question }, true) : null;
  desk.under.asked.push(slip?.key);
  return slip ? JSON.stringify(slip) : "";
};

// After an answer the reader starts at its first line.
window.deskShowAnswer = () => { lost(desk.ended("asked")); setTimeout(firstLine, 150); };
const firstLine = () => {
  document.getElementById("table").removeAttribute("aria-busy");
  const rows = document.querySelectorAll("#chat .user-row");
  if (!rows.length) return;
  let box = rows[0].parentElement;
  const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight;
  while (box.id !== "chat" && !scrolls(box)) box = box.parentElement;
  box.scrollTop += rows[rows.length - 1].getBoundingClientRect().top - box.getBoundingClientRect().top;
};

// A parcel is a file to be saved; everything else just shows its answer.
window.deskActed = (parcel) => {
  lost(desk.ended("acted"));
  if (!parcel) { setTimeout(firstLine, 150); return; }
  const { name, type, base64 } = JSON.parse(parcel);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
