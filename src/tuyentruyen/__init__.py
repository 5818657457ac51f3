"""tuyentruyen: a public-communication plan as data; checked, scheduled, rendered, delivered once, recorded, reported."""
