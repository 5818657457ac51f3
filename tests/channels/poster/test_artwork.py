"""Logos and pictures of posters: what is shown, what is not and why, and that nothing of a hostile one is run or read."""

from __future__ import annotations

import datetime
import hashlib
import io
import subprocess
import zlib

import pikepdf
import pytest
from attrs import evolve
from PIL import Image, ImageCms

from tests.channels.poster.profiles import cmyk_profile
from tuyentruyen.channels.poster import PosterBackend, PosterSettings, artwork
from tuyentruyen.channels.poster.artwork import Artwork, Unfit
from tuyentruyen.channels.poster.pixels import Inks, for_print, for_screens, seen
from tuyentruyen.channels.poster.posters import Posters
from tuyentruyen.errors import RenderError
from tuyentruyen.model.findings import Level
from tuyentruyen.model.flow import BoundChannel, Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.plan import Channel, Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.text import VIETNAM

NOW = datetime.datetime(2022, 5, 4, 9, tzinfo=VIETNAM)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{}</svg>'
RED = SVG.format('<rect width="40" height="20" fill="#c8141e"/>')
PROFILE = cmyk_profile()


def picture(mode="RGB", colour=(200, 20, 30), *, size=(60, 40), kind="PNG", **told):
    made = io.BytesIO()
    Image.new(mode, size, colour).save(made, kind, **told)
    return made.getvalue()


