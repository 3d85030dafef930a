// One stream per browser: the worker holds it and tells every page.
// A page names the sequence that it was rendered at, and gets what came later; it also names the
// accounts whose equity it shows: the stream is opened again when it does not carry one of them.
const KEPT = 300;
const CARRIED_MS = 30000; // accounts that nobody looks at any more are carried on for so long
const ports = new Set();
let source = null;
let recent = [];
let startedAt = 0;
let state = "off";
let address = "";
let carried = new Set();
let dropping = 0;
const looks = new Map();
const equities = new Map();

function tell(message) {
  for (const port of ports) port.postMessage(message);
}

function setState(next) {
  state = next;
  tell({ state });
}

function wanted() {
  return new Set([...looks.values()].flat());
}

function open(url, since) {
  address = url;
  startedAt = since;
  connect(since);
}

function connect(since) {
  carried = wanted();
  const query = new URLSearchParams();
  if (since) query.set("since", since);
  if (carried.size) query.set("equity", [...carried].join(","));
  source = new EventSource(query.size ? `${address}?${query}` : address);
  source.onopen = () => setState("on");
  source.onerror = () => {
    setState("off");
    if (source.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(() => ports.size && !source && connect(last() || startedAt), 3000);
    }
  };
  source.addEventListener("end", () => {
    source.close();
    source = null;
    setState("ended");
  });
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.type === "live.equity") return spread(event.rows);
    recent.push(event);
    if (recent.length > KEPT) recent.shift();
    tell({ event });
  };
}

function last() {
  return recent.reduce((top, event) => Math.max(top, event.sequence || 0), 0);
}

function again() {
  if (!source) return;
  source.close();
  connect(last() || startedAt);
}

function spread(rows) {
  for (const row of rows) equities.set(row.account, row);
  for (const [port, accounts] of looks) {
    const mine = rows.filter((row) => accounts.includes(row.account));
    if (mine.length) port.postMessage({ equity: mine });
  }
}

function look(port, accounts) {
  if (accounts.length) looks.set(port, accounts);
  else looks.delete(port);
  const known = accounts.map((account) => equities.get(account)).filter(Boolean);
  if (known.length) port.postMessage({ equity: known });
  if (accounts.some((account) => !carried.has(account))) return again();
  clearTimeout(dropping);
  dropping = setTimeout(() => {
    for (const account of equities.keys()) if (!wanted().has(account)) equities.delete(account);
    if (wanted().size < carried.size) again();
  }, CARRIED_MS);
}

function join(port, url, since) {
  ports.add(port);
  if (!source) {
    recent = [];
    open(url, since);
    return;
  }
  port.postMessage({ state });
  const oldest = recent.length ? recent[0].sequence || 0 : Infinity;
  if (since < startedAt || (recent.length === KEPT && since + 1 < oldest)) port.postMessage({ event: { type: "live.reset" } });
  else for (const event of recent) if ((event.sequence || 0) > since) port.postMessage({ event });
}

function serve(port) {
  port.onmessage = ({ data }) => {
    if (data.join) join(port, data.join, data.since);
    if (data.look) look(port, data.look);
    if (data.leave) {
      ports.delete(port);
      if (looks.has(port)) look(port, []);
      if (!ports.size && source) {
        source.close();
        source = null;
      }
    }
  };
}

self.onconnect = ({ ports: [port] }) => serve(port);
