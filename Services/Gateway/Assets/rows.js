// The list renews itself row by row: what is open stays open, what has the focus keeps it, what is being filled in is
// never taken away.
import { announce, byId, fragment, rowsCame, rowsFailed, say, tellTimes } from "./frame.js";
import { cue } from "./cues.js";

export const list = byId("list");
export const allRows = () => [...document.querySelectorAll(".alert")];
export const summaryOf = (row) => row?.querySelector("summary");

export const showCounts = () => {
  const head = list?.querySelector("[data-counts]");
  if (!head) return;
  for (const count of document.querySelectorAll("[data-count]")) count.textContent = head.dataset[count.dataset.count] ?? "";
  const interrupting = Number(head.dataset.interrupting);
  document.title = `${interrupting ? `(${interrupting}) ` : ""}Worklist · Titrate`;
};

const isBusy = (row) => row.contains(document.activeElement) && document.activeElement.closest(".answers")
  || [...row.querySelectorAll(".answers input:not([type=hidden]), .answers select")].some((field) => field.value);

// Puts the children in the wanted order without ever moving the one that has the focus: moving it would lose it.
const arrange = (parent, wanted) => {
  const staying = new Set(wanted);
  for (const child of [...parent.children]) if (!staying.has(child)) child.remove();
  let place = parent.firstElementChild;
  for (const element of wanted) {
    if (element !== place && element.parentElement === parent && element.contains(document.activeElement)) {
      while (place !== element) { const next = place.nextElementSibling; place.remove(); place = next; }
    }
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
};

// Which row stands in the end: the new one, or the old one because it says the same or somebody is at work in it.
const chosen = (fresh, old, told) => {
  if (!old) { told.added.push(fresh); fresh.classList.add("is-new"); return fresh; }
  if (old.dataset.revision === fresh.dataset.revision) return old;
  const beginsToInterrupt = fresh.matches(".interrupts") && !old.matches(".interrupts");
  if (isBusy(old)) {
    // The old row stays and would begin anew with every renewal: it is told once.
    if (beginsToInterrupt && old.dataset.told !== fresh.dataset.revision) told.urgent.push(fresh);
    old.dataset.told = fresh.dataset.revision;
    old.classList.add("is-changed");
    say("An alert you are answering has changed. Close and open it to see it as it is now.");
    return old;
  }
  if (beginsToInterrupt) told.urgent.push(fresh); else told.changed += 1;
  fresh.querySelector("details").open = old.querySelector("details").open;
  if (old.querySelector(".pick")?.checked) say("An alert you had selected has changed and is no longer selected.");
  return fresh;
};

const mergeRows = (oldParent, freshParent, known, told) => {
  const wanted = [...freshParent.children].map((row) => chosen(row, known.get(row.dataset.alert), told));
  for (const row of oldParent?.children ?? []) {
    if (wanted.includes(row) || freshParent.querySelector(`[data-alert="${CSS.escape(row.dataset.alert)}"]`)) continue;
    if (!isBusy(row)) { told.gone += 1; continue; }
    row.classList.add("is-changed");
    say("The alert you are answering has left this list: somebody else answered it, or its cause is gone.");
    wanted.splice([...oldParent.children].indexOf(row), 0, row);
  }
  arrange(oldParent ?? freshParent, wanted);
  return oldParent ?? freshParent;
};

const mergeGroups = (oldHolder, freshHolder, known, told) => {
  const groups = new Map([...oldHolder.children].map((group) => [group.dataset.group, group]));
  const wanted = [...freshHolder.children].map((group) => {
    const old = groups.get(group.dataset.group);
    groups.delete(group.dataset.group);
    mergeRows(old?.querySelector("ol"), group.querySelector("ol"), known, told);
    if (!old) return group;
    old.querySelector("h2").replaceWith(group.querySelector("h2"));
    return old;
  });
  for (const group of groups.values()) {
    const rows = [...group.querySelectorAll(".alert")];
    if (rows.some(isBusy)) wanted.push(group); else told.gone += rows.length;
  }
  arrange(oldHolder, wanted);
};

// Where the focus goes when what had it is gone: to the same alert, else to the one now in its place.
const keepFocus = (alert, index) => {
  if (index < 0 || list.contains(document.activeElement)) return;
  const rows = allRows();
  const row = rows.find((row) => row.dataset.alert === alert) ?? rows[Math.min(index, rows.length - 1)];
  (summaryOf(row) ?? list).focus({ preventScroll: true });
};

const tell = (told) => {
  const added = told.added.filter((row) => row.matches(".interrupts"));
  const urgent = [...added, ...told.urgent];
  const words = urgent.map((row) => row.querySelector(".headline").textContent).slice(0, 3);
  const others = told.added.length - added.length;
  const parts = [
    urgent.length && `To answer now: ${words.join("; ")}${urgent.length > 3 ? ` and ${urgent.length - 3} more` : ""}`,
    others && `${others} new ${others === 1 ? "alert" : "alerts"}`,
    told.changed && `${told.changed} changed`, told.gone && `${told.gone} left the list`,
  ].filter(Boolean);
  if (parts.length) announce(`${parts.join(". ")}.`);
  cue(urgent.map((row) => row.dataset.alert));
};

export const refreshRows = async () => {
  if (!list) return;
  let fresh;
  try { fresh = await fragment(list.dataset.refresh + location.search); } catch (error) { return rowsFailed(error); }
  rowsCame();
  const rows = allRows();
  const focused = document.activeElement?.closest?.(".alert");
  const index = focused ? rows.indexOf(focused) : -1;
  const known = new Map(rows.map((row) => [row.dataset.alert, row]));
  const told = { added: [], urgent: [], changed: 0, gone: 0 };
  const [oldHolder, holder] = [list, fresh].map((root) => root.querySelector("[data-rows]"));
  if (oldHolder.tagName !== holder.tagName) oldHolder.replaceWith(holder);
  else if (holder.matches(".patient-groups")) mergeGroups(oldHolder, holder, known, told);
  else mergeRows(oldHolder, holder, known, told);
  for (const part of [".list-head", ".list-foot"]) {
    const [before, now] = [list, fresh].map((root) => root.querySelector(part));
    if (!before.contains(document.activeElement)) before.replaceWith(now);
  }
  keepFocus(focused?.dataset.alert, index);
  tellTimes(list);
  showCounts();
  tell(told);
  document.dispatchEvent(new Event("rows"));
};

// Many changes at once are one exchange, and the next waits for the last: a page that came late must not take the place of
// a newer one.
let pending;
let isLooking = false;
let isAsked = false;
const look = async () => {
  pending = undefined;
  isLooking = true;
  try { await refreshRows(); } finally { isLooking = false; }
  if (isAsked) { isAsked = false; soon(); }
};
export const soon = () => {
  if (isLooking) isAsked = true;
  else pending ??= setTimeout(look, 100);
};
