// A page about one patient or one alert does not renew itself: it says once that something has happened since, and lets
// the reader choose when to look again.
import { announce } from "./frame.js";

const isLive = Boolean(document.querySelector("#list, [data-live-page]"));
const isOfPatient = Boolean(document.querySelector(".patient-head"));
const shown = document.querySelector("main .alert")?.dataset.alert;

/** With the alert that was told of; without one it is not known what has changed. */
export const changed = (alert) => {
  if (isLive || !(isOfPatient || shown) || document.querySelector(".outdated-note")) return;
  // Another alert does not age the page of one.
  if (alert && !isOfPatient && alert !== shown) return;
  const words = "Things may have changed since this page was loaded.";
  const note = Object.assign(document.createElement("p"), { className: "note outdated-note", textContent: `${words} ` });
  const again = Object.assign(document.createElement("button"), { type: "button", textContent: "Load it again" });
  again.addEventListener("click", () => location.reload());
  note.append(again);
  document.querySelector("main").prepend(note);
  // What was well then is not known to be well now.
  document.documentElement.classList.add("outdated");
  announce(words);
};