@pytest.fixture
def edition(tmp_path):
    """An edition of a plan folder that holds these files, one message with this picture."""

    def made(files=(), *, media="", alt="Một ngôi nhà", **settings):
        folder = tmp_path / "plan"
        folder.mkdir(exist_ok=True)
        for name, data in dict(files).items():
            (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        unit = Unit(key="ubnd", name="Ủy ban nhân dân phường Mẫu", hotline="024 3933 6888")
        channel = Channel(key="ap-phich", title="Áp phích", form="co-so", backend="poster", owner="ubnd", settings={})
        plan = Plan(
            key="mau-2022", title="Kế hoạch mẫu", issuer="ubnd", issued=NOW.date(), since=NOW.date(), until=datetime.date(2022, 12, 31),
            units={"ubnd": unit}, channels={"ap-phich": channel}, folder=folder,
        )  # fmt: skip
        given, known = (), {}
        if media:
            digest = hashlib.blake2b(dict(files).get(media, b"?"), digest_size=16).hexdigest()
            given, known = (Media(path=media, alt=alt, digest=digest),), {digest: folder / media}
        message = Message(
            key="mot-cua", title="Một cửa mở thêm sáng thứ Bảy", summary="Từ 8 giờ 00 đến 11 giờ 30.", body="Thưa bà con, bộ phận Một cửa của phường mở thêm buổi sáng thứ Bảy. Xin mang theo căn cước và giấy hẹn.", published=NOW,
            media=given, link="https://mau.example/tin/mot-cua/",
        )  # fmt: skip
        bound = BoundChannel(
            key="ap-phich", channel=channel, owner=unit, settings=PosterSettings(**settings), out=tmp_path / "out"
        )
        return Edition(plan=plan, channel=bound, messages=(message,), now=NOW, files=known)

    return made


def codes(edition):
    return {found.code: found for found in PosterBackend().check(edition)}


def printed(edition):
    """The print document of the first poster; None: there is none."""
    posters = Posters(edition)
    poster = next(iter(posters))
    return posters.print(poster) if posters.prints(poster) else None


# -- what is shown


def test_a_logo_and_a_picture_are_shown_and_nothing_is_said(edition):
    photo = picture(size=(2400, 900), kind="JPEG")
    one = edition({"logo.svg": RED, "nha.jpg": photo}, media="nha.jpg", logo="logo.svg", outputs=["screen"])
    assert codes(one) == {}
    posters = Posters(one)
    with pikepdf.open(io.BytesIO(posters.document(next(iter(posters))))) as pdf:
        (image,) = [it for it in pdf.objects if isinstance(it, pikepdf.Stream) and it.get("/Subtype") == "/Image"]
        assert (int(image.Width), int(image.Height)) == (2400, 900)


def test_nothing_is_shown_where_nothing_is_named(edition):
    artwork = Artwork(edition())
    assert (artwork.logo, artwork.picture(artwork.edition.messages[0]), artwork.profile) == (None, None, None)
    assert list(artwork) == []
    assert len(artwork) == 0


def test_a_picture_without_words_is_called_one_in_the_language_of_the_message(edition):
    one = edition({"a.png": picture()}, media="a.png", alt="")
    assert Artwork(one).picture(one.messages[0]).alt == "Hình"


def test_what_is_no_picture_is_passed_over(edition):
    one = edition({"don.pdf": b"%PDF-1.4"}, media="don.pdf")
    assert Artwork(one).picture(one.messages[0]) is None


def test_another_content_has_another_name(edition):
    first = Artwork(edition({"a.png": picture()}, media="a.png"))
    other = Artwork(edition({"a.png": picture(colour=(1, 2, 3))}, media="a.png"))
    assert first.picture(first.edition.messages[0]).name != other.picture(other.edition.messages[0]).name


# -- logos

ALIVE = {
    "script": "<script>fetch('https://x.example')</script>",
    "handler": '<rect onload="alert(1)" width="1" height="1"/>',
    "outside picture": '<image href="https://x.example/a.png" width="9" height="9"/>',
    "file": '<image href="file:///etc/passwd" width="9" height="9"/>',
    "neighbour": '<image href="../plan.toml" width="9" height="9"/>',
    "style": "<style>@import url(https://x.example/a.css);</style>",
    "foreign": "<foreignObject><p>x</p></foreignObject>",
}


@pytest.mark.parametrize("held", ALIVE.values(), ids=ALIVE)
def test_a_logo_that_may_run_or_load_something_is_told_of_and_not_shown(edition, held):
    one = edition({"logo.svg": SVG.format(held)}, logo="logo.svg")
    assert codes(one)["poster16"].place == "channels.ap-phich.settings.logo"
    assert isinstance(Artwork(one).logo, Unfit)
    assert printed(one)


def test_entities_are_not_expanded(edition):
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + SVG.format("<title>&b;</title>")
    assert "poster16" in codes(edition({"logo.svg": bomb}, logo="logo.svg"))


UNFIT = {
    "empty": ("logo.svg", b"", "SVG"),
    "no drawing": ("logo.svg", b"<p>x</p>", "SVG"),
    "cut off": ("logo.svg", RED[:-9], "SVG"),
    "without size": ("logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>', "viewBox"),
    "a band": ("logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="100"/>', "8"),
    "a JPEG named PNG": ("logo.png", picture(kind="JPEG"), "PNG"),
    "a PNG cut off": ("logo.png", picture(size=(300, 300))[:-80], ""),
}


IN_PIXELS = {
    "effect": '<filter id="f"><feTurbulence numOctaves="1000000000"/></filter><rect width="9" height="9" filter="url(#f)"/>',
    "effect of a style": '<rect width="9" height="9" style="fill:red;fil&#116;er: blur(9px)"/>',
    "effect of a sheet": "<style>rect { filter:blur(9px) }</style><rect/>",
    "effect of an attribute": '<rect filter="blur(9)" width="9" height="9"/>',
    "picture": '<image width="9" height="9" href="data:image/png;base64,iVBORw0KGgo="/>',
}


@pytest.mark.parametrize("held", IN_PIXELS.values(), ids=IN_PIXELS)
def test_a_logo_that_is_drawn_in_pixels_without_end_is_not_shown(edition, held):
    assert "in pixels" in codes(edition({"logo.svg": SVG.format(held)}, logo="logo.svg"))["poster15"].text


def test_a_logo_in_another_encoding_is_not_shown(edition):
    assert "poster15" in codes(edition({"logo.svg": RED.encode("utf-16")}, logo="logo.svg"))


def test_a_logo_that_names_no_effect_is_shown(edition):
    drawn = SVG.format('<rect width="9" height="9" style="fill:red;filter:none"/>')
    assert codes(edition({"logo.svg": drawn}, logo="logo.svg", outputs=["screen"])) == {}


@pytest.mark.parametrize(("name", "data", "said"), UNFIT.values(), ids=UNFIT)
def test_a_logo_that_is_none_is_told_of_and_not_shown(edition, name, data, said):
    one = edition({name: data}, logo=name)
    assert said in codes(one)["poster15"].text
    assert printed(one)


def test_a_logo_of_a_hundred_megabytes_is_not_read(edition, tmp_path):
    one = edition({"logo.svg": b""}, logo="logo.svg")
    with (tmp_path / "plan" / "logo.svg").open("wb") as file:
        file.truncate(100_000_000)
    assert "100000000" in codes(one)["poster15"].text


def test_a_missing_logo_is_told_of_once(edition):
    assert set(codes(edition(logo="logo.svg", outputs=["screen"]))) == {"poster03"}


@pytest.mark.parametrize("name", ["../logo.svg", "/etc/hostname", "ra-ngoai.svg"])
def test_a_logo_outside_the_plan_folder_is_not_read(edition, tmp_path, name):
    (tmp_path / "logo.svg").write_text(RED)
    one = edition(logo=name, outputs=["screen"])
    (tmp_path / "plan" / "ra-ngoai.svg").symlink_to(tmp_path / "logo.svg")
    assert isinstance(Artwork(one).logo, Unfit)


def test_a_logo_that_was_changed_while_posters_were_made_is_looked_at_again(edition, tmp_path):
    artwork = Artwork(edition({"logo.svg": RED}, logo="logo.svg"))
    name = artwork.logo.name
    (tmp_path / "plan" / "logo.svg").write_text(SVG.format(ALIVE["script"]))
    with pytest.raises(RenderError, match="changed"):
        artwork[name]


# -- pictures of messages

BROKEN = {
    "missing": None,
    "text": b"Kh\xc3\xb4ng ph\xe1\xba\xa3i h\xc3\xacnh",
    "cut off": picture(size=(800, 600), kind="JPEG")[:-300],
    "PNG cut off": picture(size=(800, 600))[:-100],
    "damaged": picture(size=(80, 60))[:60] + b"\0" * 40,
    "bomb": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\1\0\0\0\1\0\0\x08\0\0\0\0" + zlib.crc32(b"IHDR").to_bytes(4, "big"),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_picture_that_cannot_be_shown_is_told_of_and_the_poster_goes_without(edition, tmp_path, data):
    one = edition({"a.png": data or b"x"}, media="a.png")
    if data is None:
        (tmp_path / "plan" / "a.png").unlink()
    found = codes(one)
    assert found["poster17"].message == "mot-cua"
    assert "poster20" not in found
    assert printed(one)


def test_a_picture_of_too_many_pixels_is_not_opened():
    with pytest.raises(RenderError, match="65536 × 65536 pixels, more than 64 millions"):
        seen(BROKEN["bomb"])


def test_a_coarse_picture_is_told_of_with_its_density_in_each_format(edition):
    one = edition(
        {"a.png": picture(size=(1000, 1000))}, media="a.png", formats=["a4", "a3", "banner"], outputs=["screen"]
    )
    found = codes(one)
    assert set(found) == {"poster19"}
    assert found["poster19"].text.endswith("a4 121 dpi, a3 86 dpi")


def test_a_process_keeps_in_mind_what_so_many_pictures_are_and_no_more(edition, monkeypatch):
    monkeypatch.setattr(artwork, "_seen", {})
    monkeypatch.setattr(artwork, "_MOST_SEEN", 3)
    for shade in range(9):
        one = edition({"a.png": picture(colour=(shade, 0, 0))}, media="a.png")
        assert Artwork(one).picture(one.messages[0]).width == 60
        assert len(artwork._seen) <= 4


def test_a_picture_outside_the_plan_folder_is_not_read(edition, tmp_path):
    (tmp_path / "a.png").write_bytes(picture())
    one = edition({"a.png": picture()}, media="a.png")
    (tmp_path / "plan" / "a.png").unlink()
    (tmp_path / "plan" / "a.png").symlink_to(tmp_path / "a.png")
    assert isinstance(Artwork(one).picture(one.messages[0]), Unfit)


# -- pixels


def back(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("data", "mode", "colour"),
    [
        (picture("CMYK", (200, 20, 30, 10), kind="JPEG", quality=100), "RGB", (53, 226, 216)),
        (picture("RGB", kind="JPEG", progressive=True, quality=100), "RGB", (200, 20, 30)),
        (picture("I;16", 51400), "L", 200),
        (picture("1", 1), "L", 255),
        (picture("L", 77), "L", 77),
        (picture("LA", (77, 128)), "RGBA", (77, 77, 77, 128)),
        (picture("RGBA", (200, 20, 30, 128)), "RGBA", (200, 20, 30, 128)),
        (picture("P", 0), "RGB", (0, 0, 0)),
        (picture("RGB", kind="WEBP", lossless=True), "RGB", (200, 20, 30)),
        (picture("RGB", kind="GIF"), "RGB", (200, 20, 30)),
    ],
    ids=[
        "CMYK",
        "progressive",
        "16 bits",
        "1 bit",
        "grey",
        "grey seen through",
        "seen through",
        "palette",
        "WebP",
        "GIF",
    ],
)
def test_a_picture_for_screens_is_in_srgb_with_eight_bits(data, mode, colour):
    image = back(for_screens(data)[0])
    assert image.mode == mode
    found = image.getpixel((30, 20))
    pairs = zip(found, colour, strict=True) if isinstance(colour, tuple) else [(found, colour)]
    assert all(abs(one - other) <= 8 for one, other in pairs), found


def test_a_photo_is_turned_upright_and_loses_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "chụp ở nhà riêng"
    data = picture(size=(60, 40), kind="JPEG", exif=exif)
    assert (seen(data).width, seen(data).height) == (40, 60)
    made = back(for_screens(data)[0])
    assert made.size == (40, 60)
    assert dict(made.getexif()) == {}


def test_a_picture_in_a_wide_space_is_seen_as_it_was(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain = picture(kind="JPEG", quality=100)
    odd = picture(kind="JPEG", quality=100, icc_profile=profile)
    assert back(for_screens(odd)[0]).getpixel((30, 20)) == back(for_screens(plain)[0]).getpixel((30, 20))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_picture_is_in_four_inks_in_print(mode):
    data = picture(mode, 0 if mode in ("1", "L", "P", "I;16") else (0,) * len(mode), kind="PNG")
    image = back(for_print(data, Inks(PROFILE)))
    assert image.mode == "CMYK"
    black = image.getpixel((30, 20))[3]
    assert (black < 3) if "A" in mode else (black > 240)


def test_inks_of_a_picture_stay_as_they_are_in_print():
    data = picture("CMYK", (200, 20, 30, 10), kind="JPEG", quality=100)
    found = back(for_print(data, None)).getpixel((30, 20))
    assert all(abs(one - other) <= 4 for one, other in zip(found, (200, 20, 30, 10), strict=True))


def test_colours_of_screens_are_refused_in_print_without_a_profile():
    with pytest.raises(RenderError, match="profile"):
        for_print(picture(), None)


def test_a_large_picture_is_made_smaller():
    assert back(for_screens(picture(size=(4800, 1200), kind="JPEG"))[0]).size == (2400, 600)


# -- profiles

NO_PROFILES = {
    "text": b"x" * 200,
    "of a scanner": PROFILE[:12] + b"scnr" + PROFILE[16:],
    "of a screen": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    "cut off": PROFILE[:2000],
    "head alone": PROFILE[:128],
}


@pytest.mark.parametrize("data", NO_PROFILES.values(), ids=NO_PROFILES)
def test_what_is_no_profile_of_a_press_is_told_of(edition, data):
    one = edition({"nha-in.icc": data}, profile="nha-in.icc")
    assert codes(one)["poster18"].place == "channels.ap-phich.settings.profile"
    assert b"DestOutputProfile" not in printed(one)


def test_a_profile_of_more_than_eight_megabytes_is_not_read(edition):
    one = edition({"nha-in.icc": PROFILE.ljust(8 * 1024 * 1024 + 1, b"\0")}, profile="nha-in.icc")
    assert "8388609" in codes(one)["poster18"].text


# -- print


def test_colours_of_screens_are_printed_with_a_profile_alone(edition):
    files = {"logo.svg": RED, "a.jpg": picture(size=(2400, 900), kind="JPEG"), "nha-in.icc": PROFILE}
    for settings in ({"logo": "logo.svg"}, {"media": "a.jpg"}):
        without, having = edition(files, **settings), edition(files, profile="nha-in.icc", **settings)
        assert "a3" in codes(without)["poster20"].text
        assert printed(without) is None
        keys = [one.key for one in PosterBackend().render(without)]
        assert "mot-cua/ubnd/a3.pdf" in keys
        assert "mot-cua/ubnd/a3-in.pdf" not in keys
        assert codes(having) == {}
        assert printed(having)


def test_a_photo_in_inks_is_printed_without_a_profile(edition):
    one = edition({"a.jpg": picture("CMYK", (200, 20, 30, 10), size=(2400, 900), kind="JPEG")}, media="a.jpg")
    assert codes(one) == {}
    with pikepdf.open(io.BytesIO(printed(one))) as pdf:
        (image,) = [it for it in pdf.objects if isinstance(it, pikepdf.Stream) and it.get("/Subtype") == "/Image"]
        assert str(image.ColorSpace) == "/DeviceCMYK"


def test_the_order_asks_for_what_is_made_alone(edition):
    (order,) = [
        one for one in PosterBackend().render(edition({"logo.svg": RED}, logo="logo.svg")) if one.key == "don-in.csv"
    ]
    assert b"a3-in.pdf" not in order.produce()


@pytest.mark.needs("pdftoppm", "poppler-utils")
def test_a_logo_looks_in_print_as_it_does_on_screens(edition, tmp_path):
    one = edition({"logo.svg": RED, "nha-in.icc": PROFILE}, logo="logo.svg", profile="nha-in.icc")
    found = []
    for name, data in (("in", printed(one)), ("man-hinh", Posters(one).document(next(iter(Posters(one)))))):
        (tmp_path / f"{name}.pdf").write_bytes(data)
        subprocess.run(
            ["pdftoppm", "-r", "50", "-singlefile", "-png", tmp_path / f"{name}.pdf", tmp_path / name], check=True
        )
        image = Image.open(tmp_path / f"{name}.png").convert("RGB")
        # the red of the logo: many pixels, red by far
        found.append(sum(1 for r, g, b in image.get_flattened_data() if r > 150 and g < 90 and b < 90))
    assert found[1] > 100
    assert 0.7 < found[0] / found[1] < 1.4


def test_equal_pictures_give_equal_bytes(edition):
    files = {"logo.svg": RED, "a.png": picture("RGBA", (200, 20, 30, 128), size=(2400, 900)), "nha-in.icc": PROFILE}
    one = edition(files, logo="logo.svg", media="a.png", profile="nha-in.icc")
    assert printed(one) == printed(evolve(one))
    posters = [Posters(one), Posters(one)]
    assert len({p.document(next(iter(p))) for p in posters}) == 1


def test_another_profile_makes_the_documents_for_print_anew_and_nothing_else(edition):
    files = {"logo.svg": RED, "nha-in.icc": PROFILE, "khac.icc": cmyk_profile("Another")}
    first, other = (
        {one.key: one.fingerprint for one in PosterBackend().render(edition(files, logo="logo.svg", profile=name))}
        for name in ("nha-in.icc", "khac.icc")
    )
    assert {key for key in first if first[key] != other[key]} == {"mot-cua/ubnd/a3-in.pdf"}


def test_a_picture_in_a_strip_is_not_shown(edition):
    one = edition({"a.png": picture(size=(3000, 2000))}, media="a.png", formats=["banner", "a3"], outputs=["screen"])
    posters = Posters(one)
    assert [len(posters.shown(poster)) for poster in posters] == [0, 1]


def test_a_slogan_fills_a_sheet_and_leaves_a_screen_room_for_a_picture(edition):
    one = edition({"a.png": picture(size=(3000, 2000))}, media="a.png", formats=["a3", "screen-wide"], design="slogan")
    posters = Posters(one)
    assert [len(posters.shown(poster)) for poster in posters] == [0, 1]
    assert codes(one) == {}
    assert printed(one)


SENTENCE = "Mang theo căn cước và giấy hẹn, gọi trước khi đi để khỏi phải chờ. "


@pytest.mark.parametrize(
    ("sentences", "said"),
    [
        (5, []),
        (8, ["screen-wide: the text leaves no room for the picture, which is left out"]),
        (
            10,
            [
                "a3: the text leaves little room for the picture, which is made much smaller",
                "screen-wide: the text leaves no room for the picture, which is left out",
            ],
        ),
        (12, ["a3, screen-wide: the text leaves no room for the picture, which is left out"]),
    ],
)
def test_a_picture_that_makes_way_for_the_text_is_told_of_and_the_poster_made(edition, sentences, said):
    one = edition(
        {"a.png": picture(size=(3000, 2000))}, media="a.png", formats=["a3", "screen-wide"], outputs=["screen"]
    )
    one = evolve(one, messages=(evolve(one.messages[0], summary=SENTENCE * sentences, source="content/mot-cua.md:2"),))
    found = [told for told in PosterBackend().check(one) if told.code == "poster22"]
    assert [told.text.removeprefix("mot-cua, ") for told in found] == said
    assert {told.level for told in found} <= {Level.WARNING}
    assert {(told.file, told.mend) for told in found} <= {
        ("content/mot-cua.md:2", "shorten the text, or take the picture out")
    }
    assert {"mot-cua/ubnd/a3.pdf", "mot-cua/ubnd/screen-wide.pdf"} <= {one.key for one in PosterBackend().render(one)}
