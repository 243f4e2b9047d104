"""An answer on its way."""

from bot.knowledge.drafts import Field
from bot.ui.callbacks.address import Address


class OpenDrafts(Address, prefix="xil"):
    pass


class OpenDraft(Address, prefix="xid"):
    draft_id: int
    page: int = 0


class EditField(Address, prefix="xie"):
    draft_id: int
    field: Field


class ChooseSection(Address, prefix="xis"):
    """A section with sections under it shows them; one without becomes the draft's."""

    draft_id: int
    section_id: int


class ChooseAudience(Address, prefix="xia"):
    """`audience` as files write it: «business», «student» or «business,student»."""

    draft_id: int
    audience: str


class PublishDraft(Address, prefix="xip"):
    """Only what was shown as this `revision` is published."""

    draft_id: int
    revision: int


class PublishUnverified(PublishDraft, prefix="xiu"):
    """By who has read that nobody can verify the source."""


class DiscardDraft(Address, prefix="xix"):
    draft_id: int
    sure: bool = False
