"""What a live region tells the page."""

from django.template import Context, Template


def shown(arguments: str) -> str:
    source = f"{{% load ui %}}{{% live '/here/' 'deal.' {arguments} %}}<p>x</p>{{% endlive %}}"
    return Template(source).render(Context())


def test_a_region_names_its_topics_and_its_page() -> None:
    assert shown("") == '<div data-live="deal." data-live-url="/here/"><p>x</p></div>'


def test_a_region_may_fetch_again_and_in_turns() -> None:
    text = shown("again_ms=1600 every_ms=10000")
    assert ' data-live-again="1600" data-live-every="10000">' in text
