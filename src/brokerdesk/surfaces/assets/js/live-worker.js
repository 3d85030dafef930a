// One stream per browser: the worker holds it and tells every page.
// A page names the sequence that it was rendered at, and gets what came later.
const KEPT = 300;
const ports = new Set();
let source = null;
let recent = [];
let startedAt = 0;
let state = "off";

function tell(message) {
  for (const port of ports) port.postMessage(message);
}

function setState(next) {
  state = next;
  tell({ state });
}

function open(url, since) {
  startedAt = since;
  source = new EventSource(since ? `${url}?since=${since}` : url);
  source.onopen = () => setState("on");
  source.onerror = () => {
    setState("off");
    if (source.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(() => ports.size && !source && open(url, last() || startedAt), 3000);
    }
  };
  source.addEventListener("end", () => {
    source.close();
    source = null;
    setState("ended");
  });
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    recent.push(event);
    if (recent.length > KEPT) recent.shift();
    tell({ event });
  };
}

function last() {
  return recent.reduce((top, event) => Math.max(top, event.sequence || 0), 0);
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
    if (data.leave) {
      ports.delete(port);
      if (!ports.size && source) {
        source.close();
        source = null;
      }
    }
  };
}

self.onconnect = ({ ports: [port] }) => serve(port);
