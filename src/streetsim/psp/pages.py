"""The hosted payment page, as a payer's browser sees it."""

from html import escape

from .money import shown
from .store import Row

_STYLE = """
:root{color-scheme:light dark;--ink:#1a2233;--soft:#5b6577;--line:#d9dee8;--bg:#f3f5f9;--card:#fff;
--act:#1f6feb;--bad:#b42318}
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf4;--soft:#9aa5b8;--line:#323b4d;--bg:#11161f;
--card:#1a2130;--bad:#ff8a7d}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);
font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:100vh;padding:16px}
main{background:var(--card);border:1px solid var(--line);border-radius:12px;max-width:430px;
width:100%;padding:28px}h1{font-size:1.05rem;margin:0;color:var(--soft);font-weight:500}
.sum{font-size:2rem;font-weight:650;margin:2px 0 18px}label{display:block;margin:12px 0 4px;
font-size:.9rem}input{width:100%;padding:10px 12px;border:1px solid var(--line);border-radius:8px;
background:transparent;color:inherit;font:inherit}.two{display:grid;grid-template-columns:1fr 1fr;
gap:12px}button{width:100%;margin-top:18px;padding:12px;border:0;border-radius:8px;
background:var(--act);color:#fff;font:600 1rem system-ui,sans-serif;cursor:pointer}
button.plain{background:none;color:var(--soft);margin-top:6px;font-weight:500}
.note{border-top:1px solid var(--line);margin-top:20px;padding-top:14px;font-size:.82rem;
color:var(--soft)}.note code{user-select:all}.bad{color:var(--bad);font-weight:600}
input:focus-visible,button:focus-visible{outline:3px solid var(--act);outline-offset:2px}
"""
_TEST_CARDS = (
    ("4242 4242 4242 4242", "succeeds"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "has no funds"),
    ("4000 0000 0000 3220", "asks for 3-D Secure"),
    ("4000 0000 0000 0077", "succeeds late"),
    ("4000 0000 0000 0259", "succeeds, then is charged back"),
)


def _page(title: str, inner: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{inner}</main></body></html>"
    )


def _head(row: Row) -> str:
    return (
        f"<h1>{escape(row['description'])}</h1>"
        f'<div class="sum">{escape(shown(row["amount"], row["currency"]))}</div>'
    )


def card_form(row: Row) -> str:
    """Ask for a card."""
    cards = "".join(f"<div><code>{n}</code> {escape(does)}</div>" for n, does in _TEST_CARDS)
    failed = row["status"] == "failed"
    told = f'<p class="bad" role="alert">Not paid: {escape(row["reason"])}.</p>' if failed else ""
    inner = (
        f'{_head(row)}{told}<form method="post" action="/pay/{row["id"]}" autocomplete="off">'
        '<label for="number">Card number</label>'
        '<input id="number" name="number" inputmode="numeric" maxlength="23" required '
        'placeholder="4242 4242 4242 4242">'
        '<div class="two"><div><label for="expiry">Expiry</label>'
        '<input id="expiry" name="expiry" placeholder="MM / YY" maxlength="7" required></div>'
        '<div><label for="cvc">CVC</label>'
        '<input id="cvc" name="cvc" inputmode="numeric" placeholder="123" maxlength="4" required>'
        "</div></div>"
        '<label for="name">Name on card</label><input id="name" name="name" maxlength="80">'
        f"<button>Pay {escape(shown(row['amount'], row['currency']))}</button></form>"
        f'<form method="post" action="/pay/{row["id"]}/cancel">'
        '<button class="plain">Cancel and go back</button></form>'
        f'<div class="note">StreetPay is a simulated provider. Test cards:{cards}</div>'
    )
    return _page(f"Pay {row['description']}", inner)


def challenge_form(row: Row) -> str:
    """Ask the payer's bank's question."""
    inner = (
        f"{_head(row)}<p>Your bank asks you to confirm this payment.</p>"
        f'<form method="post" action="/pay/{row["id"]}/challenge">'
        '<button name="answer" value="approve">Confirm</button>'
        '<button class="plain" name="answer" value="refuse">Refuse</button></form>'
    )
    return _page("Confirm payment", inner)


def outcome(row: Row) -> str:
    """Say how a payment stands."""
    back = ""
    if row["return_url"]:
        link = escape(row["return_url"], quote=True)
        back = f'<p><a href="{link}" rel="noreferrer">Back to the shop</a></p>'
    inner = f"{_head(row)}<p>This payment is <b>{escape(row['status'])}</b>.</p>{back}"
    return _page("Payment", inner)


def message(title: str, text: str) -> str:
    """Say one thing."""
    return _page(title, f"<h1>{escape(title)}</h1><p>{escape(text)}</p>")
