from bot.ui.callbacks.address import Address


class OpenMyVotes(Address, prefix="vm"):
    page: int = 0


class VoteForEvent(Address, prefix="ve"):
    """Vote, or with `wanted=False` take the vote back; then show the card again."""

    event_id: int
    wanted: bool = True


class OpenVotes(Address, prefix="xv"):
    """The totals, for admins."""

    page: int = 0


class ExportVotes(Address, prefix="xvc"):
    pass
