from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    BUSINESS = "business"
    STUDENT = "student"


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    role: Role | None
