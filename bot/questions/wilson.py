"""How useful an answer surely is, whatever luck its few votes had."""

from math import sqrt

_Z = 1.96  # 95 % confidence


def lower_bound(useful: int, votes: int) -> float:
    """The lower end of the Wilson score interval for the share of useful votes, 0 to 1.

    One 👍 of one vote is worth 0.21, ninety of a hundred 0.83; without votes it is 0.
    Source: E. B. Wilson, «Probable inference…», JASA 22 (1927).
    """
    if not votes:
        return 0.0
    share, spread = useful / votes, _Z * _Z / votes
    margin = _Z * sqrt(share * (1 - share) / votes + spread / (4 * votes))
    return max(0.0, (share + spread / 2 - margin) / (1 + spread))
