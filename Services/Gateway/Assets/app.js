// Keeps the pages current and lets hands stay on the keyboard. Everything also works without it, by reloading.
import { byId, listen, refreshChecks, tellTimes } from "./frame.js";
import { list, showCounts, soon } from "./rows.js";
import "./answers.js";
import "./bulk.js";
import "./keys.js";
import { boardChanged } from "./board.js";
import { changed } from "./outdated.js";
import { noteAlert, readyForSound } from "./cues.js";

document.documentElement.classList.add("scripted");

if (list || byId("checks")) {
  const look = () => { soon(); boardChanged(); };
  let hasBeenOpen = false;
  listen({
    open: () => { look(); if (hasBeenOpen) changed(); hasBeenOpen = true; },
    alert: (notice) => { noteAlert(notice); soon(); changed(notice.alertId); },
    reset: () => { look(); changed(); },
    checks: () => { refreshChecks(); soon(); },
    supply: () => { boardChanged(); changed(); },
    silent: look,
  });
  // A board also ages without news: the days that a supply lasts become fewer.
  setInterval(boardChanged, 300000);
}
setInterval(() => tellTimes(document), 30000);

// On a narrow screen the filters would push the list out of sight; that they are on stands beside their name.
if (innerWidth < 700) document.querySelector(".filters")?.removeAttribute("open");

// “Today” ends when it ends here.
document.querySelector(".filter-form")?.addEventListener("submit", (event) => {
  const [form, zone] = [event.target, event.target.querySelector("[data-zone]")];
  zone.value = String(-new Date().getTimezoneOffset());
  zone.disabled = form.elements.due.value !== "today";
  // An address says what is asked for, and nothing else.
  for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
});
// A page that comes back from the browser's memory has its fields as they were.
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll(".filter-form [name]")) field.disabled = false;
});

// A sheet is made to be printed.
document.querySelector("[data-print]")?.addEventListener("click", () => print());

readyForSound();
tellTimes(document);
showCounts();
