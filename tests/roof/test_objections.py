"""The house's words for no."""

from cadenza.objections import objection, says_more_than, says_something


def test_the_same_objection_at_the_same_field_counts_once():
    one = objection("too-long", "Shorten this.", where="outcome", most=5)
    assert len({one, objection("too-long", "Shorten this.", where="outcome", most=5)}) == 1


def test_signs_alone_say_nothing_and_a_label_alone_says_no_more_than_its_name():
    """REV-3, GAP-1: however it is written; one word beside it is a statement again."""
    assert not any(map(says_something, ("", " ", "-", "...", "–", "?!")))
    names = ["Delivery forecasting", "Éclair, level 2"]
    for text in ("Delivery forecasting", " delivery  FORECASTING. ", "- Delivery-forecasting", "éclair level 2", "", "."):
        assert not says_more_than(text, names), text
    for text in ("Forecasting", "Delivery forecasting slipped twice", "納期が遅れた"):
        assert says_more_than(text, names), text
