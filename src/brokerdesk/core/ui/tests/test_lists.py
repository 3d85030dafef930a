"""Lists: filter, search, sort, page, columns, export; bad input does no harm."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import django_filters
import django_tables2 as tables
import pytest
from django.test import override_settings
from django.utils.html import format_html

from brokerdesk.core.access.models import Role
from brokerdesk.core.actors import Actor
from brokerdesk.core.registry import registry
from brokerdesk.core.ui import ListPage, paging, register_list
from brokerdesk.core.ui.testing import at_most, page_request

pytestmark = pytest.mark.django_db
CODE = re.compile(r"k\d{5}")


class RoleTable(tables.Table):
    """Two columns."""

    code = tables.Column()
    title = tables.Column()


class RoleFilter(django_filters.FilterSet):
    """By code."""

    code = django_filters.CharFilter(lookup_expr="icontains", max_length=10)
    pk = django_filters.NumberFilter(field_name="pk")
    since = django_filters.DateFilter(method="later")

    def later(self, rows: Any, name: str, value: Any) -> Any:
        """All of them."""
        return rows


LIST = ListPage(
    surface="backoffice",
    path="kit-roles/",
    name="kittest.roles",
    title="Kit roles",
    permission="kittest.view",
    queryset=lambda request: Role.objects.filter(code__startswith="k"),
    table=RoleTable,
    filterset=RoleFilter,
    search=lambda rows, text: rows.filter(title__icontains=text),
    per_page=10,
)


@pytest.fixture(autouse=True)
def pages() -> Iterator[None]:
    """One list, forgotten afterwards; the office's addresses for the shell."""
    register_list(LIST)
    with override_settings(ROOT_URLCONF="brokerdesk.surfaces.backoffice.urls"):
        yield
    del registry.pages[("backoffice", "kittest.roles")]


def fill(count: int) -> None:
    Role.objects.bulk_create([Role(code=f"k{n:05d}", title=f"Title {n % 7}") for n in range(count)])


def get(actor: Actor, query: str = "") -> Any:
    view = registry.pages[("backoffice", "kittest.roles")].view
    return view(page_request(f"/kit-roles/{query}", actor=actor))


def test_a_date_is_chosen_from_a_calendar(finn: Actor) -> None:
    page = get(finn, "?since=2026-03-02").content.decode()
    assert '<input type="date" name="since" value="2026-03-02"' in page


def body(response: Any) -> str:
    return b"".join(response).decode("utf-8-sig")


def test_pages_are_bounded_and_deep_pages_work(finn: Actor) -> None:
    fill(35)
    first = get(finn).content.decode()
    assert "k00034" in first
    assert "k00020" not in first
    last = get(finn, "?page=4").content.decode()
    assert "k00000" in last
    assert 'rel="next"' not in last
    assert "Nothing here yet" in get(finn, "?page=99").content.decode()


def test_a_deep_page_follows_its_neighbours(finn: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(60)
    shallow = [get(finn, f"?sort=title&page={n}").content.decode() for n in range(1, 8)]
    monkeypatch.setattr(paging, "DEEP", 10)
    deep = [get(finn, f"?sort=title&page={n}").content.decode() for n in range(1, 8)]
    for before, after in zip(shallow, deep, strict=True):
        assert CODE.findall(before) == CODE.findall(after)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "1.5", "²"])
def test_a_senseless_page_is_the_first_or_empty(finn: Actor, page: str) -> None:
    fill(3)
    assert get(finn, f"?page={page}").status_code == 200


def test_sort_ties_are_broken_by_the_key(finn: Actor) -> None:
    fill(20)
    seen = [get(finn, f"?sort=title&page={n}").content.decode() for n in (1, 2, 3)]
    for n in range(20):
        assert sum(f"k{n:05d}" in text for text in seen) == 1
    assert get(finn, "?sort=nonsense,-evil").status_code == 200


def test_heads_lead_to_the_list_sorted_by_their_column(finn: Actor) -> None:
    fill(20)
    plain = get(finn).content.decode()
    assert 'href="?sort=title"' in plain
    assert "aria-sort" not in plain
    text = get(finn, "?sort=title&page=2").content.decode()
    assert 'aria-sort="ascending"' in text
    assert 'href="?sort=-title"' in text


