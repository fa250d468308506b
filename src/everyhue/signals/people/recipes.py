"""What the demo catalog is about: one recipe per kind of picture, as data.

A recipe states how often it occurs, what may be drawn, and the captions it may carry. Weights
add up to about 1,100, so a catalog of 3,200 items holds about 2.8 pictures per unit of weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Weights = Mapping[str, float]

PATTERNS: Weights = {
    "protective": 1.0, "coily": 1.0, "curly": 1.0, "wavy": 1.0, "straight": 1.0, "shaved_bald": 1.3,
}  # fmt: skip
WITH_HAIR: Weights = {name: 1.0 for name in PATTERNS if name != "shaved_bald"}
BODIES: Weights = {
    "straight_size": 1.0, "mid_size": 1.0, "plus_size": 1.0, "extended_size": 1.0,
}  # fmt: skip

THIN_SUPPLY = {
    ("bridal_hair", "hair_pattern", "coily"): 0.3,
    ("bride", "hair_pattern", "coily"): 0.3,
    ("wedding_guest", "body_type", "extended_size"): 0.2,
    ("engineer", "hair_pattern", "protective"): 0.3,
    ("red_lipstick", "skin_tone", "deep"): 0.3,
}
"""Supply holes made on purpose: how much rarer a bucket is in a recipe than its equal share."""

ANY: Weights = {"feminine": 0.5, "masculine": 0.35, "androgynous": 0.15}
FEMININE: Weights = {"feminine": 0.9, "androgynous": 0.1}
MASCULINE: Weights = {"masculine": 0.9, "androgynous": 0.1}
PORTRAIT: Weights = {"portrait": 1.0}
FIGURE: Weights = {"full": 0.65, "three_quarter": 0.35}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one kind of picture is made and what its captions say."""

    name: str
    topic: str
    weight: float
    captions: tuple[str, ...]
    framings: Weights = field(default_factory=lambda: PORTRAIT)
    patterns: Weights = field(default_factory=lambda: PATTERNS)
    cuts: tuple[str, ...] = ()
    presentations: Weights = field(default_factory=lambda: ANY)
    bodies: Weights = field(default_factory=lambda: BODIES)
    outfits: tuple[str, ...] = ("tee", "shirt", "sweater", "blouse", "v neck")
    headwear: Weights = field(default_factory=dict)
    makeup: tuple[str, ...] = ("natural",)
    lips: tuple[str, ...] = ()
    props: tuple[str, ...] = ("",)
    extras: tuple[str, ...] = ()
    tones: tuple[int, ...] = ()
    hair_colours: tuple[str, ...] = ()
    ages: Weights = field(default_factory=lambda: {"young": 0.55, "middle": 0.3, "older": 0.15})


_BOB_PATTERNS = {"curly": 0.42, "coily": 0.24, "wavy": 0.22, "protective": 0.12}
_DRESSES = ("slip dress", "wrap dress", "a-line dress", "gown", "midi dress")
_SCARVES = {"": 0.7, "headwrap": 0.15, "hijab": 0.15}
_GROWN = {"young": 0.35, "middle": 0.45, "older": 0.2}

