"""A feed out of a portal's HTML articles, as its database has them: sanitised, relative links made absolute."""

import sys
from datetime import datetime

from tuyentruyen import Html, Message, feed

page = "https://cong.example/tin/"
rows = [(17, "2022-04-05T08:00:00+07:00", "Lịch tiếp dân", '<p onclick="x()">Xem <a href="/lich">lịch</a>.</p>')]
messages = [
    Message(key=f"bai-{n}", title=title, body=Html(html), published=datetime.fromisoformat(at), link=f"{page}{n}/")
    for n, at, title, html in rows
]
sys.stdout.buffer.write(feed(messages, title="Tin cổng (mẫu)", link=page, self_link=page + "atom.xml", format="atom"))