def test_a_large_list_is_sorted_only_where_that_is_quick(
    finn: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(20)
    monkeypatch.setattr(paging, "COUNT_CAP", 15)
    assert "aria-sort" in get(finn, "?sort=title").content.decode()
    del registry.pages[("backoffice", LIST.name)]
    register_list(replace(LIST, sorts_large=False))
    text = get(finn, "?sort=title").content.decode()
    assert "narrow them to sort" in text
    assert "aria-sort" not in text
    assert not re.search(r"<th[^>]*><a", text)
    assert "aria-sort" in get(finn, "?code=k0000&sort=title").content.decode()


def test_filter_search_and_columns_are_in_the_address(finn: Actor) -> None:
    fill(20)
    text = get(finn, "?code=0001&q=title&cols=code").content.decode()
    assert "k00010" in text
    assert "k00009" not in text
    assert "Title 3" not in text
    assert "cols=code" in text


def test_a_bad_filter_shows_nothing_and_says_why(finn: Actor) -> None:
    fill(3)
    text = get(finn, "?pk=abc").content.decode()
    assert "Enter a number." in text
    assert "k00001" not in text
    text = get(finn, f"?code={'x' * 11}").content.decode()
    assert "k00001" not in text


def test_script_in_a_name_is_shown_as_text(finn: Actor) -> None:
    Role.objects.create(code="k<script>alert(1)</script>", title="x")
    text = get(finn, "?q=%3Cscript%3E").content.decode() + get(finn).content.decode()
    assert "<script>alert" not in text


def test_only_the_rows_are_sent_to_a_live_region(finn: Actor) -> None:
    fill(3)
    text = get(finn, "?_region=rows").content.decode()
    assert "k00001" in text
    assert "<html" not in text


def test_csv_and_xlsx_hold_all_rows_and_no_formula(finn: Actor) -> None:
    fill(2500)
    Role.objects.create(code="k=1+1", title="=HYPERLINK(1)")
    lines = list(csv.reader(io.StringIO(body(get(finn, "?export=csv")))))
    assert lines[0] == ["Code", "Title"]
    assert len(lines) == 1 + 2500 + 1
    assert lines[1] == ["k=1+1", "'=HYPERLINK(1)"]
    sheet = b"".join(get(finn, "?export=xlsx&q=hyperlink"))
    with ZipFile(io.BytesIO(sheet)) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "HYPERLINK" in xml


class MarkedTable(RoleTable):
    """A title shown as a link."""

    def render_title(self, value: str) -> str:
        """Show the link."""
        return format_html('<a href="/x/">{}</a>', value)


def test_an_export_holds_text_where_the_page_shows_markup(finn: Actor) -> None:
    Role.objects.create(code="k1", title="=Tom & <b>Jo</b>")
    del registry.pages[("backoffice", LIST.name)]
    register_list(replace(LIST, table=MarkedTable))
    lines = list(csv.reader(io.StringIO(body(get(finn, "?export=csv")))))
    assert lines[1] == ["k1", "'=Tom & <b>Jo</b>"]
    with ZipFile(io.BytesIO(b"".join(get(finn, "?export=xlsx")))) as book:
        texts = book.read("xl/worksheets/sheet1.xml").decode()
    assert "&lt;b&gt;" in texts
    assert "href" not in texts


def test_queries_do_not_grow_with_rows(finn: Actor) -> None:
    fill(5)
    with at_most(6):
        get(finn, "?_region=rows")
    fill_more = [Role(code=f"k9{n:05d}", title="x") for n in range(500)]
    Role.objects.bulk_create(fill_more)
    with at_most(6):
        get(finn, "?_region=rows")


def test_without_the_right_the_list_is_closed(db: None) -> None:
    assert get(Actor(kind="staff", id="stf_none", label="N")).status_code == 403
    assert get(Actor(kind="client", id="cli_x", label="C")).status_code == 403