HAIR = (
    Recipe("curly_bob", "hair", 32, (
        "curly bob with side part", "short curly bob", "curly bob with bangs",
        "chin length curly bob",
        "layered curly bob in {hair_colour}", "curly bob haircut", "soft curly bob for round faces",
        "curly bob, {pattern_words}"), patterns=_BOB_PATTERNS, cuts=("bob",),
        presentations=FEMININE, outfits=("tee", "blouse", "off shoulder", "turtleneck", "v neck")),
    Recipe("bob_haircut", "hair", 30, (
        "bob haircut, {pattern_words}", "{cut_words} haircut", "blunt bob haircut",
        "{hair_colour} bob haircut", "bob haircut with fringe", "textured bob haircut",
        "everyday bob haircut idea"), patterns=WITH_HAIR, cuts=("bob",), presentations=FEMININE),
    Recipe("braids", "hair", 32, (
        "{cut_words} with beads", "{cut_words} hairstyle", "summer braids idea",
        "braids and a middle part", "long braids, protective style", "braids for the weekend"),
        patterns={"protective": 1}, cuts=("box braids", "cornrows", "braided bun", "braid bob"),
        presentations={"feminine": 0.7, "masculine": 0.2, "androgynous": 0.1}),
    Recipe("side_braids", "hair", 18, (
        "side braids on {pattern} hair", "loose braids with soft strands",
        "braids over the shoulder",
        "{hair_colour} hair in braids"), patterns={"straight": 1, "wavy": 1, "curly": 1},
        cuts=("side braid",), presentations=FEMININE),
    Recipe("bridal_hair", "hair", 26, (
        "bridal hair with flowers", "bridal hair, {cut_words}", "soft bridal hair idea",
        "bridal hair with veil", "bridal hair and pearl earrings"), patterns=WITH_HAIR,
        cuts=("bun", "half up", "long", "braided bun", "puff", "afro"), presentations=FEMININE,
        outfits=("bridal gown", "off shoulder"), props=("flowers in hair", "veil", "tiara"),
        makeup=("soft glam", "bridal"), extras=("earrings",)),
    Recipe("prom_hair", "hair", 26, (
        "prom hair, {cut_words}", "prom hair with sparkly clips", "easy prom hair idea",
        "prom hair half up", "elegant prom hair updo"), patterns=WITH_HAIR,
        cuts=("bun", "half up", "long", "braided bun", "puff", "afro", "ponytail"),
        presentations=FEMININE, outfits=("slip dress", "off shoulder", "gown"),
        props=("hair clips", ""), makeup=("soft glam", "smoky"), extras=("earrings",),
        ages={"young": 1.0}),
    Recipe("short_hair", "hair", 30, (
        "hairstyles for short hair", "hairstyles for short hair, {cut_words}",
        "easy hairstyles for short hair", "hairstyles for short hair and round face",
        "cool hairstyles for short hair"), cuts=(
        "pixie", "crop", "short afro", "fade", "bob", "tapered", "cornrows", "buzz", "bantu knots",
        "short locs")),
    Recipe("hairstyle", "hair", 78, (
        "{cut_words}", "{cut_words} with side part", "{cut_words} in {hair_colour}",
        "{cut_words} hair inspiration", "{cut_words}, low maintenance", "how to style {cut_words}",
        "{pattern_words} hairstyle", "wash day results, {pattern_words}")),
    Recipe("hair_colour", "hair", 24, (
        "{hair_colour} hair colour", "{hair_colour} hair on {cut_words}",
        "new {hair_colour} hair colour idea", "{hair_colour} highlights"), patterns=WITH_HAIR,
        hair_colours=("copper", "honey", "burgundy", "rose pink", "teal", "violet", "platinum",
                      "golden blonde", "auburn")),
    Recipe("barber", "hair", 30, (
        "fade haircut with beard", "{cut_words} for men", "barber shop {cut_words}",
        "beard styles, short and neat", "men's haircut, {cut_words}", "line up and fade"),
        presentations=MASCULINE, cuts=(
        "fade", "crop", "buzz", "bald", "short afro", "short locs", "cornrows", "bun", "afro"),
        extras=("beard",)),
    Recipe("grey_hair", "hair", 16, (
        "natural grey hair", "silver hair over fifty", "grey {cut_words}", "going grey gracefully"),
        hair_colours=("silver", "white", "salt and pepper"), patterns=WITH_HAIR,
        ages={"middle": 0.2, "older": 0.8}),
)  # fmt: skip

