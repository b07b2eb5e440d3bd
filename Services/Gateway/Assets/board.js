// The supply board renews itself, but not under somebody's hands, and not at every dispense of a busy hour: each look is
// written down with everybody it shows.
import { fragment, rowsCame, rowsFailed, tellTimes } from "./frame.js";

const shortestPause = 10000;
const board = () => document.querySelector("[data-live-page=supply]");
const isInUse = () => board().contains(document.activeElement) || board().querySelector("details[open]");
let last = Date.now() - shortestPause;
let waiting;

const renew = async () => {
  waiting = undefined;
  if (isInUse()) return later(2000);
  last = Date.now();
  try {
    const fresh = (await fragment("/board/rows")).querySelector("[data-live-page=supply]");
    if (isInUse()) return later(2000);
    tellTimes(fresh);
    board().replaceWith(fresh);
    rowsCame();
  } catch (error) { rowsFailed(error); later(shortestPause); }
};
const later = (pause) => { waiting ??= setTimeout(renew, pause); };

export const boardChanged = () => { if (board()) later(Math.max(300, last + shortestPause - Date.now())); };
