"""Pictures of demo people: valid, self-contained, light, and true to their labels."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from everyhue.signals.people import alt_text, demo_items, draw, person
from everyhue.signals.people.garments.wardrobe import OUTFITS
from everyhue.signals.people.palette import (
    HAIR_COLOURS,
    MONK_LIGHTNESS,
    RANGES,
    distance,
    lab,
    skin,
)
from everyhue.signals.people.sheet import sheet

ITEMS = tuple(demo_items(300))
DRAWN = {item.seed: draw(item.seed) for item in ITEMS}


def test_same_seed_gives_the_same_bytes():
    assert all(draw(item.seed) == DRAWN[item.seed] for item in ITEMS[:30])


def test_every_picture_is_valid_xml_with_a_title_and_a_description():
    for item in ITEMS:
        root = ET.fromstring(DRAWN[item.seed])
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("viewBox") == "0 0 400 500"
        assert root.find("{*}title").text == item.caption
        assert root.find("{*}desc").text == alt_text(item.seed)


def test_pictures_refer_to_nothing_outside_and_run_nothing():
    for text in DRAWN.values():
        assert not re.search(r"<script|<image|<foreignObject|\son\w+=|javascript:|data:", text)
        assert text.count("http") == 1
        assert all(found.startswith("#") for found in re.findall(r'href="([^"]*)"', text))


def test_ids_are_used_where_they_are_defined_and_differ_between_pictures():
    seen: set[str] = set()
    for text in DRAWN.values():
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert not seen & set(ids)
        assert set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text)) <= set(ids)
        seen |= set(ids)


def test_pictures_are_light():
    sizes = sorted(len(text.encode()) for text in DRAWN.values())
    assert sum(sizes) / len(sizes) <= 8_500
    assert sizes[-1] <= 18_000


def test_numbers_are_finite():
    assert not any(re.search(r"\b(nan|inf)\b", text) for text in DRAWN.values())


def test_skin_lightness_is_the_monk_swatch_and_falls_with_the_tone():
    levels = [lab(skin(tone).base)[0] for tone in range(1, 11)]
    assert all(after <= before + 0.05 for before, after in pairwise(levels))
    assert levels == pytest.approx(MONK_LIGHTNESS, abs=0.8)


@pytest.mark.parametrize("undertone", ["cool", "neutral", "warm", "golden"])
def test_an_undertone_leaves_lightness_alone(undertone):
    for tone in range(1, 11):
        assert lab(skin(tone, undertone).base)[0] == pytest.approx(
            MONK_LIGHTNESS[tone - 1], abs=0.9
        )


def test_ranges_are_further_apart_than_tones_within_them():
    for tone in range(1, 10):
        if RANGES[tone - 1] != RANGES[tone]:
            assert distance(skin(tone).base, skin(tone + 1).base) > 4
    assert distance(skin(5).base, skin(6).base) > 15
    assert distance(skin(7).base, skin(8).base) > 8


def test_lips_and_features_are_visible_on_every_tone():
    for tone in range(1, 11):
        colours = skin(tone)
        assert distance(colours.base, colours.lip_low) > 12
        assert distance(colours.light, colours.line) > 9
        assert distance(colours.base, colours.nail) > 3


def test_skin_of_the_labelled_tone_is_in_the_picture():
    for item in ITEMS:
        one = person(item.seed)
        if item.labels["skin_tone"]:
            assert skin(one.tone, one.undertone).base in DRAWN[item.seed]


def test_hair_stands_off_from_the_backdrop():
    for item in ITEMS:
        one = person(item.seed)
        if item.labels["hair_pattern"] not in (None, "shaved_bald"):
            assert distance(HAIR_COLOURS[one.hair_colour], one.backdrop) > 14


def test_every_outfit_of_a_person_is_in_the_wardrobe():
    assert all(person(item.seed).outfit in OUTFITS for item in demo_items(3200))


def test_alt_text_never_names_a_trait_of_tone_or_body():
    for item in ITEMS:
        words = alt_text(item.seed).replace(item.caption, "")
        assert not re.search(r"skin tone|tone|dark|pale|plus size|slim|man\b|woman", words), words


def test_contact_sheet_is_one_file(tmp_path):
    out = tmp_path / "sheet.html"
    sheet.main([str(out), "--n", "3"], standalone_mode=False)
    assert out.read_text().count("<svg ") == 3
