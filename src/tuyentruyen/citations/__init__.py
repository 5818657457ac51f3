"""Documents in running Vietnamese text: found, written, and whether they are in force on a day."""

from tuyentruyen.citations.citation import Citation
from tuyentruyen.citations.finder import citations, cited
from tuyentruyen.citations.misspelt import Misspelt, misspelt
from tuyentruyen.citations.standing import Register, Standing, State, status
from tuyentruyen.citations.writing import Citer, full, short
from tuyentruyen.model.documents import DocumentNumber, LegalDocument

__all__ = [
    "Citation",
    "Citer",
    "DocumentNumber",
    "LegalDocument",
    "Misspelt",
    "Register",
    "Standing",
    "State",
    "citations",
    "cited",
    "full",
    "misspelt",
    "short",
    "status",
]
