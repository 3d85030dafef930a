"""From the referral link to an open account."""

import re

from .browser import Browser, DemoError
from .life import HOST, PASSWORD, PLATFORMS, TITLES, Held, Life
from .people import Mailbox, picture, staff, wait_for

DOCUMENTS = ("identity", "address")


def _referral_code(life: Life) -> str:
    """The link of the demo's partner, read from his cabinet."""
    who = life.house.signin("partner", HOST)
    browser = Browser(life.house.port, HOST)
    browser.sign_in(who["email"], who["password"])
    page = browser.get("/partner/")
    browser.close()
    found = re.search(r"\?ref=([a-z0-9]+)", page.html)
    if found is None:
        raise DemoError(f"the cabinet shows no referral link: {page.text[:300]}")
    return found.group(1)


def register(life: Life) -> str:
    """Register by a partner's referral link, in three steps."""
    code, portal = _referral_code(life), life.portal
    page = portal.get(f"/register/?ref={code}")
    page = portal.submit(page, page.form("email", "password"), email=life.email, password=PASSWORD)
    page = portal.submit(
        page,
        page.form("first_name", "born_on"),
        first_name="Alice",
        last_name="Moreau",
        country="CY",
        phone="+357 99 123456",
        born_on="1990-05-05",
    )
    portal.submit(page, page.form("terms"), terms="on")
    found = wait_for(
        "the client",
        lambda: life.api.one("/clients", lambda item: bool(item["email"] == life.email)),
    )
    life.client_id = found["id"]
    return f"{life.email} by referral code {code}"


def verify_email(life: Life) -> str:
    """Open the link of the mail, then sign in where the page asks for it."""
    page = life.portal.get(Mailbox(life.house).link(life.email, "confirm-email"))
    for form in page.forms:
        if ("confirm-email" in form.action or not form.action) and form.method == "post":
            life.portal.submit(page, form)
            break
    if "/accounts/login" in life.portal.get("/").path:
        life.portal.sign_in(life.email, PASSWORD)
    return "confirmed by the mailed link"


def verify_identity(life: Life) -> str:
    """Send the documents; compliance looks at each and approves it."""
    for group in DOCUMENTS:
        page = life.portal.get(f"/verification/{group}/")
        form = page.form("type")
        chosen = form.values.get("type") or form.choices["type"][0]
        file = ("document.png", picture(f"{group} of Alice Moreau"), "image/png")
        life.portal.submit(page, form, {"file": file}, type=chosen)
    office = staff(life.house, "compliance")
    card = office.get(f"/clients/{life.client_id}/")
    documents = sorted(set(re.findall(r"/verification/documents/(doc_[a-z0-9]+)/", card.html)))
    for document in documents:
        page = office.get(f"/verification/documents/{document}/")
        form = page.form("act", "approve-expires_on")
        form.values["approve-expires_on"] = "2035-01-01"
        office.submit(page, form)
    wait_for("level 1", lambda: life.api.get(f"/clients/{life.client_id}")["level"] == 1)
    return f"{len(documents)} documents approved, level 1"


def _product(html: str, title: str) -> str:
    """The id of a product among the form's radio buttons, by its title."""
    for label in re.findall(r"<label.*?</label>", html, re.S):
        if f"{title} ·" in label and "USD" in label and "Live" in label:
            found = re.search(r'value="(prd_[a-z0-9]+)"', label)
            if found:
                return found.group(1)
    raise DemoError(f"no live account {title} is offered")


def open_account(life: Life) -> str:
    """Open a live account on each platform and take its password, which is shown once."""
    for platform, title in PLATFORMS.items():
        life.held.append(_open(life, platform, title))
    return "; ".join(f"{TITLES[held.platform]} login {held.login}, 1:100" for held in life.held)


def _open(life: Life, platform: str, title: str) -> Held:
    page = life.portal.get("/trading/accounts/new/")
    life.portal.submit(
        page, page.form("product", "leverage"), product=_product(page.html, title), leverage="100"
    )
    known = {held.account_id for held in life.held}
    account = wait_for(
        f"the account on {platform}",
        lambda: life.api.one(
            "/accounts",
            lambda a: bool(a["state"] == "active") and a["id"] not in known,
            client_id=life.client_id,
        ),
    )
    held = Held(platform, account["id"], account["login"])
    path = f"/trading/accounts/{held.account_id}/password/"
    page = life.portal.get(path)
    page = life.portal.submit(page, page.forms[-1])
    if 'id="trading-password"' not in page.html:
        raise DemoError(f"no password was shown: {page.text[:300]}")
    if 'id="trading-password"' in life.portal.get(path).html:
        raise DemoError("the password is shown a second time")
    return held
