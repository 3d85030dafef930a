// Every page: htmx, menus, confirmation, ages, queues' counts, live regions, charts on demand.
import htmx from "htmx.org";
import { follow } from "./live.js";

window.htmx = htmx;
// This locale writes dates as all our pages do; the zone is the browser's.
const LOCAL = new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function ages() {
  for (const time of all("time[data-age]")) {
    const s = Math.max(0, Math.round((Date.now() - Date.parse(time.dateTime)) / 1000));
    const text = s < 60 ? `${s}\u00a0s` : s < 3600 ? `${Math.floor(s / 60)}\u00a0min` : s < 86400 ? `${Math.floor(s / 3600)}\u00a0h` : `${Math.floor(s / 86400)}\u00a0d`;
    if (time.textContent !== text) time.textContent = text;
  }
  for (const time of all("time[data-until]")) {
    const s = Math.max(0, Math.round((Date.parse(time.dateTime) - Date.now()) / 1000));
    const two = (n) => String(n).padStart(2, "0");
    time.textContent = `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  }
  for (const time of all("time[data-local]")) time.textContent = LOCAL.format(new Date(time.dateTime));
}

function paintCounts(entries) {
  let waiting = 0;
  for (const [name, value] of Object.entries(entries)) {
    waiting += value;
    for (const badge of all(`[data-count="${CSS.escape(name)}"]`)) {
      badge.textContent = value > 999 ? "999+" : value;
      badge.classList.toggle("d-none", !value);
    }
  }
  for (const dot of all("[data-count-total]")) {
    dot.textContent = waiting > 99 ? "99+" : waiting;
    dot.classList.toggle("d-none", !waiting);
  }
}

let countsDue = 0;
function counts() {
  const body = document.querySelector("[data-counters]");
  if (!body || countsDue) return;
  countsDue = setTimeout(async () => {
    countsDue = 0;
    const answer = await fetch(body.dataset.counters, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer || !answer.ok) return;
    body.innerHTML = await answer.text();
    const entries = Object.fromEntries(all("[data-counter]", body).map((e) => [e.dataset.counter, Number(e.dataset.value)]));
    sessionStorage.setItem("counts", JSON.stringify(entries));
    paintCounts(entries);
  }, 900);
}

function charts(root = document) {
  const found = all("[data-chart]:not([data-drawn])", root);
  if (!found.length) return;
  const draw = () => found.forEach((box) => window.drawChart(box));
  if (window.drawChart) return draw();
  const script = document.createElement("script");
  script.src = document.body.dataset.chartSrc;
  script.onload = draw;
  document.head.append(script);
}

// A table that is wider than its place scrolls by keyboard too, and readers are told what it is.
function scrollers() {
  for (const box of all(".table-wrap, .table-responsive")) {
    if (box.hasAttribute("tabindex") || box.scrollWidth <= box.clientWidth) continue;
    const title = box.closest(".card")?.querySelector(".card-title") || document.querySelector("h1");
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", title ? title.textContent.trim() : document.title);
  }
}

function confirmFirst(event) {
  const form = event.target;
  const question = form.dataset && form.dataset.confirm;
  if (!question || form.dataset.sure) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  dialog.className = "confirm card";
  const text = Object.assign(document.createElement("p"), { textContent: question });
  const row = Object.assign(document.createElement("div"), { className: "form-actions" });
  const submitter = event.submitter;
  const yes = Object.assign(document.createElement("button"), { className: "btn btn-primary", textContent: (submitter && submitter.textContent.trim()) || "OK" });
  const no = Object.assign(document.createElement("button"), { className: "btn btn-ghost", textContent: document.body.dataset.cancel || "Cancel" });
  yes.onclick = () => {
    form.dataset.sure = "1";
    dialog.close();
    form.requestSubmit(submitter);
  };
  no.onclick = () => dialog.close();
  no.autofocus = true; // Enter on a question that was not read changes nothing
  dialog.onclick = (click) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const inside = click.clientX >= left && click.clientX <= right && click.clientY >= top && click.clientY <= bottom;
    if (click.target === dialog && !inside) dialog.close();
  };
  form.dataset.asking = "1"; // its live region waits: a form that was replaced could not be sent
  dialog.onclose = () => {
    delete form.dataset.asking;
    dialog.remove();
  };
  row.append(yes, no);
  dialog.append(text, row);
  document.body.append(dialog);
  dialog.showModal();
}

function clicks(event) {
  const target = event.target.closest("[data-toggle], [data-dismiss], [data-theme-switch], [data-retry], [data-copy], [data-href], [data-pick-all]");
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (!target) return;
  if (target.dataset.toggle) document.body.classList.toggle(`${target.dataset.toggle}-open`);
  if (target.dataset.pickAll) for (const box of all(`input[name="${target.dataset.pickAll}"]`)) box.checked = true;
  if ("dismiss" in target.dataset) target.closest(".alert").remove();
  if ("copy" in target.dataset) navigator.clipboard.writeText(target.dataset.copy).then(() => copied(target));
  if ("themeSwitch" in target.dataset) {
    const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", next);
    document.documentElement.dataset.bsTheme = next;
    for (const box of all("[data-drawn]")) window.drawChart(box, true);
  }
}

function copied(button) {
  const said = button.dataset.copied || "✓";
  announce(said);
  const word = button.querySelector("span");
  if (!word || word.textContent === said) return;
  const before = word.textContent;
  word.textContent = said;
  setTimeout(() => (word.textContent = before), 1500);
}

function announce(text) {
  document.getElementById("announce").textContent = text;
}

function keys(event) {
  const typing = event.target.matches("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing) {
    const box = document.getElementById("global-search");
    if (box) {
      event.preventDefault();
      box.focus();
    }
  }
  if (event.key === "Escape") {
    for (const menu of all("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    const results = document.getElementById("search-results");
    if (results) results.replaceChildren();
    document.body.classList.remove("sidebar-open");
  }
  if (event.target.closest(".search") && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    const hits = all("#search-results a");
    const at = hits.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    (hits[at] || document.getElementById("global-search")).focus();
  }
}

function columns(event) {
  const form = event.target.closest("[data-columns]");
  if (!form) return;
  event.preventDefault();
  const query = new URLSearchParams(location.search);
  const boxes = all("input[type=checkbox]", form);
  const shown = boxes.filter((b) => b.checked).map((b) => b.value);
  if (shown.length === boxes.length || !shown.length) query.delete("cols");
  else query.set("cols", shown.join(","));
  location.search = query.toString();
}

function failed(event) {
  const region = event.target.closest("[data-live-url]");
  if (!region) return;
  region.replaceChildren(document.getElementById("text-load-failed").content.cloneNode(true));
  region.querySelector("[data-retry]").onclick = () => htmx.ajax("GET", region.dataset.liveUrl, { target: region, swap: "innerHTML" });
}

addEventListener("DOMContentLoaded", () => {
  paintCounts(JSON.parse(sessionStorage.getItem("counts") || "{}"));
  counts();
  ages();
  setInterval(ages, 1000);
  charts();
  scrollers();
  follow();
});
document.addEventListener("click", clicks);
document.addEventListener("keydown", keys);
document.addEventListener("submit", columns);
document.addEventListener("submit", confirmFirst, true);
document.addEventListener("htmx:afterSwap", (event) => {
  charts(event.target);
  scrollers();
});
addEventListener("resize", scrollers);
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:afterSettle", (event) => event.target.removeAttribute && event.target.removeAttribute("aria-busy"));
addEventListener("bd:event", counts, true);
document.addEventListener("change", (event) => event.target.matches("[data-autosubmit]") && event.target.form.requestSubmit());