BEAUTY = (
    Recipe("everyday_makeup", "makeup", 34, (
        "everyday makeup soft glam", "everyday makeup look", "five minute everyday makeup",
        "everyday makeup for work", "natural everyday makeup", "fresh everyday makeup with blush",
        "everyday makeup with winged liner"), presentations=FEMININE, headwear=_SCARVES,
        makeup=("natural", "soft glam", "liner")),
    Recipe("red_lipstick", "makeup", 26, (
        "red lipstick", "classic red lipstick look", "matte red lipstick",
        "red lipstick and winged liner", "bold red lipstick for evening"),
        presentations=FEMININE, headwear=_SCARVES, makeup=("liner", "natural"), lips=("red",)),
    Recipe("glam", "makeup", 50, (
        "soft glam makeup", "smoky eye for evening", "festival makeup with glitter",
        "colourful eyeliner", "bronze eye shadow look", "dewy blush makeup", "graphic liner idea",
        "plum lipstick look", "glossy lips, no makeup makeup", "party makeup with gold shimmer"),
        presentations={"feminine": 0.75, "androgynous": 0.2, "masculine": 0.05},
        headwear=_SCARVES, makeup=("soft glam", "smoky", "colour", "liner", "shimmer"),
        lips=("", "plum", "coral", "nude"), extras=("earrings",)),
    Recipe("makeup_deep", "makeup", 9, (
        "makeup for deep skin", "blush for deep skin tones", "foundation shades for deep skin"),
        presentations=FEMININE, tones=(8, 9, 10), makeup=("soft glam", "shimmer")),
    Recipe("makeup_medium", "makeup", 6, (
        "makeup for medium skin", "bronzer for medium skin tones"), presentations=FEMININE,
        tones=(4, 5, 6), makeup=("soft glam",)),
    Recipe("makeup_fair", "makeup", 6, (
        "makeup for fair skin", "blush for fair skin"), presentations=FEMININE, tones=(1, 2, 3),
        makeup=("natural", "soft glam")),
    Recipe("bridal_makeup", "makeup", 20, (
        "bridal makeup", "soft bridal makeup with rosy lips", "dewy bridal makeup",
        "bridal makeup and jewellery"), presentations=FEMININE,
        outfits=("bridal gown", "saree", "off shoulder"), props=("veil", "flowers in hair",
        "jewels"),
        makeup=("bridal", "soft glam"), extras=("earrings",)),
    Recipe("skin_care", "skincare", 42, (
        "skin care routine", "face mask at home", "moisturiser for dry skin", "sunscreen every day",
        "glowing skin routine", "night skin care with serum", "gentle face cream"),
        outfits=("robe", "tank top", "tee"), headwear={"": 0.72, "towel": 0.28},
        makeup=("bare",), props=("cream on cheek", "jar", "eye patches", "")),
    Recipe("nail_art", "hands", 34, (
        "nail art with {nails} polish", "short nail art idea", "minimal nail art",
        "{nails} nail art", "nail art with flowers", "french tip nail art"),
        framings={"hands": 1}, props=("nails",)),
    Recipe("henna", "hands", 14, (
        "henna design for hands", "simple henna pattern", "bridal henna hands",
        "mehndi for beginners"),
        framings={"hands": 1}, props=("henna",)),
    Recipe("rings", "hands", 14, (
        "gold rings stacked", "engagement ring on hand", "everyday rings", "silver ring set"),
        framings={"hands": 1}, props=("rings",)),
    Recipe("hand_cream", "hands", 14, (
        "hand cream for dry hands", "hand cream close up", "soft hands after hand cream",
        "hand care routine"), framings={"hands": 1}, props=("cream",)),
)  # fmt: skip

FASHION = (
    Recipe("office_outfit", "fashion", 36, (
        "office outfit", "office outfit with {colour} blazer", "smart office outfit",
        "office outfit for summer", "casual friday office outfit", "office outfit in {colour}"),
        framings=FIGURE, outfits=("suit", "blazer and skirt", "blouse and trousers", "shirt dress"),
        headwear={"": 0.85, "hijab": 0.12, "turban": 0.03}, props=("", "tote", "laptop", "coffee"),
        ages=_GROWN),
    Recipe("summer_outfit", "fashion", 34, (
        "summer outfit", "summer outfit with {accent} skirt", "light summer outfit",
        "summer outfit for the city", "beach summer outfit", "linen summer outfit in {colour}"),
        framings=FIGURE, outfits=("sun dress", "tee and shorts", "top and skirt", "linen set"),
        headwear={"": 0.7, "sun hat": 0.2, "hijab": 0.1}, props=("", "tote", "ice cream")),
    Recipe("street_style", "fashion", 34, (
        "street style with sneakers", "streetwear in {colour}", "hoodie and wide trousers",
        "denim jacket street style", "oversized hoodie look", "street style with beanie"),
        framings=FIGURE, outfits=("hoodie", "denim jacket", "tee and trousers"),
        headwear={"": 0.6, "beanie": 0.2, "cap": 0.2}, props=("", "coffee", "skateboard")),
    Recipe("dress", "fashion", 30, (
        "{colour} {fabric} dress", "{colour} wrap dress", "midi dress in {colour}",
        "party dress in {fabric}", "long {colour} dress"), framings=FIGURE,
        presentations=FEMININE, outfits=_DRESSES, headwear={"": 0.9, "hijab": 0.1},
        extras=("earrings",)),
    Recipe("plus_size_dress", "fashion", 9, (
        "plus size dress", "plus size dress in {colour}", "plus size summer dress"),
        framings=FIGURE, presentations=FEMININE, outfits=_DRESSES,
        bodies={"plus_size": 0.55, "extended_size": 0.45}),
    Recipe("traditional", "fashion", 44, (
        "{colour} {outfit}", "{outfit} with gold details", "festive {outfit}",
        "{outfit} in {fabric}",
        "modern {outfit}"), framings=FIGURE, presentations=FEMININE,
        outfits=("saree", "lehenga", "ao dai", "kaftan", "hanbok"),
        headwear={"": 0.85, "headwrap": 0.15}, extras=("earrings",)),
    Recipe("agbada", "fashion", 14, (
        "{colour} agbada", "embroidered agbada for celebration", "men's kaftan in {colour}",
        "sherwani in {colour}"), framings=FIGURE, presentations={"masculine": 1},
        outfits=("agbada", "kaftan"), headwear={"": 0.6, "fila": 0.4}),
    Recipe("layers", "fashion", 34, (
        "winter coat in {colour}", "chunky knit sweater outfit", "autumn layers with scarf",
        "trench coat outfit", "{colour} jumpsuit", "gym outfit", "running outfit in {colour}",
        "denim on denim"), framings=FIGURE,
        outfits=("coat", "sweater and trousers", "jumpsuit", "gym set", "denim jacket"),
        headwear={"": 0.75, "beanie": 0.15, "hijab": 0.1}),
    Recipe("menswear", "fashion", 24, (
        "men's {colour} suit", "men's casual outfit", "men's linen shirt and trousers",
        "tailored menswear in {colour}"), framings=FIGURE, presentations=MASCULINE,
        outfits=("suit", "shirt and trousers", "sweater and trousers"), extras=("beard",)),
    Recipe("accessories", "accessories", 44, (
        "straw hat for summer", "round glasses frames", "statement earrings",
        "beanie and big scarf", "beret outfit", "gold hoop earrings",
        "glasses for your face shape"),
        headwear={"": 0.5, "sun hat": 0.17, "beret": 0.17, "beanie": 0.16},
        extras=("earrings", "glasses")),
    Recipe("scarves", "accessories", 30, (
        "hijab style in {colour}", "silk headscarf tied at the nape", "headwrap in {colour}",
        "everyday hijab tutorial", "how to tie a headwrap", "satin headscarf for sleep"),
        presentations=FEMININE, headwear={"hijab": 0.5, "headwrap": 0.35, "headscarf": 0.15},
        makeup=("natural", "soft glam", "liner")),
)  # fmt: skip

