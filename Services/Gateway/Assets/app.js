// Keeps the pages current and lets hands stay on the keyboard. Everything also works without it, by reloading.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const list = byId("list");
  const checks = byId("checks");
  const query = location.search;

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
  const tellTimes = (root) => {
    const now = new Date();
    for (const time of root.querySelectorAll("time[data-time]")) {
      const moment = new Date(time.dateTime);
      time.textContent = (sameDay(moment, now) ? clock : dayAndClock).format(moment);
      time.title = time.dateTime;
    }
    for (const time of root.querySelectorAll("time[data-relative]")) time.textContent = inWords(new Date(time.dateTime) - now);
  };

  const toast = byId("toast");
  let toastTimer;
  const say = (text) => {
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { toast.hidden = true; }, 6000);
  };

  // The connection: when it is lost, the page says so instead of looking calm.
  const connection = byId("connection");
  const offline = byId("offline");
  let lastHeard = new Date();
  let rowsAreStale = false;
  let events;
  const online = () => {
    // Checks that answer do not make up for rows that did not, nor for a stream that is gone.
    if (rowsAreStale || (events && events.readyState !== EventSource.OPEN)) return;
    lastHeard = new Date();
    offline.hidden = true;
    connection.hidden = false;
    connection.textContent = "Live";
  };
  const lost = () => {
    connection.hidden = true;
    offline.textContent = `The connection is lost. What you see is as of ${dayAndClock.format(lastHeard)} and no longer renews itself.`;
    offline.hidden = false;
  };

  // What a page of another site cannot know.
  const formToken = document.querySelector("meta[name=form-token]")?.content;
  const signedOut = () => {
    connection.hidden = true;
    offline.textContent = "You are no longer signed in. What you see no longer renews itself: load the page again to sign in.";
    offline.hidden = false;
  };

  const fragment = async (address) => {
    const answer = await fetch(address, { headers: { accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (!answer.ok) throw new Error(String(answer.status), { cause: answer.status });
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    return holder.content;
  };

  let lastChecks = "";
  const refreshChecks = async () => {
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
    } catch (error) { error.cause === 401 ? signedOut() : lost(); }
  };

  const showCounts = () => {
    const head = list?.querySelector("[data-counts]");
    if (!head) return;
    for (const count of document.querySelectorAll("[data-count]")) count.textContent = head.dataset[count.dataset.count] ?? "";
    const interrupting = Number(head.dataset.interrupting);
    document.title = `${interrupting ? `(${interrupting}) ` : ""}Worklist · Titrate`;
  };

  const isBusy = (row) => row.contains(document.activeElement) && document.activeElement.closest(".answers")
    || [...row.querySelectorAll(".answers input:not([type=hidden]), .answers select")].some((field) => field.value);

  // Rows are exchanged one by one: what is open stays open, what is being filled in is never taken away.
  const refreshRows = async () => {
    if (!list) return;
    let fresh;
    try { fresh = await fragment(list.dataset.refresh + query); } catch (error) { rowsAreStale = true; return error.cause === 401 ? signedOut() : lost(); }
    if (rowsAreStale) { rowsAreStale = false; online(); }
    const current = new Map([...list.querySelectorAll(".alert")].map((row) => [row.dataset.alert, row]));
    const focused = document.activeElement?.closest?.(".alert")?.dataset.alert;
    const news = [];
    for (const row of fresh.querySelectorAll(".alert")) {
      const old = current.get(row.dataset.alert);
      if (!old) {
        row.classList.add("is-new");
        if (row.classList.contains("interrupts")) news.push(row.querySelector(".headline").textContent);
      } else if (old.dataset.revision === row.dataset.revision) {
        row.replaceWith(old);
      } else if (isBusy(old)) {
        old.classList.add("is-changed");
        row.replaceWith(old);
        say("An alert you are answering has changed. Close and open it to see it as it is now.");
      } else if (old.querySelector("details").open) {
        row.querySelector("details").open = true;
      }
    }
    list.replaceChildren(fresh);
    if (focused) [...list.querySelectorAll(".alert")].find((row) => row.dataset.alert === focused)?.querySelector("summary").focus({ preventScroll: true });
    if (news.length) byId("announce").textContent = `New, to answer now: ${news.join("; ")}`;
    tellTimes(list);
    showCounts();
  };

  // Many changes at once are one exchange.
  let pending;
  const soon = () => { pending ??= setTimeout(() => { pending = undefined; refreshRows(); }, 200); };

  if (list || checks) {
    const listen = () => {
      events = new EventSource("/events");
      events.addEventListener("open", () => { online(); soon(); });
      events.addEventListener("alert", soon);
      events.addEventListener("reset", soon);
      events.addEventListener("checks", () => { refreshChecks(); soon(); });
      events.addEventListener("supply", () => {
        if (document.querySelector("[data-live-page=supply]") && !document.querySelector(".board details[open]")) location.reload();
      });
      events.addEventListener("error", lost);
    };
    listen();
    // A connection can die without a word: asking now and then finds that out. A stream that was refused does not try
    // again by itself; until it is back, rows are asked for.
    setInterval(() => {
      if (events.readyState === EventSource.CLOSED) listen();
      refreshChecks();
      if (rowsAreStale || events.readyState !== EventSource.OPEN) soon();
    }, 15000);
  }
  setInterval(() => tellTimes(document), 30000);

  // Answers.
  const you = byId("you");
  if (you) {
    you.value = localStorage.getItem("you") ?? "";
    you.addEventListener("change", () => localStorage.setItem("you", you.value.trim()));
  }
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-answer]");
    if (!form) return;
    event.preventDefault();
    const buttons = form.closest(".answers").querySelectorAll("button");
    const fields = Object.fromEntries(new FormData(form));
    const answer = { ...fields, action: event.submitter.value, alertRevision: Number(fields.alertRevision), byName: localStorage.getItem("you") ?? "" };
    delete answer.formToken;
    for (const button of buttons) button.disabled = true;
    try {
      const reply = await fetch(form.getAttribute("action"), { method: "POST", headers: { "content-type": "application/json", accept: "application/json", ...(formToken && { "x-form-token": formToken }) }, body: JSON.stringify(answer) });
      if (reply.ok) {
        form.reset();
        document.activeElement?.blur?.();
        form.closest(".alert").querySelector("summary").focus();
        say("Answer sent.");
      } else {
        say((await reply.json()).error?.message ?? "The answer was not taken.");
      }
    } catch { say("It is not known whether the answer was taken. Look at the alert again in a moment."); }
    for (const button of buttons) button.disabled = false;
    if (list) soon(); else setTimeout(() => location.reload(), 1200);
  });

  // A sheet is made to be printed.
  document.querySelector("[data-print]")?.addEventListener("click", () => print());

  // Keys.
  document.addEventListener("keydown", (event) => {
    if (!list || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.closest(".alert")?.querySelector("summary").focus();
      return;
    }
    const rows = [...list.querySelectorAll(".alert")];
    const row = document.activeElement?.closest?.(".alert");
    const open = (select) => {
      if (!row) return;
      row.querySelector("details").open = true;
      row.querySelector(select)?.focus();
      event.preventDefault();
    };
    switch (event.key) {
      case "j": rows[row ? Math.min(rows.indexOf(row) + 1, rows.length - 1) : 0]?.querySelector("summary").focus(); break;
      case "k": rows[row ? Math.max(rows.indexOf(row) - 1, 0) : 0]?.querySelector("summary").focus(); break;
      case "a": open(".answers button.primary"); break;
      case "o": open("[data-override] select"); break;
      case "/": {
        const filters = document.querySelector(".filters");
        filters.open = true;
        filters.querySelector("select").focus();
        event.preventDefault();
        break;
      }
    }
  });

  tellTimes(document);
  showCounts();
})();
