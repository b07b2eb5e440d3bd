// Answers to alerts, and how the last one is taken back.
import { byId, post, say } from "./frame.js";
import { list, soon, summaryOf } from "./rows.js";

const you = byId("you");
if (you) {
  you.value = localStorage.getItem("you") ?? "";
  you.addEventListener("change", () => localStorage.setItem("you", you.value.trim()));
}

const unsure = "It is not known whether the answer was taken. Look at the alert again in a moment.";
// A page that does not renew itself is loaded again, but never from under what somebody is typing.
const isTyping = () => [...document.querySelectorAll(".answers input:not([type=hidden]), .answers select")].some((field) => field.value);
const renew = (isTaken) => {
  if (list) soon();
  else if (isTaken) setTimeout(() => { if (!isTyping()) location.reload(); }, 1200);
};

// The last answer can be taken back for ten seconds, on the next page as well.
let last;
const keep = (answer) => {
  last = answer;
  if (answer) sessionStorage.setItem("last", JSON.stringify(answer)); else sessionStorage.removeItem("last");
};
/** Each answer as it was taken: the address to which it went, and the id it was given. */
export const taken = (words, answers, until = Date.now() + 10000) => {
  keep(answers.length ? { words, answers, until } : undefined);
  say(words, last && { words: "Undo", key: "u", act: takeBack }, until - Date.now());
};
export const takeBack = async () => {
  // Whoever reads the words in time may also use their button.
  if (!last || (Date.now() > last.until && byId("toast").hidden)) {
    say("Nothing to take back. What was answered can be re-opened under “Answered”.");
    return;
  }
  const { answers } = last;
  let isTaken = false;
  keep(undefined);
  try {
    // This answer and no other: what somebody else has said since is not for this hand to take back.
    const replies = await Promise.all(answers.map(({ address, id }) => post(address, { action: "reopened", takesBack: id })));
    const refused = replies.find((reply) => !reply.ok);
    say(refused ? refused.words ?? "It was not taken back." : "Taken back.");
    isTaken = replies.some((reply) => reply.ok);
  } catch { say(unsure); }
  renew(isTaken);
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
  let isTaken = false;
  for (const button of buttons) button.disabled = true;
  try {
    const reply = await post(address, { ...fields, action, alertRevision: Number(fields.alertRevision) });
    isTaken = reply.ok;
    if (isTaken) {
      form.reset();
      summaryOf(form.closest(".alert")).focus();
      taken("Answer sent.", ["acknowledged", "overridden"].includes(action) ? [{ address, id: reply.answer.response.responseId }] : []);
    } else {
      say(reply.words ?? "The answer was not taken.");
    }
  } catch { say(unsure); }
  for (const button of buttons) button.disabled = false;
  renew(isTaken);
});

const before = JSON.parse(sessionStorage.getItem("last") ?? "null");
if (before?.answers && before.until > Date.now() + 1000) taken(before.words, before.answers, before.until);
