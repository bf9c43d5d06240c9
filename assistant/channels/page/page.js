// One listener for every link to a passage: opens it, and what holds it, and brings it into view.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href*="#cite-"]');
  if (!link) return;
  const place = document.getElementById(link.getAttribute("href").split("#")[1]);
  event.preventDefault();
  event.stopPropagation();
  if (!place) return;
  for (let box = place; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
  place.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  place.querySelector("summary").focus({ preventScroll: true });
  place.classList.add("found");
  setTimeout(() => place.classList.remove("found"), 2500);
}, true);

// After an answer the reader starts at its first line.
window.deskShowAnswer = () => setTimeout(() => {
  const rows = document.querySelectorAll("#chat .user-row");
  if (!rows.length) return;
  let box = rows[0].parentElement;
  while (box.id !== "chat" && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
  box.scrollTop += rows[rows.length - 1].getBoundingClientRect().top - box.getBoundingClientRect().top;
}, 150);
