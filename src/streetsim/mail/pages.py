"""The mailbox as web pages."""

import re
from html import escape

from .store import Mail

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --ink: #182433; --muted: #667382;
  --link: #206bc4 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --muted: #97a3b2; --link: #6aa7f0 } }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink) }
header { display: flex; gap: 16px; align-items: baseline; padding: 14px 20px;
  border-bottom: 1px solid var(--line) }
header a { font-weight: 650; text-decoration: none; color: inherit }
main { padding: 0 20px 40px; max-width: 1100px }
form { margin-inline-start: auto }
input { font: inherit; padding: 4px 10px; width: min(280px, 50vw) }
ul { list-style: none; margin: 0; padding: 0 }
li a { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 5fr) auto; gap: 16px;
  padding: 10px 0; border-bottom: 1px solid var(--line); text-decoration: none; color: inherit }
li a:hover { background: var(--soft) }
li span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
small, time, .muted { color: var(--muted) }
iframe { width: 100%; height: 65vh; border: 1px solid var(--line); background: #fff }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
a { color: var(--link) }
@media (max-width: 600px) {
  header small { display: none }
  li a { grid-template-columns: 1fr auto }
  li a span:nth-child(2) { grid-row: 2; grid-column: 1 / 3 }
}
"""
# The list asks for newer mails every second and loads itself again when there are some.
_SCRIPT = """
const { newest, to } = document.body.dataset;
async function look() {
  const query = new URLSearchParams({ limit: 1, after: newest });
  try {
    const answer = await fetch(`/api/messages?${query}&to=${encodeURIComponent(to)}`);
    if ((await answer.json()).messages.length) location.reload();
  } catch (error) { console.debug(error); }
  setTimeout(look, 1000);
}
look();
"""
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
_URL = re.compile(r"(https?://[^\s<>\"')]+)")


def _page(title: str, body: str, *, attributes: str = "", script: str = "") -> bytes:
    code = f"<script>{script}</script>" if script else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body{attributes}>{body}{code}</body></html>"
    ).encode()


def _head(to: str = "") -> str:
    return (
        '<header><a href="/">Mailbox</a><small>every mail that the brokerage sent</small>'
        '<form><input name="to" type="search" placeholder="Recipient" aria-label="Recipient"'
        f' value="{escape(to, quote=True)}"></form></header>'
    )


def inbox(mails: list[Mail], to: str) -> bytes:
    """The list, newest first."""
    rows = "".join(
        f'<li><a href="/messages/{m.id}"><span>{escape(m.recipient)}</span>'
        f"<span>{escape(m.subject)}</span>"
        f"<time>{escape(m.received_at[11:19])}</time></a></li>"
        for m in mails
    )
    newest = mails[0].id if mails else 0
    body = f"<ul>{rows}</ul>" if rows else '<p class="muted">No mail yet. It appears by itself.</p>'
    attributes = f' data-newest="{newest}" data-to="{escape(to, quote=True)}"'
    return _page(
        "Mailbox", f"{_head(to)}<main>{body}</main>", attributes=attributes, script=_SCRIPT
    )


def message(mail: Mail) -> bytes:
    """One mail: its HTML in a sandbox, or its text with live links."""
    text = _URL.sub(r'<a href="\1">\1</a>', escape(mail.text, quote=False))
    shown = (
        f'<iframe sandbox="{_SANDBOX}"'
        f' src="/messages/{mail.id}/html" title="Mail"></iframe>'
        f"<details><summary>Text</summary><pre>{text}</pre></details>"
        if mail.html
        else f"<pre>{text}</pre>"
    )
    body = (
        f"{_head()}<main><h1>{escape(mail.subject)}</h1>"
        f'<p class="muted">{escape(mail.sender)} → {escape(mail.recipient)} · '
        f"{escape(mail.received_at[:19])} UTC</p>{shown}</main>"
    )
    return _page(mail.subject, body)


def html_of(mail: Mail) -> bytes:
    """A mail's own HTML; its links open in the whole window."""
    return f'<base target="_top">{mail.html}'.encode()


def missing() -> bytes:
    """There is no such mail."""
    return _page("Mailbox", f"{_head()}<main><p>There is no such mail.</p></main>")
