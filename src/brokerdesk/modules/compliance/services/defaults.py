"""The levels, documents and reasons that a brand begins with."""

from django.db import transaction

from brokerdesk.modules.brands.queries import brands

from ..models import DocumentGroup, DocumentType, Level, RejectionReason

MONEY_ACTIONS = ["open_live", "deposit", "trade", "withdraw", "transfer"]
GROUPS = (
    (
        "identity",
        "Proof of identity",
        "The whole page in colour, all four corners visible.",
        (
            ("passport", "Passport", True),
            ("id_card", "Identity card", True),
            ("driving_licence", "Driving licence", True),
        ),
    ),
    (
        "address",
        "Proof of address",
        "Not older than three months, with your name and address.",
        (
            ("utility_bill", "Utility bill", False),
            ("bank_statement", "Bank statement", False),
            ("tax_letter", "Letter of a tax office", False),
        ),
    ),
)
REASONS = (
    ("unreadable", "Not readable", "The picture is not readable. Please send a sharper one."),
    ("cut_off", "Corners cut off", "Please show the whole document with all four corners."),
    ("out_of_date", "Expired", "The document has expired. Please send a valid one."),
    ("too_old", "Older than three months", "Please send a document of the last three months."),
    (
        "other_name",
        "Name differs",
        "The name differs from your profile. Please correct your profile or send another.",
    ),
    ("wrong_type", "Not the asked document", "This is not the document that we asked for."),
    ("not_genuine", "Not genuine", "We cannot accept this document."),
)


def ensure_defaults() -> None:
    """Give every brand what it lacks."""
    for brand in brands():
        ensure_brand_defaults(brand.pk)


@transaction.atomic
def ensure_brand_defaults(brand_pk: int) -> None:
    """Give one brand its levels, document groups and reasons, where it has none of a kind."""
    if not Level.objects.filter(brand_id=brand_pk).exists():
        Level.objects.create(
            brand_id=brand_pk,
            index=0,
            title="Start",
            description="Look round with demo accounts.",
            actions=["open_demo"],
        )
        Level.objects.create(
            brand_id=brand_pk,
            index=1,
            title="Verified",
            description="Deposit, trade live and withdraw.",
            actions=MONEY_ACTIONS,
            groups=[code for code, *_rest in GROUPS],
            needs_email=True,
        )
    if not DocumentGroup.objects.filter(brand_id=brand_pk).exists():
        for order, (code, title, hint, types) in enumerate(GROUPS):
            group = DocumentGroup.objects.create(
                brand_id=brand_pk, code=code, title=title, hint=hint, order=order
            )
            DocumentType.objects.bulk_create(
                DocumentType(group=group, code=c, title=t, needs_expiry=e) for c, t, e in types
            )
    if not RejectionReason.objects.filter(brand_id=brand_pk).exists():
        RejectionReason.objects.bulk_create(
            RejectionReason(brand_id=brand_pk, code=c, title=t, client_text=x)
            for c, t, x in REASONS
        )
