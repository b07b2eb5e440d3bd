// Keys of one letter, which whoever does not want them turns off (WCAG 2.1.4), and the list of them.
import { byId } from "./frame.js";
import { allRows, summaryOf } from "./rows.js";
import { takeBack } from "./answers.js";
import { clearPicks, togglePick } from "./bulk.js";

const dialog = byId("keys");
const areOn = byId("keys-on");

const open = (event, row, select) => {
  const target = row?.querySelector(select);
  if (!target) return;
  row.querySelector("details").open = true;
  target.focus();
  event.preventDefault();
};
const step = (by) => {
  const rows = allRows();
  const place = rows.indexOf(document.activeElement?.closest?.(".alert"));
  const next = place < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(place + by, 0), rows.length - 1);
  summaryOf(rows[next])?.focus();
};
const filter = (event) => {
  const filters = document.querySelector(".filters");
  if (!filters) return;
  filters.open = true;
  filters.querySelector("select").focus();
  event.preventDefault();
};

const press = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  const row = event.target.closest(".alert") ?? (allRows().length === 1 ? allRows()[0] : undefined);
  if (event.key === "Escape") {
    if (event.target.closest(".answers")) summaryOf(row)?.focus(); else clearPicks();
    return;
  }
  if (!areOn.checked || event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  switch (event.key) {
    case "j": step(1); break;
    case "k": step(-1); break;
    case "a": open(event, row, ".answers button.primary"); break;
    case "o": open(event, row, "[data-override] select"); break;
    case "s": open(event, row, "[name=assignedTo]:not([type=hidden])"); break;
    case "u": takeBack(); break;
    case "x": togglePick(row); break;
    case "/": filter(event); break;
    case "?": dialog.showModal(); event.preventDefault(); break;
  }
};

if (dialog) {
  areOn.checked = localStorage.getItem("keys") !== "off";
  const show = () => { byId("keys-short").hidden = !areOn.checked; };
  areOn.addEventListener("change", () => { localStorage.setItem("keys", areOn.checked ? "on" : "off"); show(); });
  byId("keys-line").hidden = false;
  byId("keys-open").addEventListener("click", () => dialog.showModal());
  byId("keys-close").addEventListener("click", () => dialog.close());
  document.addEventListener("keydown", press);
  show();
}
