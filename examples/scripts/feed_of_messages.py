"""A feed out of messages: no plan, no ledger. Writes RSS to the standard output."""

import sys
from datetime import date

from tuyentruyen import Message, feed

messages = [
    Message(key="sao-y", title="Sao y ở phường", body="Mang **bản chính** tới.", published=date(2022, 4, 5)),
    Message(key="gio-lam-viec", title="Giờ làm việc", body="Từ thứ Hai đến thứ Sáu.", published=date(2022, 4, 6)),
]
page = "https://phuong.example/tin/"
sys.stdout.buffer.write(feed(messages, title="Tin phường (mẫu)", link=page, self_link=page + "feed.xml"))
