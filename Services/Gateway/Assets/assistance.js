// Shows how far a file is while its page is open. Without it, the link on the page does the same.
"use strict";
(() => {
  const job = document.getElementById("batch-job");
  const address = job?.dataset.poll;
  if (!address) return;
  const progress = document.getElementById("job-progress");
  const said = document.getElementById("job-said");
  let lastTold = 0;
  const show = (report) => {
    const done = report.answered + report.badRows + report.unansweredRows;
    const values = { done, answered: report.answered, badRows: report.badRows, unansweredRows: report.unansweredRows };
    for (const part of job.querySelectorAll("[data-job]")) part.textContent = values[part.dataset.job];
    progress.value = done;
    // Every tenth is said aloud, so that a screen reader is not talked over.
    const tenth = Math.floor(10 * done / Math.max(report.rows, 1));
    if (tenth > lastTold) { lastTold = tenth; said.textContent = `${done} of ${report.rows} rows`; }
  };
  const look = async () => {
    try {
      const answer = await fetch(address, { headers: { accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (!answer.ok) return location.reload();
      const report = await answer.json();
      show(report);
      if (report.state !== "running") return location.reload();
      setTimeout(look, 1000);
    } catch { setTimeout(look, 5000); }
  };
  setTimeout(look, 1000);
})();
