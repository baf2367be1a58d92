"""Whole numbers with the bounds of the contract. To a type checker they are `int`."""

from typing import Annotated

U8 = Annotated[int, (0, 2**8 - 1)]
U16 = Annotated[int, (0, 2**16 - 1)]
U32 = Annotated[int, (0, 2**32 - 1)]
U64 = Annotated[int, (0, 2**64 - 1)]
S8 = Annotated[int, (-(2**7), 2**7 - 1)]
S16 = Annotated[int, (-(2**15), 2**15 - 1)]
S32 = Annotated[int, (-(2**31), 2**31 - 1)]
S64 = Annotated[int, (-(2**63), 2**63 - 1)]
