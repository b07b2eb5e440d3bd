// What every page has: times in the reader's own clock, the connection, words to the reader.
export const byId = (id) => document.getElementById(id);

// Times: the server writes UTC; people read their own clock.
const sameDay = (a, b) => a.toDateString() === b.toDateString();
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const inWords = (milliseconds) => {
  const seconds = Math.abs(milliseconds) / 1000;
  const amount = seconds < 60 ? "less than a minute" : seconds < 5400 ? `${Math.floor(seconds / 60)} min`
    : seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} days`;
  return milliseconds < 0 ? `${amount} ago` : `in ${amount}`;
};
export const tellTimes = (root) => {
  const now = new Date();
  for (const time of root.querySelectorAll("time[data-time]")) {
    const moment = new Date(time.dateTime);
    time.textContent = (sameDay(moment, now) ? clock : dayAndClock).format(moment);
    time.title = time.dateTime;
  }
  for (const time of root.querySelectorAll("time[data-relative]")) time.textContent = inWords(new Date(time.dateTime) - now);
};

// What has just happened, in one line; with a button where it can be taken back. Nobody is hurried who is reading it.
const toast = byId("toast");
const toastButton = byId("toast-button");
let toastTimer;
const hideToast = () => {
  if (toast.matches(":hover, :focus-within")) toastTimer = setTimeout(hideToast, 1000);
  else { toast.hidden = true; toastButton.onclick = null; }
};
export const say = (text, button, lasting = 6000) => {
  byId("toast-words").textContent = text;
  toastButton.hidden = !button;
  if (button) {
    toastButton.innerHTML = "";
    toastButton.append(`${button.words} `, Object.assign(document.createElement("kbd"), { textContent: button.key }));
    toastButton.onclick = button.act;
  }
  toast.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(hideToast, lasting);
};

// For those who listen to the page: when nothing else is being said.
export const announce = (text) => { byId("announce").textContent = text; };

// The connection: when it is lost, the page says so instead of looking calm.
const connection = byId("connection");
const offline = byId("offline");
// Elsewhere only the checks are kept current, and the page does not claim more.
const renewsItself = Boolean(document.querySelector("#list, [data-live-page]"));
let lastHeard = new Date();
let rowsAreStale = false;
let events;
export const online = () => {
  // Checks that answer do not make up for rows that did not, nor for a stream that is gone.
  if (rowsAreStale || (events && events.readyState !== EventSource.OPEN)) return;
  lastHeard = new Date();
  document.documentElement.classList.remove("lost");
  offline.hidden = true;
  connection.hidden = false;
  connection.textContent = renewsItself ? "Live" : "Checks live";
};
const tellLoss = (words) => {
  // What was well then is not known to be well now.
  document.documentElement.classList.add("lost");
  connection.hidden = true;
  if (offline.textContent !== words) offline.textContent = words;
  offline.hidden = false;
};
const lost = () => tellLoss(`The connection is lost. What you see is as of ${dayAndClock.format(lastHeard)} and no longer renews itself.`);
const signedOut = () => tellLoss("You are no longer signed in. What you see no longer renews itself: load the page again to sign in.");
export const failed = (error) => { error.cause === 401 ? signedOut() : lost(); };
export const rowsFailed = (error) => { rowsAreStale = true; failed(error); };
export const rowsCame = () => { if (rowsAreStale) { rowsAreStale = false; online(); } };

export const fragment = async (address) => {
  const answer = await fetch(address, { headers: { accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(8000) });
  if (!answer.ok) throw new Error(String(answer.status), { cause: answer.status });
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return holder.content;
};

// What a page of another site cannot know goes along with every change.
const formToken = document.querySelector("meta[name=form-token]")?.content;
export const post = async (address, body) => {
  const headers = { "content-type": "application/json", accept: "application/json", ...(formToken && { "x-form-token": formToken }) };
  const said = JSON.stringify({ ...body, byName: localStorage.getItem("you") ?? "" });
  const reply = await fetch(address, { method: "POST", headers, body: said, signal: AbortSignal.timeout(15000) });
  const answer = await reply.json();
  return { ok: reply.ok, answer, words: reply.ok ? undefined : answer.error?.message };
};

const checks = byId("checks");
let lastChecks = "";
export const refreshChecks = async () => {
  if (!checks) return;
  try {
    const fresh = await fragment(checks.dataset.refresh);
    const wasClosed = checks.querySelector("details")?.open === false;
    const words = [...fresh.querySelectorAll("strong, li")].map((part) => part.textContent).join();
    // A banner that says the same keeps its place, so that nobody is told of it twice.
    if (words === lastChecks) {
      const [now, before] = [fresh, checks].map((root) => root.querySelector(".muted time"));
      if (now && before) before.dateTime = now.dateTime;
    } else {
      checks.replaceChildren(fresh);
      if (wasClosed) checks.querySelector("details")?.removeAttribute("open");
      lastChecks = words;
    }
    tellTimes(checks);
    online();
  } catch (error) { failed(error); }
};

// Server-sent events; the browser itself says where it broke off.
export const listen = (hear) => {
  const start = () => {
    events = new EventSource("/events");
    events.addEventListener("open", () => { online(); hear.open(); });
    for (const kind of ["alert", "reset", "checks", "supply"]) {
      events.addEventListener(kind, (event) => hear[kind](JSON.parse(event.data)));
    }
    events.addEventListener("error", lost);
  };
  start();
  // A connection can die without a word: asking now and then finds that out. A stream that was refused does not try
  // again by itself; until it is back, rows are asked for.
  setInterval(() => {
    if (events.readyState === EventSource.CLOSED) start();
    refreshChecks();
    if (rowsAreStale || events.readyState !== EventSource.OPEN) hear.silent();
  }, 15000);
};
