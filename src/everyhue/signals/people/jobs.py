"""Occupations of the demo catalog: clothes, head cover, what is held, and captions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyhue.signals.people.recipes import ANY, Recipe, Weights

_SEEN: Weights = {"portrait": 0.45, "three_quarter": 0.35, "full": 0.2}


@dataclass(frozen=True, slots=True)
class Job:
    """What makes an occupation readable in a picture."""

    weight: float
    outfits: tuple[str, ...]
    props: tuple[str, ...]
    captions: tuple[str, ...]
    headwear: tuple[tuple[str, float], ...] = (("", 0.86), ("hijab", 0.1), ("turban", 0.04))


JOBS: Mapping[str, Job] = {
    "nurse": Job(34, ("scrubs",), ("stethoscope", "clipboard"), (
        "nurse in {colour} scrubs", "smiling nurse", "nurse with clipboard", "night shift nurse",
        "nurse at the hospital"), (("", 0.76), ("surgical cap", 0.12), ("hijab", 0.12))),
    "engineer": Job(34, ("hi-vis vest", "shirt", "sweater"), ("blueprint", "tablet", "laptop"), (
        "engineer with hard hat", "software engineer at work", "engineer on site",
        "engineer reading plans", "civil engineer in hi-vis vest"),
        (("", 0.5), ("hard hat", 0.42), ("hijab", 0.08))),
    "chef": Job(13, ("chef coat",), ("whisk", "pan"), (
        "chef in white coat", "chef with whisk", "restaurant chef"),
        (("chef hat", 0.6), ("", 0.4))),
    "teacher": Job(13, ("sweater", "shirt", "blouse"), ("book", "chalkboard"), (
        "teacher in classroom", "teacher with book", "primary school teacher")),
    "ceo": Job(13, ("suit",), ("tablet", "city"), (
        "ceo portrait", "ceo in {colour} suit", "ceo at the office")),
    "construction worker": Job(11, ("hi-vis vest",), ("blueprint", "wrench"), (
        "construction worker", "construction worker with hard hat"), (("hard hat", 1.0),)),
    "pilot": Job(11, ("pilot uniform",), ("sky",), (
        "pilot in uniform", "airline pilot"), (("pilot cap", 0.7), ("", 0.3))),
    "scientist": Job(12, ("lab coat",), ("flask", "goggles"), (
        "scientist in lab coat", "scientist with flask", "chemist at work")),
    "farmer": Job(11, ("overalls",), ("vegetables", "field"), (
        "farmer with vegetables", "organic farmer in field"), (("sun hat", 0.6), ("", 0.4))),
    "doctor": Job(13, ("lab coat",), ("stethoscope", "clipboard"), (
        "doctor with stethoscope", "family doctor", "doctor in white coat")),
    "florist": Job(9, ("apron",), ("bouquet",), ("florist with bouquet", "florist at work")),
    "barista": Job(9, ("apron",), ("coffee",), ("barista with coffee", "barista at work")),
    "artist": Job(9, ("overalls", "apron"), ("palette",), (
        "painter with palette", "artist in studio")),
    "mechanic": Job(9, ("overalls",), ("wrench",), (
        "car mechanic", "mechanic with wrench"), (("cap", 0.4), ("", 0.6))),
    "firefighter": Job(8, ("firefighter",), ("",), (
        "firefighter", "firefighter in uniform"), (("helmet", 0.7), ("", 0.3))),
    "carpenter": Job(8, ("apron",), ("wrench", "blueprint"), ("carpenter in workshop",
    "carpenter")),
}  # fmt: skip
"""Everyday occupations, none tied to who may do them."""


def occupation_recipes() -> tuple[Recipe, ...]:
    """Return one recipe per occupation."""
    return tuple(_recipe(name, job) for name, job in JOBS.items())


def _recipe(name: str, job: Job) -> Recipe:
    return Recipe(
        name, "occupation", job.weight, job.captions, framings=_SEEN, presentations=ANY,
        outfits=job.outfits, headwear=dict(job.headwear), props=job.props,
        ages={"young": 0.45, "middle": 0.37, "older": 0.18},
    )  # fmt: skip
