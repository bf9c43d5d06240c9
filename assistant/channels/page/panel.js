// What is pressed or sent in the panel goes to the server as {act, …}; what was open stays open after an answer.
const seen = new Map();
element.addEventListener("toggle", (event) => {
  if (event.target.tagName === "DETAILS" && event.target.id) seen.set(event.target.id, event.target.open);
}, true);
element.addEventListener("click", (event) => {
  const pressed = event.target.closest("button[data-act]");
  if (pressed) trigger("click", { ...pressed.dataset });
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  trigger("submit", { act: event.target.dataset.act, fields: Object.fromEntries(new FormData(event.target)) });
}, true);
watch("value", () => {
  for (const [id, open] of seen) {
    const box = id && element.querySelector(`details[id="${CSS.escape(id)}"]`);
    if (box) box.open = open;
  }
  const refused = element.querySelector("[role=alert]");
  if (refused) refused.scrollIntoView({ block: "nearest" });
});
