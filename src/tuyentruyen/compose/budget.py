"""What one template may cost: counted steps and characters, so that the answer is the same on every machine."""

from __future__ import annotations

from attrs import define

from tuyentruyen.compose.faults import TemplateError
from tuyentruyen.roles import counted
from tuyentruyen.wording import tr

STEPS_OF_MESSAGE = 200_000
"""Steps that one message may take; a step is a node of the template visited, or a hundred characters moved."""
STEPS_OF_TEMPLATE = 4_000_000
"""Steps that all messages of one template may take."""
TEXT = 100_000
"""Characters that one text, or one value on the way to it, may hold."""
TEXTS_OF_TEMPLATE = 20_000_000
"""Characters that all messages of one template may hold."""


@define
class Budget:
    """What one template has used so far."""

    steps: int = 0
    steps_of_message: int = 0
    characters: int = 0

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left for any other message."""
        return self.steps > STEPS_OF_TEMPLATE or self.characters > TEXTS_OF_TEMPLATE

    def begin(self) -> None:
        """A new message begins."""
        self.steps_of_message = 0

    def charge(self, steps: int) -> None:
        """Count steps before they are taken.

        Raises:
            TemplateError: They are too many.
        """
        self.steps += steps
        self.steps_of_message += steps
        if self.steps_of_message > STEPS_OF_MESSAGE:
            raise _too_much(tr("it takes more than {most} steps for one unit", most=counted(STEPS_OF_MESSAGE)))
        if self.steps > STEPS_OF_TEMPLATE:
            raise _too_much(tr("it takes more than {most} steps for all units", most=counted(STEPS_OF_TEMPLATE)))

    def hold(self, length: int) -> None:
        """Count the characters of a value before it is made.

        Raises:
            TemplateError: The value would be too long.
        """
        if length > TEXT:
            raise _too_much(tr("a text of it grows past {most} characters", most=counted(TEXT)))
        self.charge(1 + length // 100)

    def written(self, length: int) -> None:
        """Count the characters of a text that is made.

        Raises:
            TemplateError: All texts together are too long.
        """
        self.characters += length
        if self.characters > TEXTS_OF_TEMPLATE:
            raise _too_much(tr("its texts grow past {most} characters together", most=counted(TEXTS_OF_TEMPLATE)))


def _too_much(text: str) -> TemplateError:
    return TemplateError("TT224", text, tr("make its loops and values shorter"))
