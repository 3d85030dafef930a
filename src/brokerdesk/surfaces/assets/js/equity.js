// Figures of accounts that move with the market: what an element shows is named by its attributes.
// data-equity-of: the account; inside it data-figure: equity, balance, floating, level, quality, and
// within a rule with data-level, data-limit and data-measure: room, lost, percent and the bar data-used.
// data-marked holds the age of such figures.
const FRESH_MS = 12000; // the marking is asked each 5 s and answers each time
const POINT_MS = 1000;
const heard = new Map();
const latest = new Map();
let looks = "";

export function isFresh(account) {
  return Boolean(account) && Date.now() - (heard.get(account) || 0) < FRESH_MS;
}

export function lookedAt() {
  if (document.visibilityState !== "visible") return [];
  return [...new Set([...document.querySelectorAll("[data-equity-of]")].map((box) => box.dataset.equityOf))].filter(Boolean).sort();
}

function look() {
  const accounts = lookedAt();
  if (accounts.join() === looks) return;
  looks = accounts.join();
  dispatchEvent(new CustomEvent("bd:looks", { detail: accounts }));
}

function money(value, row) {
  const text = value.toLocaleString("en", { minimumFractionDigits: row.places, maximumFractionDigits: row.places });
  return `${(Number(text.replace(/,/g, "")) ? text : text.replace("-", "")).replace("-", "\u2212")}\u00a0${row.currency}`;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// What a floor leaves: as the server computes it.
function floor(element, row) {
  const { level, limit, measure } = element.closest("[data-level]").dataset;
  const value = measure === "equity" ? row.equity : measure === "closed_balance" ? row.balance : Math.min(row.equity, row.balance);
  const room = Math.max(value - level, 0);
  const lost = Math.max(limit - room, 0);
  return { room, lost, share: limit > 0 ? Math.min(lost / limit, 1) : 0 };
}

function figure(element, row) {
  const { figure: name } = element.dataset;
  if (name === "level") return put(element, row.level === null ? "–" : `${Math.round(row.level)}\u00a0%`);
  if (name === "percent") return put(element, String(Math.floor(floor(element, row).share * 100)));
  if (name === "quality") {
    element.hidden = row.quality === "reported";
    return;
  }
  const value = name === "room" || name === "lost" ? floor(element, row)[name] : Number(row[name]);
  put(element, money(value, row));
  if ("toned" in element.dataset) {
    element.classList.toggle("num-down", value < 0);
    element.classList.toggle("num-up", value > 0);
  }
}

function used(bar, row) {
  const { share } = floor(bar, row);
  bar.value = Math.floor(share * 100);
  const now = share >= 0.8 ? "red" : share >= 0.5 ? "yellow" : "green";
  for (const tone of ["red", "yellow", "green"]) bar.classList.toggle(tone, tone === now);
}

function curve(box, row) {
  if (!box.chart) return;
  const data = box.chart.getOption().series[0].data;
  const at = Date.parse(row.at);
  const last = data[data.length - 1];
  if (!last || at <= Date.parse(last[0])) return;
  const before = data[data.length - 2];
  const point = [row.at, Number(row.equity)];
  const series = before && at - Date.parse(before[0]) < POINT_MS ? [...data.slice(0, -1), point] : [...data, point];
  box.chart.setOption({ series: [{ data: series }] });
}

export function moved(rows) {
  for (const row of rows) {
    heard.set(row.account, Date.now());
    latest.set(row.account, row);
    for (const box of document.querySelectorAll(`[data-equity-of="${CSS.escape(row.account)}"]`)) show(box, row);
  }
}

function show(box, row) {
  for (const element of box.querySelectorAll("[data-figure]")) figure(element, row);
  for (const bar of box.querySelectorAll("[data-used]")) used(bar, row);
  for (const chart of box.querySelectorAll("[data-chart]")) curve(chart, row);
  for (const mark of box.querySelectorAll("[data-marked]")) {
    const time = mark.querySelector("time");
    if (!time) continue;
    mark.hidden = false;
    time.dateTime = row.at;
    time.dataset.age = "";
    time.title = new Date(row.at).toISOString();
  }
}

// A region that fetched itself shows what was stored; what was heard since is newer.
function swapped() {
  for (const [account, row] of latest)
    if (isFresh(account)) for (const box of document.querySelectorAll(`[data-equity-of="${CSS.escape(account)}"]`)) show(box, row);
  look();
}

document.addEventListener("htmx:afterSwap", swapped);
document.addEventListener("visibilitychange", look);
addEventListener("DOMContentLoaded", look);
