// Answers to alerts, and how the last one is taken back.
import { byId, post, say } from "./frame.js";
import { list, soon, summaryOf } from "./rows.js";

const you = byId("you");
if (you) {
  you.value = localStorage.getItem("you") ?? "";
  you.addEventListener("change", () => localStorage.setItem("you", you.value.trim()));
}

const unsure = "It is not known whether the answer was taken. Look at the alert again in a moment.";
const renew = () => { if (list) soon(); else setTimeout(() => location.reload(), 1200); };

// The last answer can be taken back for ten seconds, on the next page as well.
let last;
const keep = (answer) => {
  last = answer;
  if (answer) sessionStorage.setItem("last", JSON.stringify(answer)); else sessionStorage.removeItem("last");
};
/** The addresses are those to which the answers went. */
export const taken = (words, addresses, until = Date.now() + 10000) => {
  keep(addresses.length ? { words, addresses, until } : undefined);
  say(words, last && { words: "Undo", key: "u", act: takeBack }, until - Date.now());
};
export const takeBack = async () => {
  // Whoever reads the words in time may also use their button.
  if (!last || (Date.now() > last.until && byId("toast").hidden)) {
    say("Nothing to take back. What was answered can be re-opened under “Answered”.");
    return;
  }
  const { addresses } = last;
  keep(undefined);
  try {
    const replies = await Promise.all(addresses.map((address) => post(address, { action: "reopened" })));
    const refused = replies.find((reply) => !reply.ok);
    say(refused ? refused.words ?? "It was not taken back." : "Taken back.");
  } catch { say(unsure); }
  renew();
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-answer]");
  if (!form) return;
  event.preventDefault();
  const buttons = form.closest(".answers").querySelectorAll("button");
  const { formToken, ...fields } = Object.fromEntries(new FormData(form));
  const action = event.submitter.value;
  // Not `form.action`: a button of that name stands before it.
  const address = form.getAttribute("action");
  for (const button of buttons) button.disabled = true;
  try {
    const reply = await post(address, { ...fields, action, alertRevision: Number(fields.alertRevision) });
    if (reply.ok) {
      form.reset();
      summaryOf(form.closest(".alert")).focus();
      taken("Answer sent.", ["acknowledged", "overridden"].includes(action) ? [address] : []);
    } else {
      say(reply.words ?? "The answer was not taken.");
    }
  } catch { say(unsure); }
  for (const button of buttons) button.disabled = false;
  renew();
});

const before = JSON.parse(sessionStorage.getItem("last") ?? "null");
if (before?.until > Date.now() + 1000) taken(before.words, before.addresses, before.until);
