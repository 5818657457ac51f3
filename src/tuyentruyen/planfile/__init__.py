"""Plan folders: files, what they include, and the records they become."""

from tuyentruyen.planfile.edit import add_plan, set_front_matter
from tuyentruyen.planfile.files import read_plan
from tuyentruyen.planfile.frontmatter import message_files, read_message
from tuyentruyen.planfile.house import names_house, read_house
from tuyentruyen.planfile.layout import unstructure
from tuyentruyen.planfile.marker import MARKER, house_of
from tuyentruyen.planfile.schema import schema
from tuyentruyen.planfile.shape import structure
from tuyentruyen.planfile.templates import read_template, template_files

__all__ = [
    "MARKER",
    "add_plan",
    "house_of",
    "message_files",
    "names_house",
    "read_house",
    "read_message",
    "read_plan",
    "read_template",
    "schema",
    "set_front_matter",
    "structure",
    "template_files",
    "unstructure",
]
