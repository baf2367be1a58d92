"""People and the addresses by which they are known."""

from __future__ import annotations

from collections.abc import Iterable

from ._vocabulary.types import Address, AddressKind


def phone(value: str) -> Address:
    """A phone number; blanks around it are removed.

    Channels give digits with a leading "+". Business systems may give any spelling: the host reads it with the
    workspace's country.

    >>> phone(" +5549999998888 ").value
    '+5549999998888'
    """
    return Address(AddressKind.PHONE, value.strip())


def user_id(value: str) -> Address:
    """The service's own stable id of the user for this business.

    >>> user_id("BR.1").kind.name
    'USER_ID'
    """
    return Address(AddressKind.USER_ID, value.strip())


def email(value: str) -> Address:
    """An e-mail address.

    >>> email("ana@example.com").kind.name
    'EMAIL'
    """
    return Address(AddressKind.EMAIL, value.strip())


def find_address(addresses: Iterable[Address], kind: AddressKind) -> str | None:
    """The first address of a kind in a list such as `OutboundMessage.to`; None when there is none.

    >>> find_address([user_id("BR.1"), phone("+5549999998888")], AddressKind.PHONE)
    '+5549999998888'
    """
    return next((address.value for address in addresses if address.kind is kind), None)
