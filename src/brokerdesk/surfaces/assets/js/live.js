// Applies events to the page: every region whose topics match fetches itself again, throttled.
import htmx from "htmx.org";
import { isFresh, lookedAt, moved } from "./equity.js";

const EVERY_MS = 1000;
const SELDOM_MS = 15000;
const SHARED_MS = 50; // shorter than any event's wait below, so that what is shared is never older than it
const pending = new Map();
const asked = new Map();

function matches(topics, type) {
  return type === "live.reset" || topics.split(/\s+/).some((topic) => topic && type.startsWith(topic));
}

function busy(region) {
  const focused = document.activeElement;
  const typing = focused && region.contains(focused) && focused.matches("input, select, textarea");
  const chosen = [...region.querySelectorAll("input[type=file]")].some((file) => file.files.length);
  return typing || chosen || region.querySelector("details[open], dialog[open], form[data-asking]");
}

function rowTexts(region) {
  const texts = new Set();
  for (const row of region.querySelectorAll("[data-flash], tbody tr")) texts.add(textOf(row));
  return texts;
}

function textOf(row) {
  const copy = row.cloneNode(true);
  for (const time of copy.querySelectorAll("time, [data-age]")) time.remove();
  return copy.textContent.replace(/\s+/g, " ");
}

// A region may name its own page: then only the same region of the answer counts.
function inside(html, region) {
  const { live, liveUrl, livePart } = region.dataset;
  const answered = new DOMParser().parseFromString(html, "text/html").querySelectorAll("[data-live-url]");
  const same = [...answered].find((one) => one.dataset.liveUrl === liveUrl && one.dataset.live === live && one.dataset.livePart === livePart);
  return same ? same.innerHTML : html;
}

// Regions of one page that wake together ask once.
function ask(url) {
  if (!asked.has(url)) {
    asked.set(url, fetch(url, { headers: { "HX-Request": "true", "X-Live": "1" }, credentials: "same-origin" }).then(async (answer) => ({ status: answer.status, ok: answer.ok, text: answer.ok ? await answer.text() : "" })));
    setTimeout(() => asked.delete(url), SHARED_MS);
  }
  return asked.get(url);
}

async function fetchRegion(region) {
  if (!region.isConnected) return;
  if (busy(region)) return schedule(region, EVERY_MS);
  const before = rowTexts(region);
  let answer;
  try {
    answer = await ask(region.dataset.liveUrl);
  } catch {
    return schedule(region, 4 * EVERY_MS);
  }
  if (answer.status === 401) return location.reload();
  if (!answer.ok) return answer.status >= 500 ? schedule(region, 4 * EVERY_MS) : undefined;
  const html = inside(answer.text, region);
  if (busy(region)) return schedule(region, EVERY_MS);
  const held = region.contains(document.activeElement) ? document.activeElement.outerHTML : "";
  htmx.swap(region, html, { swapStyle: "innerHTML" });
  if (held) [...region.querySelectorAll("a, button, summary")].find((same) => same.outerHTML === held)?.focus({ preventScroll: true });
  if (before.size) for (const row of region.querySelectorAll("[data-flash], tbody tr")) if (!before.has(textOf(row))) row.classList.add("flash");
}

function schedule(region, wait) {
  const known = pending.get(region);
  if (known && known.timer) return;
  const entry = known || { last: 0, timer: 0 };
  const due = Math.max(wait, entry.last + EVERY_MS - Date.now(), 0);
  entry.timer = setTimeout(() => {
    entry.timer = 0;
    entry.last = Date.now();
    fetchRegion(region);
  }, due);
  pending.set(region, entry);
}

export function apply(event) {
  for (const region of document.querySelectorAll("[data-live]")) {
    if (!matches(region.dataset.live, event.type)) continue;
    schedule(region, 80);
    const again = Number(region.dataset.liveAgain);
    if (again) setTimeout(() => schedule(region, 0), again);
  }
  document.body.dispatchEvent(new CustomEvent(`bd:${event.type}`, { detail: event, bubbles: true }));
  document.body.dispatchEvent(new CustomEvent("bd:event", { detail: event }));
}

function show(state) {
  const lamp = document.getElementById("live-state");
  if (!lamp) return;
  lamp.dataset.state = state;
  const word = lamp.querySelector(".live-word");
  word.textContent = state === "on" ? word.dataset.on : word.dataset.off;
  if (state === "ended") location.reload();
}

// Without a shared worker: a stream of this page's own, opened again when it shows other accounts.
function direct(url, since) {
  let source = null;
  const open = (accounts) => {
    source?.close();
    source = stream(`${url}?since=${since}${accounts.length ? `&equity=${accounts.join(",")}` : ""}`);
  };
  open(lookedAt());
  addEventListener("bd:looks", ({ detail }) => open(detail));
  addEventListener("pagehide", () => source.close());
}

function stream(address) {
  const source = new EventSource(address);
  source.onopen = () => show("on");
  source.onerror = () => show("off");
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    return event.type === "live.equity" ? moved(event.rows) : apply(event);
  };
  source.addEventListener("end", () => show("ended"));
  return source;
}

// While the equity that a region stands for is told of, it fetches the rest seldom.
function keepFresh() {
  for (const region of document.querySelectorAll("[data-live-every]")) {
    const every = Number(region.dataset.liveEvery);
    const account = region.closest("[data-equity-of]")?.dataset.equityOf;
    setInterval(() => {
      const last = pending.get(region)?.last || 0;
      if (document.visibilityState !== "visible" || (isFresh(account) && Date.now() - last < SELDOM_MS)) return;
      schedule(region, 0);
    }, every);
  }
}

export function follow() {
  const { stream, worker, seq } = document.body.dataset;
  if (!stream) return;
  keepFresh();
  const since = Number(seq) || 0;
  if (!("SharedWorker" in window)) return direct(stream, since);
  const shared = new SharedWorker(worker, { name: "live" });
  shared.port.onmessage = ({ data }) => {
    if (data.state) show(data.state);
    if (data.event) apply(data.event);
    if (data.equity) moved(data.equity);
  };
  shared.port.start();
  const look = (accounts) => shared.port.postMessage({ look: accounts });
  look(lookedAt());
  shared.port.postMessage({ join: new URL(stream, location.href).href, since });
  addEventListener("bd:looks", ({ detail }) => look(detail));
  addEventListener("pagehide", () => shared.port.postMessage({ leave: true }));
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
