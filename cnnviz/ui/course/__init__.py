"""The course on screen: the card beside a room, the rooms as a card sets them, and the contents."""
