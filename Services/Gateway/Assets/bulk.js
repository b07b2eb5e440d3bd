// Several alerts of one kind acknowledged together, where each of them is safe to; the server decides that again.
import { byId, post, say } from "./frame.js";
import { allRows, list, soon, summaryOf } from "./rows.js";
import { taken } from "./answers.js";

const bar = byId("bulk");
const picks = () => [...document.querySelectorAll(".pick")];
export const picked = () => allRows().filter((row) => row.querySelector(".pick")?.checked);

const show = () => {
  if (!bar) return;
  const rows = picked();
  const first = rows[0]?.querySelector(".pick");
  for (const pick of picks()) {
    pick.hidden = false;
    // Of another kind than what is selected: not together with it.
    pick.disabled = Boolean(first) && pick.dataset.kind !== first.dataset.kind;
    pick.closest(".alert").classList.toggle("picked", pick.checked);
  }
  bar.hidden = !rows.length;
  byId("bulk-words").textContent = first ? `${rows.length} selected · ${first.dataset.kindWord}` : "";
};

export const clearPicks = () => {
  for (const pick of picks()) pick.checked = false;
  show();
};
export const togglePick = (row) => {
  const pick = row?.querySelector(".pick");
  if (!pick) say("This alert asks for an answer of its own.");
  else if (pick.disabled) say("Only alerts of the same kind are acknowledged together.");
  else { pick.checked = !pick.checked; show(); }
};

const acknowledge = async () => {
  const rows = picked();
  const alerts = rows.map((row) => ({ id: row.dataset.alert, alertRevision: Number(row.querySelector("[name=alertRevision]").value) }));
  const addresses = new Map(rows.map((row) => [row.dataset.alert, row.querySelector("form[data-answer]").getAttribute("action")]));
  try {
    const reply = await post("/alerts/acknowledgements", { alerts });
    if (reply.ok) {
      clearPicks();
      (summaryOf(rows[0]) ?? list).focus();
      const answers = reply.answer.responses.map(({ alertId, responseId }) => ({ address: addresses.get(alertId), id: responseId }));
      taken(`${alerts.length} acknowledged.`, answers);
    } else { say(reply.words ?? "Nothing was acknowledged."); }
  } catch { say("It is not known whether they were acknowledged. Look at the list again in a moment."); }
  soon();
};

if (bar) {
  list.addEventListener("change", (event) => { if (event.target.matches(".pick")) show(); });
  document.addEventListener("rows", show);
  byId("bulk-acknowledge").addEventListener("click", acknowledge);
  byId("bulk-clear").addEventListener("click", clearPicks);
  show();
}