WEDDING = (
    Recipe("wedding_guest", "wedding", 38, (
        "wedding guest dress in {colour} {fabric}", "wedding guest dress",
        "{colour} wedding guest dress",
        "long wedding guest dress", "summer wedding guest dress",
        "wedding guest dress with sleeves"),
        framings=FIGURE, presentations=FEMININE, outfits=_DRESSES,
        headwear={"": 0.85, "hijab": 0.1, "fascinator": 0.05}, props=("", "clutch", "champagne"),
        makeup=("soft glam",), extras=("earrings",)),
    Recipe("bride", "wedding", 26, (
        "bride with bouquet", "lace wedding dress", "modern bride in ivory satin",
        "red bridal lehenga", "bride in red saree", "simple wedding dress with veil"),
        framings=FIGURE, patterns=WITH_HAIR, presentations=FEMININE,
        outfits=("bridal gown",), props=("bouquet", "veil"), makeup=("bridal",)),
    Recipe("groom", "wedding", 18, (
        "groom in {colour} suit", "groom with boutonniere", "wedding suit in {colour}",
        "groom in linen suit"), framings=FIGURE, presentations=MASCULINE, outfits=("suit",),
        props=("boutonniere",), extras=("beard",)),
)  # fmt: skip

PEOPLE = (
    Recipe("pairs", "people", 42, (
        "two friends laughing", "friends at the park", "couple portrait", "wedding couple",
        "neighbours side by side", "colleagues at work", "best friends selfie",
        "couple holding each other", "two people portrait"), framings={"pair": 1},
        headwear={"": 0.85, "hijab": 0.1, "turban": 0.05}),
)  # fmt: skip

OBJECTS = (
    Recipe("objects", "object", 64, (), framings={"object": 1}, props=(
        "makeup flat lay", "shoes", "venue", "hair brush", "perfume", "bouquet", "dress on hanger",
        "nail polish", "lipsticks", "ring box", "hair products", "handbag")),
)  # fmt: skip

OBJECT_CAPTIONS = {
    "makeup flat lay": ("makeup flat lay", "everyday makeup bag essentials",
    "makeup brushes and powder"),
    "shoes": ("wedding shoes", "office shoes with low heel", "summer sandals", "sneakers"),
    "venue": ("wedding venue decor", "garden wedding arch", "wedding table with candles"),
    "hair brush": ("hair brush and comb", "detangling brush for curly hair", "wide tooth comb"),
    "perfume": ("perfume bottle", "floral perfume gift"),
    "bouquet": ("bridal bouquet", "wedding flowers in {colour}", "bouquet of peonies"),
    "dress on hanger": ("wedding guest dress on hanger", "{colour} dress on hanger"),
    "nail polish": ("nail polish bottles", "nail art supplies", "{colour} nail polish"),
    "lipsticks": ("red lipstick close up", "lipstick shades", "nude lipstick swatches"),
    "ring box": ("engagement ring box", "wedding rings"),
    "hair products": ("curl cream and hair oil", "shampoo for coily hair", "hair care bottles"),
    "handbag": ("handbag in {colour}", "office outfit handbag"),
}  # fmt: skip
"""Captions of pictures that show no person, by what they show."""
